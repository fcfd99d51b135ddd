"""The addresses of the tree and of the living page."""

from django.urls import path

from organizations.views import tree
from organizations.views.audit import audit_trail
from organizations.views.clock import demo_clock
from organizations.views.living import living_page

urlpatterns = [
    path("to-chuc/", tree.organization_list, name="organizations"),
    path("to-chuc/<int:organization_id>/", tree.organization, name="organization"),
    path("nhat-ky/", audit_trail, name="audit"),
    path("ngay-trinh-dien/", demo_clock, name="demo-clock"),
    path("giao-dien/", living_page, name="living"),
]

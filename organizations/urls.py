"""The addresses of the tree, of one's own account and of the living page."""

from django.urls import path

from organizations.views import factors, tree
from organizations.views.account import account
from organizations.views.audit import audit_trail
from organizations.views.clock import demo_clock
from organizations.views.living import living_page

urlpatterns = [
    path("to-chuc/", tree.organization_list, name="organizations"),
    path("to-chuc/<int:organization_id>/", tree.organization, name="organization"),
    path("tai-khoan/", account, name="account"),
    path("tai-khoan/xac-thuc/", factors.set_up, name="factor-set-up"),
    path("tai-khoan/xac-thuc/bo/", factors.remove, name="factor-remove"),
    path("tai-khoan/ma-du-phong/", factors.recovery_codes, name="recovery-codes"),
    path("nhat-ky/", audit_trail, name="audit"),
    path("ngay-trinh-dien/", demo_clock, name="demo-clock"),
    path("giao-dien/", living_page, name="living"),
]

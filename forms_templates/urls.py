"""Addresses of the papers."""

from django.urls import path

from forms_templates import views

app_name = "forms_templates"

urlpatterns = [
    path("xac-minh/<slug:token>/", views.verify, name="verify"),
    path("bieu-mau/", views.forms, name="forms"),
    path("bieu-mau/<slug:regulation>/<slug:name>/", views.fill_in, name="fill-in"),
    path("bieu-mau/<slug:regulation>/<slug:name>.<slug:suffix>", views.blank, name="blank"),
]

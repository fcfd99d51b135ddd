"""Addresses of the papers."""

from django.urls import path

from forms_templates import views

app_name = "forms_templates"

urlpatterns = [
    path("xac-minh/<slug:token>/", views.verify, name="verify"),
]

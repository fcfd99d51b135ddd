"""Every address of the program; each app brings its own list."""

from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.urls import path

from config.health import health

urlpatterns = [
    path("dang-nhap/", auth_views.LoginView.as_view(), name="login"),
    path("dang-xuat/", auth_views.LogoutView.as_view(), name="logout"),
    path("quan-tri/", admin.site.urls),
    path("healthz", health, name="health"),
]

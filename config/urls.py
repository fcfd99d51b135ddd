"""Every address of the program; each app brings its own list."""

from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

from config.health import health
from organizations.views.activation import activation
from organizations.views.factors import door
from organizations.views.sign_in import PasswordChange, SignIn

handler400 = "config.answers.bad_request"

urlpatterns = [
    path("dang-nhap/", SignIn.as_view(), name="login"),
    path("dang-nhap/xac-thuc/", door, name="factor"),
    path("dang-xuat/", auth_views.LogoutView.as_view(), name="logout"),
    path("kich-hoat/", activation, name="activate"),
    path("doi-mat-khau/", PasswordChange.as_view(), name="password_change"),
    path("doi-mat-khau/xong/", auth_views.PasswordChangeDoneView.as_view(), name="password_change_done"),
    # One sign-in for all: the administration's own would know nothing of what ours checks.
    path("quan-tri/login/", login_not_required(RedirectView.as_view(pattern_name="login", query_string=True))),
    path("quan-tri/", admin.site.urls),
    path("healthz", health, name="health"),
    path("", include("forms_templates.urls")),
    path("", include("organizations.urls")),
    path("", include("reviews.urls")),
    path("", include("ratings.urls")),
]

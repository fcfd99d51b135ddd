"""Settings for a server that people reach through a proxy which speaks HTTPS."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403
from config.settings.base import SECRET_KEY

if not SECRET_KEY:
    raise ImproperlyConfigured("Đặt biến môi trường SECRET_KEY (ít nhất 50 ký tự ngẫu nhiên) trước khi chạy máy chủ.")

DEBUG = False

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

# The frame check asks for DENY; ours is SAMEORIGIN on purpose, with `frame-ancestors 'self'` beside it.
SILENCED_SYSTEM_CHECKS = ["security.W019"]

"""Print the demo's sign-ins: one per role, with what waits for it."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from config.demo.accounts import PASSWORD, SIGN_INS
from organizations.models import User


class Command(BaseCommand):
    help = "In bảng đăng nhập của dữ liệu mẫu, mỗi vai một dòng. Không có dữ liệu mẫu thì không in gì."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--address", default=f"http://127.0.0.1:{os.environ.get('PORT') or 8000}/")

    def handle(self, *args: Any, address: str = "", **options: Any) -> None:
        people = {
            user.username: str(user)
            for user in User.objects.filter(
                username__in=[sign_in.username for sign_in in SIGN_INS], email__endswith="@example.org"
            ).select_related("person")
        }
        rows = [sign_in for sign_in in SIGN_INS if sign_in.username in people]
        if not rows:
            return
        role, name = max(len(row.role) for row in rows), max(len(row.username) for row in rows)
        self.stdout.write(f"Đăng nhập ở {address} – mật khẩu chung của dữ liệu mẫu: {PASSWORD}\n\n")
        self.stdout.write(f"{'Tên đăng nhập':<{name + 4}}{'Vai':<{role + 2}}Việc đang chờ")
        for row in rows:
            self.stdout.write(f"{row.username:<{name + 4}}{row.role:<{role + 2}}{row.waiting}")

"""Load the demo: an invented district in the middle of the review of 2023."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.demo.load import holds_anything, holds_only_demo, load_demo


class Command(BaseCommand):
    help = "Nạp dữ liệu mẫu (một huyện hư cấu). Đã có dữ liệu thì không làm gì; --fresh nạp lại từ đầu."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fresh", action="store_true", help="Xóa dữ liệu mẫu đang có rồi nạp lại.")

    def handle(self, *args: Any, fresh: bool = False, **options: Any) -> None:
        if not settings.DEMO_CLOCK:
            raise CommandError(
                "Tài khoản của dữ liệu mẫu dùng chung một mật khẩu: chỉ nạp ở bản chạy thử (DEMO_CLOCK)."
            )
        if holds_anything():
            if not fresh:
                self.stdout.write("Đã có dữ liệu, không nạp dữ liệu mẫu.")
                return
            if not holds_only_demo():
                raise CommandError("Trong cơ sở dữ liệu có dữ liệu khác ngoài dữ liệu mẫu: không xóa gì cả.")
            call_command("flush", interactive=False, verbosity=0)
        roster = load_demo()
        self.stdout.write(
            f"Đã nạp {roster.district}: {len(roster.people)} đảng viên, {len(roster.cells)} chi bộ, "
            f"{len(roster.users)} tài khoản."
        )

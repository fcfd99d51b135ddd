"""Move the demo's clock: `manage.py demo_clock "2023-11-10 08:00"`."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from organizations.services.demo_clock import stand_at

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


class Command(BaseCommand):
    help = "Đặt đồng hồ của bản chạy thử vào một thời điểm, ví dụ “2023-11-10 08:00”; đồng hồ chạy tiếp từ đó."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("moment", help="Ngày và giờ địa phương: YYYY-MM-DD HH:MM (không ghi giờ là 08:00).")

    def handle(self, *args: Any, moment: str = "", **options: Any) -> None:
        if not settings.DEMO_CLOCK:
            raise CommandError("Chỉ bản chạy thử (DEMO_CLOCK) mới đặt lại được đồng hồ.")
        local = timezone.make_aware(_read(moment))
        stand_at(local)
        self.stdout.write(f"Đồng hồ chạy thử: {WEEKDAYS[local.weekday()]}, {local:%d/%m/%Y, %H:%M}.")


def _read(moment: str) -> datetime:
    text = moment if len(moment.split()) > 1 else f"{moment} 08:00"
    try:
        return datetime.strptime(text.replace("T", " "), "%Y-%m-%d %H:%M")  # noqa: DTZ007 - made aware by the caller
    except ValueError as error:
        raise CommandError(f"Không đọc được thời điểm “{moment}”. Ghi như: 2023-11-10 08:00.") from error

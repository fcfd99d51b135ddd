"""Lists what is older than it needs to be kept. It destroys nothing: that is decided by a person, on the page."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from organizations import clock
from organizations.models import Organization
from reviews.selectors.retention import due_at


class Command(BaseCommand):
    help = "Liệt kê tài liệu đã hết thời hạn bảo quản (không tiêu hủy gì)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organization", type=int, metavar="MÃ", help="chỉ tổ chức này và cấp dưới")

    def handle(self, *args: Any, **options: Any) -> None:
        organization = None
        if options["organization"] is not None:
            organization = Organization.objects.filter(pk=options["organization"]).first()
            if organization is None:
                raise CommandError(f"Không có tổ chức mã {options['organization']}.")
        for row in due_at(organization, today=clock.today()):
            due = f"{row.count} tài liệu lập trước {row.before:%d/%m/%Y}" if row.before is not None else "–"
            self.stdout.write(f"{row.kind.label} | {row.kind.period} | {due}")

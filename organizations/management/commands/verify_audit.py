"""Proves that nothing of the record was changed, or names the first link that was."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from organizations.services import audit


class Command(BaseCommand):
    help = "Kiểm tra nhật ký: mọi mắt xích còn nguyên, và còn đúng với đầu nhật ký in trên văn bản đã ký."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", default="", metavar="SỐ-MÃ", help="đầu nhật ký như in trên văn bản")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ends with an error when a link is broken, so that a nightly run is noticed."""
        audit.seal()
        verdict = audit.verify(printed=options["head"].strip())
        if not verdict.holds:
            raise CommandError(f"Nhật ký KHÔNG nguyên vẹn. {verdict.why}")
        self.stdout.write(f"Nhật ký nguyên vẹn: {verdict.links} mắt xích. Đầu nhật ký: {verdict.head}")

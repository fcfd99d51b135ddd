"""Prints any form or record from the command line, as PDF, Word or text."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from forms_templates.catalogue import find, printables
from forms_templates.output import WRITERS, write_whole
from forms_templates.pdf import FontMissing
from forms_templates.strict import DefinitionError


class Command(BaseCommand):
    help = "In một biểu mẫu hoặc văn bản ra tệp .pdf, .docx hoặc .txt; --list nêu tên tất cả."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("form", nargs="?", default="", help="tên mẫu hoặc loại văn bản, như --list nêu")
        parser.add_argument("--list", action="store_true", help="nêu mọi mẫu và văn bản in được")
        parser.add_argument("--regulation", default="", help="quy định của mẫu, ví dụ qd_124")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--blank", action="store_true", help="in bản trống (mặc định)")
        what.add_argument("--entry", type=int, metavar="ID", help="in bản đã ghi có số này")
        parser.add_argument("--out", type=Path, metavar="FILE", help="tệp ghi ra; đuôi tệp quyết định định dạng")

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes the whole file or none, and says in one sentence what is wrong."""
        if options["list"]:
            self._list()
            return
        if not options["form"] or options["out"] is None:
            raise CommandError("Cần tên mẫu và --out TỆP; xem tên bằng --list.")
        out: Path = options["out"]
        suffix = out.suffix.lower().removeprefix(".")
        if suffix not in WRITERS:
            raise CommandError(f"Đuôi tệp “{out.suffix}” không dùng được; có: {', '.join(f'.{s}' for s in WRITERS)}.")
        try:
            found = find(options["form"], options["regulation"])
            template, context = found.blank() if options["entry"] is None else found.filled(options["entry"])
            write_whole(out, WRITERS[suffix](template, context))
        except (LookupError, DefinitionError, FontMissing) as error:
            raise CommandError(str(error.args[0] if isinstance(error, LookupError) else error)) from error
        except OSError as error:
            raise CommandError(f"Không ghi được {out}: {error.strerror or error}.") from error
        self.stdout.write(f"Đã in {found.title} vào {out}.")

    def _list(self) -> None:
        try:
            lines = printables()
        except DefinitionError as error:
            raise CommandError(f"Có mẫu không dùng được: {error}") from error
        for paper in lines:
            source = f"--entry: số của {paper.source.of}" if paper.source else "chỉ bản trống"
            name = f"{paper.mark} – {paper.title}" if paper.mark else paper.title
            about = f", {paper.about}" if paper.about else ""
            also = f"; cũng tìm bằng: {', '.join(paper.also)}" if paper.also else ""
            told = f"{paper.origin}; {source}{also}"
            self.stdout.write(f"{paper.name:28}{paper.regulation or '-':10}{name}{about} ({told})")

"""``manage.py rules``: what a plan says, for staff and scripts.

Exit code 0 when the rule holds, 1 with findings, 2 for input that cannot be, with one line on the error channel.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reviews.rules import calculators, plan_checks
from reviews.rules.calculators import Answer, BadInput
from reviews.rules.findings import Finding
from reviews.rules.voting import Tally

FINDINGS, BAD_INPUT = 1, 2


class Command(BaseCommand):
    help = "Tra cứu quy định của kế hoạch: ngưỡng phiếu, tỷ lệ xuất sắc, mốc thời hạn, thứ tự, đối tượng, điểm."
    requires_system_checks = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        self._called_from_command_line = False  # argparse would print its usage; a script wants one line
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        questions = parser.add_subparsers(dest="question", required=True)

        def question(name: str, help_text: str, *, plan: bool = True) -> ArgumentParser:
            one: ArgumentParser = questions.add_parser(name, help=help_text)
            one.add_argument("--json", action="store_true", help="trả lời dạng JSON")
            if plan:
                one.add_argument("--plan", required=True, help="P0 … P4 hoặc tên tệp của kế hoạch mẫu")
            return one

        one = question("thresholds", "mức xếp loại theo số phiếu")
        one.add_argument("--present", type=int, required=True, help="số người có mặt được phát phiếu")
        for option in ("excellent", "good", "completed", "not-completed", "invalid", "blank"):
            one.add_argument(f"--{option}", type=int, default=0)
        one.add_argument("--kind", default="collective", help="organization, collective, cadre, member hoặc unit")

        one = question("quota", "số được xếp loại xuất sắc")
        one.add_argument("--members", type=int, required=True, help="số thành viên hoặc số đơn vị của nhóm")
        one.add_argument("--good-or-better", type=int, help="số từ “Hoàn thành tốt nhiệm vụ” trở lên")
        one.add_argument("--good-only", type=int, help="số “Hoàn thành tốt nhiệm vụ”, không kể xuất sắc")
        one.add_argument("--all-rated", type=int, help="số được xếp loại")
        one.add_argument("--excellent", type=int, default=0, help="số đề nghị xuất sắc")
        one.add_argument("--kind", default="collective", help="organization, collective, cadre, member hoặc unit")

        one = question("deadlines", "các mốc thời hạn")
        one.add_argument("--on", required=True, help="ngày xem, dạng 2023-12-24")

        question("order", "thứ tự kiểm điểm, xếp loại")

        one = question("eligibility", "một đảng viên có thuộc diện kiểm điểm, xếp loại không")
        one.add_argument("--person", required=True, help="tệp YAML: name, activity, admitted_on")
        one.add_argument("--on", required=True, help="ngày họp xếp loại")

        one = question("score", "mức xếp loại theo điểm")
        one.add_argument("--points", required=True)
        fact_help = "trường hợp xảy ra hoặc điều kiện đạt (KHÓA), không đạt hoặc không xảy ra (KHÓA=no)"
        one.add_argument("--fact", action="append", default=[], help=fact_help)
        one.add_argument("--kind", help="organization, collective, cadre, member; không ghi thì hỏi mọi điều kiện")

        one = question("check-plan", "kiểm tra một tệp kế hoạch", plan=False)
        one.add_argument("file")
        one.add_argument("--superior", help="kế hoạch cấp trên: P0 … P4 hoặc tên tệp của kế hoạch mẫu")

    def run_from_argv(self, argv: list[str]) -> None:
        try:
            super().run_from_argv(argv)
        except (BadInput, CommandError) as error:
            self.stderr.write(" ".join(str(error).split()))
            sys.exit(BAD_INPUT)

    def handle(self, *args: Any, **options: Any) -> None:
        answer = _answer(options)
        if options["json"]:
            found = {**answer.facts, "holds": answer.holds, "findings": [_finding(row) for row in answer.findings]}
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
        else:
            for line in answer.lines:
                self.stdout.write(line)
            for row in answer.findings:
                self.stdout.write(f"! {row.message}{f' ({row.reference})' if row.reference else ''}")
        if not answer.holds:
            sys.exit(FINDINGS)


def _answer(options: dict[str, Any]) -> Answer:
    question = options["question"]
    if question == "check-plan":
        return plan_checks.check_file(Path(options["file"]), superior=options["superior"])
    plan = calculators.find_plan(options["plan"])
    match question:
        case "thresholds":
            counts = {name: options[name] for name in ("excellent", "good", "completed", "not_completed")}
            tally = Tally(options["present"], **counts, blank=options["blank"], invalid=options["invalid"])
            return calculators.thresholds(plan, tally, kind=calculators.kind_of(options["kind"]))
        case "quota":
            group = calculators.count_group(
                members=options["members"],
                good_or_better=options["good_or_better"],
                good_only=options["good_only"],
                rated=options["all_rated"],
                excellent=options["excellent"],
            )
            return calculators.excellent_seats(plan, group, kind=calculators.kind_of(options["kind"]))
        case "deadlines":
            return calculators.milestones(plan, on=_day(options["on"]))
        case "order":
            return calculators.order_edges(plan)
        case "eligibility":
            path = Path(options["person"])
            person = calculators.person_facts(plan_checks.read_file(path), path.name)
            return calculators.eligible(plan, person, on=_day(options["on"]))
        case _:
            facts = calculators.recorded_facts(options["fact"])
            kind = calculators.kind_of(options["kind"]) if options["kind"] else None
            return calculators.score(plan, _points(options["points"]), facts=facts, kind=kind)


def _finding(row: Finding) -> dict[str, str]:
    return {
        "code": row.code,
        "severity": row.severity.value,
        "message": row.message,
        "clause": row.clause,
        "section": row.reference.section if row.reference else "",
    }


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"“{text}” không phải là ngày (viết dạng 2023-12-24).") from None


def _points(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise BadInput(f"“{text}” không phải là số điểm.") from None

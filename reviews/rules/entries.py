"""Completeness of Mẫu 01 and Mẫu 02, checked on submitting and never while writing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .contents import missing_contents
from .findings import Finding, Severity
from .levels import Grade, Level
from .parts import FormRules, ShortcomingPart, Topic
from .parts.contents import CollectiveContentRow, ContentRow
from .plan import Plan
from .products import TASK_ROWS, check_products
from .score_tables import check_score_table
from .shortcomings import check_each, is_blank
from .signs import check_signs, sign_answers
from .vocabulary import RemediationStatus, SubjectKind


@dataclass(frozen=True, slots=True)
class Anchored:
    """A prompt or an earlier shortcoming that a row of the form must answer; ``id`` as the row carries it."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class EntryContext:
    """Around the form: what must be answered, and what the collective's report says.

    ``collective_shortcomings`` counts those of the collectives that the person belongs to. ``flags`` are keys of the
    plan's list of signs that call for an explanation. ``contents``: those that the plan asks of this subject.
    """

    rated_as_cadre: bool = True
    rated_as_member: bool = True
    prompts: Sequence[Anchored] = ()
    prior: Sequence[Anchored] = ()
    collective_shortcomings: int = 0
    has_annex: bool = False
    flags: Sequence[str] = ()
    head_name: str = ""
    contents: Sequence[ContentRow | CollectiveContentRow] = ()


def rows_of(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The rows typed into a list, without those left wholly empty; anything else than rows counts as none."""
    rows = data.get(key)
    if not isinstance(rows, list):
        return []
    return [row for row in rows if isinstance(row, Mapping) and any(not is_blank(value) for value in row.values())]


def check_entry(form_code: str, data: Mapping[str, Any], context: EntryContext, plan: Plan) -> list[Finding]:
    """Everything the printed form asks for and the entry lacks, in the order of the form."""
    form = plan.form(form_code)
    check = _Check(form, data, context, plan)
    return [
        *check.contents(),
        *check.asked_contents(),
        *check.grades(),
        *check.self_examination(),
        *check.signs(),
        *check_products(rows_of(data, TASK_ROWS), form, plan),
        *check.shortcomings(),
        *check.remediation(),
        *check.responses(),
        *check.responsibility(),
        *check.flags(),
        *check.remedies(),
        *check.levels(),
        *check.scores(),
        *check.annex(),
        *check.focus(),
    ]


@dataclass(frozen=True, slots=True)
class _Check:
    form: FormRules
    data: Mapping[str, Any]
    context: EntryContext
    plan: Plan

    @property
    def of_collective(self) -> bool:
        return self.form.subject is SubjectKind.COLLECTIVE

    def _blank(self, key: str) -> bool:
        return is_blank(self.data.get(key))

    def _clause(self, code: str, message: str, clause: str, severity: Severity = Severity.BLOCK) -> Finding:
        return Finding(f"entry.{code}", severity, message, self.plan.reference(clause))

    def _topic(self, code: str, message: str, topic: Topic, severity: Severity = Severity.BLOCK) -> Finding:
        return Finding(f"entry.{code}", severity, message, self.plan.cite(topic))

    def _prior(self, code: str, message: str) -> Finding:
        """Earlier shortcomings: the form's own part where the plan says nothing else of them."""
        reference = self.plan.cite(Topic.PRIOR_SHORTCOMINGS) or self.plan.reference(self.form.remediation_clause)
        return Finding(f"entry.{code}", Severity.BLOCK, message, reference)

    def contents(self) -> Iterable[Finding]:
        unwritten: dict[str, list[str]] = {}
        for number, clause in enumerate(self.form.text_clauses, start=1):
            if self._blank(f"i_{number}"):
                unwritten.setdefault(clause, []).append(f"I.{number}" if self.form.contents > 1 else "I")
        for clause, numbers in unwritten.items():
            yield self._clause("contents", f"Mục {', '.join(numbers)} chưa viết nội dung.", clause)

    def asked_contents(self) -> Iterable[Finding]:
        """The contents that the plan asks of this subject by kind, post and level (P4-1.3.1-a, P4-1.3.2-a, g, k-n)."""
        asked = self.context.contents
        yield from missing_contents("Mục I", asked, [row.key for row in asked if not self._blank(row.key)], self.plan)
        if self.of_collective or self.plan.contents is None:
            return
        groups = [row.clause for row in self.plan.contents.people if row.categories]
        if groups and not any(isinstance(row, ContentRow) and row.categories for row in asked):
            message = "Chưa chọn thuộc nhóm đảng viên nào nên chưa có nội dung cần đi sâu của nhóm."
            yield self._clause("member_category", message, groups[0], Severity.WARN)

    def grades(self) -> Iterable[Finding]:
        if not self.form.grade_clause:
            return
        keys = [(f"“{row.says}”", f"{row.key}_grade") for row in self.context.contents if row.graded]
        keys += [(f"I.{number}", f"i_{number}_grade") for number in self.form.graded]
        if not (self.data.get("iii_none") and not self.context.prior):
            keys.append(("III", "iii_grade"))
        missing = [place for place, key in keys if self.data.get(key) not in tuple(Grade)]
        if missing:
            places = ", ".join(missing) if self.context.contents else f"mục {', '.join(missing)}"
            message = (
                f"Mới tự đánh giá cấp độ thực hiện ở {len(keys) - len(missing)}/{len(keys)} nơi; còn thiếu ở {places}."
            )
            yield self._clause("grades", message, self.form.grade_clause)

    def self_examination(self) -> Iterable[Finding]:
        if self.plan.cite(Topic.SELF_EXAMINATION) is None or self.plan.signs is not None:
            return
        if not self.of_collective and self._blank("i_1_self_examination"):
            message = (
                "Mục I.1 chưa liên hệ các biểu hiện về suy thoái, “tự diễn biến”, “tự chuyển hóa”; nếu không có thì "
                "ghi rõ là không có."
            )
            yield self._topic("self_examination", message, Topic.SELF_EXAMINATION, Severity.WARN)

    def signs(self) -> Iterable[Finding]:
        """Sign by sign, where the plan has each person hold himself against a list of them (P4-1.3.2-b, c, d)."""
        if self.of_collective:
            return
        stated = len(rows_of(self.data, "ii_shortcomings"))
        yield from check_signs("Bản kiểm điểm", sign_answers(self.data), self.plan, shortcomings=stated)

    def shortcomings(self) -> Iterable[Finding]:
        clause = self.form.shortcoming_clause
        rows = rows_of(self.data, "ii_shortcomings")
        declared_none = bool(self.data.get("ii_none"))
        if not rows and not declared_none:
            yield self._clause(
                "ii_none", "Mục II chưa ghi hạn chế, khuyết điểm; nếu không có thì chọn “Không có”.", clause
            )
        if not rows and declared_none:
            message = "Mục II ghi không có hạn chế, khuyết điểm nào."
            yield self._clause("ii_declared_none", message, clause, Severity.WARN)
        if rows and declared_none:
            message = f"Mục II vừa chọn “Không có” vừa ghi {len(rows)} hạn chế, khuyết điểm."
            yield self._clause("ii_both", message, clause)
        for number, row in enumerate(rows, start=1):
            if is_blank(row.get("text")):
                yield self._clause("ii_text", f"Mục II, dòng {number}: chưa ghi hạn chế, khuyết điểm.", clause)
            if self.form.contents > 1 and row.get("content") not in range(1, self.form.contents + 1):
                yield self._clause(
                    "ii_content",
                    f"Mục II, dòng {number}: chọn nội dung từ 1 đến {self.form.contents} của mục I "
                    f"(đang ghi “{row.get('content') or ''}”).",
                    clause,
                )
        # The form prints one text for all causes: whoever writes it need not repeat it in each row.
        one_cause = not self._blank("ii_causes")
        yield from check_each(rows, self.form, self.plan, head_name=self.context.head_name, causes_written=one_cause)
        uncaused = any(is_blank(row.get("cause")) for row in rows)
        if uncaused and not one_cause and not self.form.asks_each(ShortcomingPart.CAUSE):
            message = f"Mục II có {len(rows)} hạn chế, khuyết điểm nhưng chưa ghi nguyên nhân."
            yield self._clause("ii_causes", message, clause)

    def remediation(self) -> Iterable[Finding]:
        """One row per earlier shortcoming: status, degree while in progress, responsibility while not fixed."""
        clause = self.form.remediation_clause
        if not clause:
            return
        rows = rows_of(self.data, "iii_items")
        answered = {str(row.get("id")): row for row in rows if not is_blank(row.get("status"))}
        missing = [item.text for item in self.context.prior if item.id not in answered]
        total = len(self.context.prior)
        if missing:
            message = (
                f"Mục III mới ghi kết quả khắc phục {total - len(missing)}/{total} hạn chế, khuyết điểm; còn thiếu: "
                f"{'; '.join(missing)}."
            )
            yield self._prior("iii_missing", message)
        declared_none = bool(self.data.get("iii_none"))
        if declared_none and self.context.prior:
            message = f"Mục III chọn “Không có” nhưng còn {total} hạn chế, khuyết điểm phải khắc phục."
            yield self._prior("iii_none", message)
        if not rows and not self.context.prior and not declared_none and not self.form.remedies_if_any:
            message = "Mục III chưa ghi kết quả khắc phục; nếu không có gì phải khắc phục thì chọn “Không có”."
            yield self._clause("iii_empty", message, clause)
        expected = {item.id for item in self.context.prior}
        for number, row in enumerate(rows, start=1):
            if str(row.get("id")) in expected and is_blank(row.get("status")):
                continue  # named above
            yield from self._remediation_row(row, f"Mục III, dòng {number}", clause)

    def _remediation_row(self, row: Mapping[str, Any], where: str, clause: str) -> Iterable[Finding]:
        status = row.get("status")
        if is_blank(row.get("shortcoming")):
            yield self._clause("iii_shortcoming", f"{where}: chưa ghi hạn chế, khuyết điểm.", clause)
        if status not in tuple(RemediationStatus):
            message = f"{where}: chọn đã được khắc phục, đang khắc phục hoặc chưa được khắc phục."
            yield self._clause("iii_status", message, clause)
            return
        if status == RemediationStatus.IN_PROGRESS and is_blank(row.get("degree")):
            yield self._clause("iii_degree", f"{where}: đang khắc phục thì phải ghi mức độ khắc phục.", clause)
        unfinished = status != RemediationStatus.FIXED and self.plan.cite(Topic.UNFINISHED_REMEDY) is not None
        if unfinished and is_blank(row.get("responsible")):
            message = f"{where}: chưa khắc phục xong thì phải làm rõ trách nhiệm của tập thể, cá nhân."
            yield self._topic("iii_responsible", message, Topic.UNFINISHED_REMEDY)

    def responses(self) -> Iterable[Finding]:
        """Every prompt has explanation, cause and responsibility (P0-III.1-e)."""
        if not self.form.response_clause:
            return
        rows = {str(row.get("prompt_id")): row for row in rows_of(self.data, "iv_items")}
        parts = {"explanation": "giải trình", "cause": "nguyên nhân", "responsibility": "trách nhiệm"}
        lacking: dict[str, list[str]] = {}
        for prompt in self.context.prompts:
            row = rows.get(prompt.id, {})
            wanting = [name for key, name in parts.items() if is_blank(row.get(key))]
            if wanting:
                lacking[prompt.text] = wanting
        total, severity = len(self.context.prompts), self.plan.severity(Topic.PROMPT_ANSWER)
        if len(lacking) == total and total and not any(len(names) < len(parts) for names in lacking.values()):
            message = f"Mục IV chưa giải trình vấn đề nào trong {total} vấn đề được gợi ý: {'; '.join(lacking)}."
            yield self._topic("iv_missing", message, Topic.PROMPT_ANSWER, severity)
            return
        for text, names in lacking.items():
            message = (
                f"Mục IV mới giải trình xong {total - len(lacking)}/{total} vấn đề được gợi ý; “{text}” còn thiếu "
                f"{', '.join(names)}."
            )
            topic = len(names) == len(parts)
            yield (
                self._topic("iv_missing", message, Topic.PROMPT_ANSWER, severity)
                if topic
                else self._clause("iv_incomplete", message, self.form.response_clause, severity)
            )

    def responsibility(self) -> Iterable[Finding]:
        """Section V as one text, where the plan does not ask it of each shortcoming."""
        clause = self.form.responsibility_clause
        if not clause or not self._blank("v"):
            return
        own = len(rows_of(self.data, "ii_shortcomings"))
        row_by_row = self.form.asks_each(ShortcomingPart.COLLECTIVE, ShortcomingPart.HEAD)
        if self.of_collective and own and not row_by_row:
            head = (
                f", nhất là trách nhiệm của người đứng đầu ({self.context.head_name})" if self.context.head_name else ""
            )
            message = (
                f"Mục V chưa làm rõ trách nhiệm của tập thể, cá nhân đối với {own} hạn chế, khuyết điểm ở mục II{head}."
            )
            yield self._clause("v", message, clause, Severity.WARN)
        if not self.of_collective and self.context.collective_shortcomings:
            message = (
                f"Mục V chưa làm rõ trách nhiệm của cá nhân đối với {self.context.collective_shortcomings} hạn chế, "
                "khuyết điểm của tập thể."
            )
            yield self._clause("v", message, clause, Severity.WARN)

    def flags(self) -> Iterable[Finding]:
        """A sign of violation, a complaint, a disciplined subordinate … must be explained in section V (P0 3.3)."""
        labels = dict(self.plan.entries.flags)
        if not self._blank("v"):
            return
        for flag in self.context.flags:
            if flag in labels:
                topic = Topic.SUBORDINATE_DISCIPLINE if flag == "subordinate_discipline" else Topic.RESPONSIBILITY_FLAGS
                yield self._topic("flag", f"Mục V phải làm rõ trách nhiệm: {labels[flag]}.", topic)

    def remedies(self) -> Iterable[Finding]:
        """Section VI carries the remedies: bound to whatever is not fixed or newly listed."""
        if not self.form.remediation_clause or not self._blank("vi"):
            return
        open_items = [
            row
            for row in rows_of(self.data, "iii_items")
            if row.get("status") in (RemediationStatus.IN_PROGRESS, RemediationStatus.NOT_FIXED)
        ]
        remedies = self.form.remedies
        if open_items and self.plan.cite(Topic.UNFINISHED_REMEDY) is not None:
            message = (
                f"Mục VI chưa ghi biện pháp cho {len(open_items)} hạn chế, khuyết điểm chưa khắc phục xong ở mục III."
            )
            yield self._topic("vi", message, Topic.UNFINISHED_REMEDY)
        elif rows_of(self.data, "ii_shortcomings") and not self.form.asks_each(ShortcomingPart.REMEDY):
            message = "Mục VI chưa ghi phương hướng, biện pháp khắc phục hạn chế, khuyết điểm ở mục II."
            clause, severity = self.form.shortcoming_clause, Severity.WARN
            if remedies is not None:
                clause, severity = remedies.clause, remedies.severity
            yield self._clause("vi", message, clause, severity)

    def levels(self) -> Iterable[Finding]:
        clause, place = self.form.level_clause, f"Mục {self.form.level_section}"
        messages = {
            "vii_level": f"{place} chưa chọn mức đề nghị xếp loại.",
            "vii_cadre_level": f"{place}.1 chưa tự nhận mức xếp loại cán bộ, công chức, viên chức.",
            "vii_member_level": f"{place}.2 chưa tự nhận mức xếp loại đảng viên.",
        }
        for key in self._level_keys():
            if self.data.get(key) not in tuple(Level):
                yield self._clause(key, messages[key], clause)

    def _level_keys(self) -> list[str]:
        if self.of_collective:
            return ["vii_level"]
        rated = (("vii_cadre_level", self.context.rated_as_cadre), ("vii_member_level", self.context.rated_as_member))
        return [key for key, is_rated in rated if is_rated]

    def scores(self) -> Iterable[Finding]:
        """The table of criteria, where the form has one (P2-IV.2-k)."""
        return check_score_table(self.data, self.form, self.plan, level_keys=self._level_keys())

    def annex(self) -> Iterable[Finding]:
        """The six indicators of a Party committee, each with figures and evidence (P0 6)."""
        if not (self.of_collective and self.context.has_annex and self.plan.cite(Topic.ANNEX)):
            return
        rows = {_fold(row.get("indicator")): row for row in rows_of(self.data, "annex")}
        filled = {name for name, row in rows.items() if not is_blank(row.get("result"))}
        if not filled:
            message = "Chưa bổ sung giải trình theo Mẫu 01: phụ lục kết quả thực hiện các chỉ tiêu, nhiệm vụ còn trống."
            yield self._topic("annex", message, Topic.ANNEX, Severity.WARN)
            return
        wanted = self.plan.entries.indicators
        missing = [name for name in wanted if _fold(name) not in filled]
        if missing:
            message = (
                f"Phụ lục mới có {len(wanted) - len(missing)}/{len(wanted)} chỉ tiêu; còn thiếu: {', '.join(missing)}."
            )
            yield self._topic("annex_indicators", message, Topic.ANNEX_INDICATORS, Severity.WARN)
        for name, row in rows.items():
            if name not in filled:
                continue
            if not any(character.isdecimal() for character in str(row.get("result"))):
                message = f"Phụ lục, “{row.get('indicator')}”: kết quả “{row.get('result')}” chưa có số liệu."
                yield self._topic("annex_figures", message, Topic.ANNEX_EVIDENCE, Severity.WARN)
            if is_blank(row.get("evidence")):
                message = f"Phụ lục, “{row.get('indicator')}”: chưa ghi số liệu, tài liệu minh chứng."
                yield self._topic("annex_evidence", message, Topic.ANNEX_EVIDENCE, Severity.WARN)

    def focus(self) -> Iterable[Finding]:
        """What the plan wants a collective to dwell on and section I does not name: a reminder (P1-II.1-c)."""
        rules = self.plan.entries
        if not (self.of_collective and rules.focus):
            return
        written = _fold(" ".join(str(self.data.get(f"i_{n}") or "") for n in range(1, self.form.contents + 1)))
        missing = [topic for topic in rules.focus if _fold(topic) not in written]
        if missing:
            message = f"Mục I chưa nhắc đến nội dung cần chú trọng: {'; '.join(missing)}."
            yield self._clause("focus", message, rules.focus_clause, Severity.INFO)


def _fold(text: Any) -> str:
    return " ".join(str(text or "").split()).casefold()


def achieved(target: str, result: str) -> Fraction | None:
    """The share of an indicator's target that was reached; None unless both are plain figures (1.250 or 95,5)."""
    wanted, got = _figure(target), _figure(result)
    return got / wanted if wanted and got is not None else None


def _figure(text: str) -> Fraction | None:
    plain = text.strip().removesuffix("%").strip().replace(".", "").replace(",", ".")
    if not plain.isascii() or not plain.replace(".", "", 1).isdecimal():
        return None
    return Fraction(plain)

"""The forms against the plans: whatever a plan asks of an entry has its place on the form, and nothing else has."""

from __future__ import annotations

import pytest

from forms_templates.definition import FieldKind, FormDefinition, Origin
from forms_templates.loader import get_definition, regulations
from reviews.rules.parts import FormRules, Topic
from reviews.rules.plan import Plan, available_presets, load_preset
from reviews.rules.vocabulary import SubjectKind

PLANS = [load_preset(slug) for slug in available_presets()]
FORMS = [
    pytest.param(plan, form, id=f"{plan.code}-{form.code}")
    for plan in PLANS
    if plan.forms_regulation in regulations()
    for form in plan.forms
]


BY_CONTENTS = [(plan, form) for plan in PLANS if plan.contents for form in plan.forms]


def asked(form: FormRules, plan: Plan) -> set[str]:
    """The keys that the completeness check reads on that form, the columns of rows as ``key.column``."""
    of_collective = form.subject is SubjectKind.COLLECTIVE
    keys = {f"i_{number}" for number in range(1, form.contents + 1)}
    keys |= {"ii_shortcomings", "ii_shortcomings.text", "ii_none", "ii_causes"}
    keys |= {"vii_level"} if of_collective else {"vii_cadre_level", "vii_member_level"}
    if form.contents > 1:
        keys |= {"ii_shortcomings.content"}
    keys |= {f"ii_shortcomings.{row.part.value}" for row in form.each_shortcoming}
    if form.grade_clause:
        keys |= {"iii_grade", *(f"i_{number}_grade" for number in form.graded)}
    if form.remediation_clause:
        keys |= {"iii_items", "iii_none", "vi"}
        keys |= {f"iii_items.{key}" for key in ("id", "shortcoming", "status", "degree", "difficulties", "responsible")}
    if form.response_clause:
        keys |= {"iv_items", *(f"iv_items.{key}" for key in ("prompt_id", "prompt", "explanation", "cause"))}
        keys |= {"iv_items.responsibility"}
    if form.responsibility_clause:
        keys |= {"v"}
    if form.scored:
        keys |= {"score_items"}
        keys |= {f"score_items.{key}" for key in ("criterion_id", "group", "criterion", "most", "points", "evidence")}
    if plan.cite(Topic.SELF_EXAMINATION) and not of_collective and plan.signs is None:
        keys |= {"i_1_self_examination"}
    if form.products:
        keys |= {"tasks", *(f"tasks.{key}" for key in ("task", "product", "result"))}
    if plan.contents:
        keys |= asked_contents(plan, of_collective=of_collective)
    return keys


def asked_contents(plan: Plan, *, of_collective: bool) -> set[str]:
    assert plan.contents is not None
    rows = plan.contents.collectives if of_collective else plan.contents.people
    keys = {row.key for row in rows} | {f"{row.key}_grade" for row in rows if row.graded}
    if of_collective:
        return keys
    signs = {"signs", *(f"signs.{key}" for key in ("number", "text", "grade", "remedy"))} if plan.signs else set()
    return keys | signs | {"member_category", "is_rotated"}


def held(definition: FormDefinition) -> set[str]:
    fields = [field for section in definition.sections if not section.optional for field in section.fields]
    return {field.key for field in fields} | {f"{f.key}.{column.key}" for f in fields for column in f.columns}


@pytest.mark.parametrize(("plan", "form"), FORMS)
def test_a_form_has_a_place_for_all_that_its_plan_asks(plan: Plan, form: FormRules) -> None:
    definition = get_definition(form.code, plan.forms_regulation)
    missing = asked(form, plan) - held(definition)
    assert missing == set()
    if definition.origin is Origin.BUILT:  # a form that a paper prints serves several plans
        assert held(definition) == asked(form, plan)


@pytest.mark.parametrize(("plan", "form"), BY_CONTENTS)
def test_every_content_has_its_place_under_its_key_and_goes_with_its_grade(plan: Plan, form: FormRules) -> None:
    fields = [field for field in get_definition(form.code, plan.forms_regulation).fields() if field.content]
    texts = [field for field in fields if field.kind is FieldKind.LONG_TEXT]
    assert all(field.key == field.content for field in texts)
    rules = plan.contents
    assert rules is not None
    rows = rules.collectives if form.subject is SubjectKind.COLLECTIVE else rules.people
    printed = [row.key for row in rows]
    assert [field.key for field in texts] == printed
    clauses = {field.key: field.clause for field in texts}
    assert clauses == {row.key: row.clause for row in rows}
    assert {field.content for field in fields if field.kind is FieldKind.GRADE} == {
        row.key for row in rows if row.graded
    }
    may_lack = {row.key for row in rows if row.if_any}
    assert {field.key for field in texts if field.empty_text} == may_lack


def test_list_of_signs_offers_the_plans_grades_for_as_many_rows() -> None:
    plan = load_preset("p4_xa_2023")
    assert plan.signs is not None
    field = get_definition("mau_02_xa").field("signs")
    assert [row["number"] for row in field.preset] == [str(at) for at in range(1, plan.signs.count + 1)]
    grades = next(column for column in field.columns if column.key == field.rest_column).options
    assert [(option.value, option.label) for option in grades] == [
        (at, f"({at}) {words}") for at, words in enumerate(plan.signs.grades, start=1)
    ]


@pytest.mark.parametrize(("plan", "form"), FORMS)
def test_a_form_offers_the_contents_that_its_plan_counts(plan: Plan, form: FormRules) -> None:
    columns = get_definition(form.code, plan.forms_regulation).field("ii_shortcomings").columns
    if form.contents > 1:
        content = next(column for column in columns if column.key == "content")
        assert [option.value for option in content.options] == list(range(1, form.contents + 1))


@pytest.mark.parametrize(("plan", "form"), FORMS)
def test_the_level_stands_in_the_section_that_refusals_name(plan: Plan, form: FormRules) -> None:
    definition = get_definition(form.code, plan.forms_regulation)
    places = {
        section.number for section in definition.sections for field in section.fields if field.kind is FieldKind.LEVEL
    }
    assert places == {form.level_section}


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.code)
def test_a_plan_that_asks_the_residence_has_the_request_and_each_item_of_the_reply(plan: Plan) -> None:
    if not plan.asks_residence:
        return
    assert get_definition("mau_3_213_yk", plan.forms_regulation).field("addressee").key == "addressee"
    reply = get_definition("mau_3_213_nx", plan.forms_regulation)
    for item in plan.entries.residence_items:
        assert reply.field(item).options
    if proposal := plan.entries.residence_proposal:
        values = {option.value for option in reply.field(proposal.item).options}
        assert {proposal.handling, proposal.commendation} <= values


#: A printed list of a dossier: its form, the plan whose lines it holds, and how many the paper prints.
DOSSIER_LISTS = [
    ("danh_muc_ho_so", "qd_124", "p0_huyen_2023", 4),
    ("danh_muc_ho_so_chi_bo", "qd_124", "p4_xa_2023", 8),
    ("danh_muc_ho_so_quy", "qd_366", "p2_xa_2025", 5),
    ("danh_muc_ho_so_nam", "qd_366", "p2_xa_2025", 13),
]


@pytest.mark.parametrize(("code", "regulation", "preset", "count"), DOSSIER_LISTS)
def test_the_printed_list_of_a_dossier_has_every_line_that_its_plan_asks_for(code, regulation, preset, count):
    definition, plan = get_definition(code, regulation), load_preset(preset)
    rows = [row["paper"].rstrip(".").replace("uỷ", "ủy").lower() for row in definition.field("parts").preset]
    assert len(rows) == count
    if plan.cells is not None and plan.cells.dossier is not None:
        assert len(plan.cells.dossier.parts) == count
        return
    period = "quarter" if code.endswith("quy") else "year"
    asked = [slot for slot in plan.dossier if str(slot.period) == period and not slot.title.startswith("Kết quả")]
    titles = [slot.title.lower() for slot in asked][:count]
    assert [row[: len(title)] for row, title in zip(rows, titles, strict=True)] == titles

"""The staff of the committee's office prepares the issuer's own conference and takes its minutes."""

from __future__ import annotations

from .findings import Finding
from .plan import Plan


def check_clerk(*, clerk: str, workplace: str, office: str, plan: Plan) -> list[Finding]:
    """Whoever takes the minutes of the issuer's own conference works in its office (P1-III.4-d).

    ``office``: its name in the tree, empty where there is none and nobody can be held to it; ``workplace`` likewise.
    """
    rule = plan.secretariat
    if rule is None or not office or workplace == office:
        return []
    works = f"công tác ở {workplace}" if workplace else "chưa ghi nơi công tác"
    message = f"Chương trình, biên bản hội nghị này do {office} chuẩn bị; {clerk} {works}. Chọn thư ký của {office}."
    return [Finding("meeting.secretariat", rule.severity, message, plan.reference(rule.clause))]

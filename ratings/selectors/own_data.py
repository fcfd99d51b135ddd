"""What the judgement keeps about one person, for himself: the levels that were decided, and nothing before."""

from __future__ import annotations

from collections.abc import Iterator

from organizations.models import Person, User
from ratings.models import Decision
from reviews.selectors.own_data import Section


def decided_levels(user: User, person: Person) -> Iterator[Section]:
    rows = Decision.objects.filter(review__person=person).select_related("review__campaign", "authority")
    yield Section(
        "levels",
        "Mức xếp loại đã quyết định",
        ("Đợt kiểm điểm", "Nội dung", "Mức", "Cấp quyết định", "Văn bản", "Tình trạng"),
        [
            (
                row.review.campaign.name,
                row.get_track_display(),
                row.get_level_display(),
                str(row.authority),
                f"Số {row.document_number} ngày {row.decided_on:%d/%m/%Y}",
                row.get_state_display(),
            )
            for row in rows.order_by("-decided_on", "-pk")
        ],
    )

"""The town plan of 2019 (P3), its days, and how its findings are read."""

from __future__ import annotations

from datetime import date

import pytest

from reviews.rules.deadlines import check_milestone
from reviews.rules.parts.feeds import FeedUnitKind
from reviews.rules.plan import load_preset
from reviews.rules.vocabulary import (
    CollectiveKind,
    OrganizationKind,
    PostRole,
)

K, C, R, U = OrganizationKind, CollectiveKind, PostRole, FeedUnitKind
NOVEMBER, DECEMBER, JANUARY = (lambda d: date(2019, 11, d)), (lambda d: date(2019, 12, d)), (lambda d: date(2020, 1, d))
FIRST, DAY = NOVEMBER(12), NOVEMBER(20)


@pytest.fixture(scope="module")
def plan():
    return load_preset("p3_thi_xa_2019")


def told(findings):
    return [(row.code, row.clause, row.severity) for row in findings]


def late(plan, clause, day):
    return told(check_milestone(plan.milestone(clause), day))

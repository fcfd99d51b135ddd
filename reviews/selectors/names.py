"""Names of subjects on papers that list many of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from reviews.models import Review


def told_apart(reviews: Sequence[Review], *, among: Iterable[Review] = ()) -> list[str]:
    """The subjects' names, of each another one, so that no cross goes to the wrong one.

    Namesakes with the year of birth; those born in one year with the day; then with the unit, in the end with the
    number of the record. ``among``: others whom the reader knows too: whoever stands alone on a later sheet is still
    one of two.
    """
    subjects = {review.pk: review for review in (*among, *reviews)}
    plain = {pk: str(review) for pk, review in subjects.items()}
    found = dict(plain)
    for added in _ADDED:
        count = Counter(found.values())
        found = {
            pk: f"{plain[pk]} ({', '.join(dict.fromkeys(added(subjects[pk])))})" if count[name] > 1 else name
            for pk, name in found.items()
        }
    return [found[review.pk] for review in reviews]


def _year(review: Review) -> tuple[str, ...]:
    born = review.person.birth_date if review.person is not None else None
    return (f"sinh năm {born.year}" if born else str(review.unit),)


def _day(review: Review) -> tuple[str, ...]:
    born = review.person.birth_date if review.person is not None else None
    return (f"sinh ngày {born:%d/%m/%Y}" if born else str(review.unit),)


#: What is put behind a name, each only where the one before left two alike.
_ADDED: tuple[Callable[[Review], tuple[str, ...]], ...] = (
    _year,
    _day,
    lambda review: (*_day(review), str(review.unit)),
    lambda review: (*_day(review), str(review.unit), f"hồ sơ số {review.pk}"),
)

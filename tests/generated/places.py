"""Where something can be sent: every form that a page shows to somebody, and every other address that takes one."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.apps import apps
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.forms import BaseForm
from django.urls import NoReverseMatch, Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse
from lxml import html

from organizations.addresses import _methods
from organizations.models import User
from tests.factories.organizations import UserFactory
from tests.generated.sending import Sender
from tests.generated.values import Field
from tests.reviews.quarters import build_commune, draft
from tests.reviews.quarters import issue as issue_commune_of_2025
from tests.reviews.test_commune_plan import issue as issue_commune
from tests.reviews.test_commune_plan import planned_commune
from tests.reviews.test_pages import actions, pages, played
from tests.reviews.test_province_plan import issued_province
from tests.reviews.town import issued_town
from tests.world import World, issued_world

#: How many pages one account opens while forms are looked for; a page of each kind comes first.
MOST_PAGES = 130
#: By how many accounts the same address is opened: different people are shown different forms on it.
MOST_READERS = 2
#: How many are told that it is not there before nobody else is sent to it.
MOST_MISSES = 2
#: Those who have something to do, the busiest first; all others are shown pages without forms.
DOING = (
    "planner", "head", "secretary", "officer", "village_secretary", "chair", "commune_secretary", "deputy", "vice",
    "member2", "finance", "office_head",
)  # fmt: skip


#: A name that a view reads by itself, without a form.
_READ = re.compile(r"""(?:POST|FILES|GET)(?:\.get|\.getlist)?[(\[]f?["']([\w-]+)["']""")


@dataclass(frozen=True)
class Place:
    """``name`` of the address, who sends, where to, and the form as it was shown."""

    name: str
    user: User | None
    address: str
    fields: tuple[Field, ...]
    files: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def at(self, arguments: tuple[str | int, ...]) -> str:
        """The address; where none is known, the one of these rows."""
        if self.address:
            return self.address
        try:
            return reverse(self.name, args=arguments)
        except NoReverseMatch:
            return "/"


@dataclass(frozen=True)
class Scenery:
    """Five campaigns of five kinds of plans beside each other, the district's in mid-flight."""

    users: tuple[User, ...]
    #: Who is asked where nobody is known to be shown the form.
    planner: User
    starts: dict[int, tuple[str, ...]]
    known: dict[str, str]
    ids: tuple[int, ...]


#: The town first: it is told apart by what there is one of. The district's is the one in mid-flight.
WORLDS: dict[str, Callable[[], World]] = {}


def build_scenery() -> Scenery:
    """All rows are left in the database."""
    users: list[User] = []
    planner: User | None = None
    starts: dict[int, tuple[str, ...]] = {}
    known: dict[str, str] = {}
    for name, build in WORLDS.items():
        world = build()
        if name == "district":
            scene = played(world)
            known = {name: url for name, (url, _who) in pages(scene).items()} | actions(scene)
            planner = world.users["planner"]
        for key in [key for key in DOING if key in world.users]:
            user = world.users[key]
            users.append(user)
            starts[user.pk] = (*(known.values() if name == "district" else ()), *_starts(world))
        # The next one calls its people by the same names.
        User.objects.update(username=Concat(F("username"), Value(f".{name}")))
    staff = UserFactory.create(is_staff=True, is_superuser=True)
    starts[staff.pk] = tuple(_desk())
    ids = sorted({pk for model in apps.get_models() for pk in _some_keys(model)})
    assert planner is not None
    return Scenery((*users, staff), planner, starts, known, tuple(ids))


def _commune_of_2023() -> World:
    world = planned_commune()
    issue_commune(world)
    return world


def _commune_of_2025() -> World:
    world = build_commune()
    draft(world, quarter=None)
    issue_commune_of_2025(world)
    return world


WORLDS |= {
    "town": lambda: issued_town(),
    "district": issued_world,
    "commune of 2023": _commune_of_2023,
    "commune of 2025": _commune_of_2025,
    "province": issued_province,
}


def _some_keys(model: type) -> Iterator[int]:
    keys = model._default_manager.order_by("pk").values_list("pk", flat=True)  # type: ignore[attr-defined]
    yield from (pk for pk in keys[:20] if isinstance(pk, int))


def _starts(world: World) -> Iterator[str]:
    campaign, review = world.campaign.pk, world.campaign.reviews.order_by("pk").first()
    for name in (
        "home",
        "campaigns",
        "reviews",
        "meetings",
        "opinions",
        "notices",
        "board",
        "organizations",
        "campaign-new",
    ):
        yield reverse(name)
    for pattern in _patterns(get_resolver().url_patterns):
        if pattern.converters == ("campaign_id",):
            yield reverse(pattern.name, args=(campaign,))
        elif pattern.converters == ("review_id",) and review is not None:
            yield reverse(pattern.name, args=(review.pk,))


def _desk() -> Iterator[str]:
    yield reverse("admin:index")
    for model in ("user", "grant", "person", "organization", "collective"):
        for page in ("changelist", "add"):
            try:
                yield reverse(f"admin:organizations_{model}_{page}")
            except Resolver404:
                continue


@dataclass(frozen=True)
class Pattern:
    name: str
    converters: tuple[str, ...]
    kinds: tuple[str, ...]
    takes_forms: bool
    view: Callable[..., object]


def _patterns(patterns: Sequence[URLPattern | URLResolver], space: str = "") -> Iterator[Pattern]:
    """Every named address beside those of the administrator's desk, whose pages are opened by themselves."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                yield from _patterns(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
        elif pattern.name:
            kinds = tuple(type(kind).__name__ for kind in pattern.pattern.converters.values())
            words = tuple("int" if kind == "IntConverter" else "slug" for kind in kinds)
            names = tuple(pattern.pattern.converters)
            yield Pattern(space + pattern.name, names, words, _takes_forms(pattern.callback), pattern.callback)


def _takes_forms(view: Callable[..., object]) -> bool:
    if view_class := getattr(view, "view_class", None):
        return hasattr(view_class, "post")
    methods = _methods(view)
    return "POST" in methods or methods == ["GET"]


def find_places(scenery: Scenery, sender: Sender, *, most_pages: int = MOST_PAGES) -> list[Place]:
    """Every form that anybody is shown, once for each address and set of fields; then what no page leads to."""
    found: dict[tuple[str, tuple[str, ...]], Place] = {}
    readers: Counter[str] = Counter()
    for user in scenery.users:
        for place in _shown_to(user, scenery.starts[user.pk], sender, most_pages, readers):
            found.setdefault((place.address, tuple(name for name, _value in place.fields)), place)
    names = {place.name for place in found.values()}
    rest = [
        _unshown(pattern, scenery)
        for pattern in _patterns(get_resolver().url_patterns)
        if pattern.takes_forms and pattern.name not in names
    ]
    return [*found.values(), *rest]


def _unshown(pattern: Pattern, scenery: Scenery) -> Place:
    known = scenery.known.get(pattern.name, "")
    return Place(pattern.name, scenery.planner, known, _fields_of(pattern.view), (), pattern.kinds)


def _fields_of(view: Callable[..., object]) -> tuple[Field, ...]:
    """What the forms and the lines of the view's own module read, where no page shows it."""
    module = inspect.getmodule(inspect.unwrap(view))
    assert module is not None
    names = set(_READ.findall(inspect.getsource(module)))
    for part in vars(module).values():
        if isinstance(part, type) and issubclass(part, BaseForm):
            names |= set(getattr(part, "base_fields", {}))
    return tuple((name, "1") for name in sorted(names))


def _shown_to(user: User, starts: Iterable[str], sender: Sender, most: int, readers: Counter[str]) -> Iterator[Place]:
    waiting, seen, kinds = list(dict.fromkeys(starts)), set[str](), dict[str, int]()
    client = sender.sign_in(user)
    while waiting and len(seen) < most:
        address = waiting.pop(0)
        path = urlsplit(address).path
        if path in seen or not (kind := _kind(path)) or kinds.get(kind, 0) >= 2 or _is_known(path, readers):
            continue
        seen.add(path)
        answer = client.get(address)
        if answer.status_code != 200 or not answer.headers.get("Content-Type", "").startswith("text/html"):
            readers[f"not {path}"] += 1
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        readers[path] += 1
        tree = html.document_fromstring(answer.content)
        for form in tree.forms:
            if form.method == "POST":
                yield _place(user, address, form)
        waiting += [urljoin(address, link) for link in tree.xpath("//main//a/@href") if link.startswith(("/", "?"))]


def _is_known(path: str, readers: Counter[str]) -> bool:
    return readers[path] >= MOST_READERS or readers[f"not {path}"] >= MOST_MISSES


def _kind(path: str) -> str:
    """The name of the address; nothing for what is no address of the program, or ends the session."""
    try:
        name = resolve(path).view_name
    except Resolver404:
        return ""
    return "" if name in ("logout", "admin:logout") or re.search(r"\.\w+$", path) else name


def _place(user: User, page: str, form: html.FormElement) -> Place:
    address = urlsplit(urljoin(page, form.action or page))
    fields = [(name, str(value)) for name, value in form.form_values() if name != "csrfmiddlewaretoken"]
    shown = {name for name, _value in fields}
    # What is not ticked and not pressed is no value of the form, and is sent all the same by those who tick and press.
    for part in form.xpath(".//*[@name]"):
        name = part.get("name")
        if name not in shown and name != "csrfmiddlewaretoken" and part.get("type") != "file":
            fields.append((name, part.get("value") or "on"))
            shown.add(name)
    files = tuple(part.get("name") for part in form.xpath(".//input[@type='file'][@name]"))
    target = address.path + (f"?{address.query}" if address.query else "")
    return Place(_kind(address.path) or address.path, user, target.partition("?")[0], tuple(fields), files)

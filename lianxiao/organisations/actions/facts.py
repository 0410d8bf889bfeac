"""The shipped facts of this app: cities, the department and its offices, institutions, notice texts."""

from collections.abc import Iterator

from lianxiao.core import search
from lianxiao.core.models import SearchEntry
from lianxiao.core.shipped import Fact, csv_facts, insert_missing
from lianxiao.core.steps import kind_of
from lianxiao.core.words import full_pinyin, initials
from lianxiao.organisations.models import City, NoticeText, Organisation
from lianxiao.organisations.queries.notice_texts import shipped_rows
from lianxiao.organisations.roles import INSTITUTIONS


def load_cities() -> int:
    rows = (
        (fact, City(code=fact["code"], name=fact["name"], name_en=fact["name_en"], order=fact["order"]))
        for fact in csv_facts("cities.csv")
    )
    return len(insert_missing(City, rows, key=["code"]))


def load_department() -> int:
    """The department and, under it, its offices in official order."""
    facts = list(csv_facts("offices.csv"))
    department = [fact for fact in facts if fact["kind"] == "department"]
    inserted = insert_missing(Organisation, _offices(department, None), key=["code"])
    head = Organisation.objects.get(code=department[0]["code"])
    offices = [fact for fact in facts if fact["kind"] != "department"]
    return len(inserted) + len(insert_missing(Organisation, _offices(offices, head), key=["code"]))


def _offices(facts: list[Fact], head: Organisation | None) -> Iterator[tuple[Fact, Organisation]]:
    for fact in facts:
        yield (
            fact,
            Organisation(
                code=fact["code"],
                kind=fact["kind"],
                name=fact["name"],
                short_name=fact["short_name"],
                name_en=fact["name_en"],
                initials=search_initials(fact["name"], fact["short_name"]),
                official_order=fact["order"],
                parent=head,
            ),
        )


def load_institutions() -> int:
    cities = {city.code: city for city in City.objects.all()}
    rows = (
        (
            fact,
            Organisation(
                code=fact["code"],
                kind=fact["kind"],
                name=fact["name"],
                short_name=fact["short_name"],
                name_en=fact["name_en"],
                initials=search_initials(fact["name"], fact["short_name"]),
                authority=fact["authority"],
                level=fact["level"],
                note=fact["note"],
                city=fact.one_of("city", cities),
                official_order=fact["order"],
            ),
        )
        for fact in csv_facts("institutions.csv")
    )
    return len(insert_missing(Organisation, rows, key=["code"]))


def load_search_entries() -> int:
    """Institutions that the public search does not find yet."""
    found = SearchEntry.objects.filter(kind=kind_of(Organisation)).values("object_id")
    rows = Organisation.objects.active().filter(kind__in=INSTITUTIONS).exclude(pk__in=found).select_related("city")
    for institution in rows.order_by("id"):
        index(institution)
    return len(rows)


def load_notice_texts() -> int:
    return len(insert_missing(NoticeText, shipped_rows(), key=["kind"]))


def search_initials(name: str, short_name: str = "") -> str:
    """What first letters or pinyin find an organisation: those of its name and of its short name."""
    parts = [initials(name), full_pinyin(name)]
    if short_name:
        parts += [initials(short_name)]
    return " ".join(parts)[:200]


def index(organisation: Organisation) -> None:
    """Universities and colleges are found in the public search by names, code or letters: dllgdx, dg, dut."""
    if organisation.kind not in INSTITUTIONS or not organisation.is_active:
        search.take_out(organisation)
        return
    facts = [organisation.short_name, organisation.city, organisation.level, organisation.authority]
    told = " · ".join(str(fact) for fact in facts if fact)
    capitals = "".join(letter for letter in organisation.name_en if letter.isupper()).lower()
    search.put(
        organisation,
        title=organisation.name,
        title_en=organisation.name_en,
        text=f"{told} {organisation.code or ''}",
        summary=told,
        letters=f"{initials(organisation.short_name)} {capitals}",
        path=f"/institutions/{organisation.pk}/",
        published_at=None,
    )

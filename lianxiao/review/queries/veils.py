"""Who stands behind an application under blind review, so that it can be hidden; and what is hidden with it."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import override

from lianxiao.calls.models import Application, Submission
from lianxiao.calls.queries import frozen
from lianxiao.core import files
from lianxiao.core.definitions.fields import Organisations, Person, ShortText, Table
from lianxiao.core.files.names import extension
from lianxiao.organisations.models import Organisation
from lianxiao.review.blinding import INSTITUTION, PERSON, Veil, names_of
from lianxiao.review.models import Panel


def veil_of(application: Application, copy: Submission | None = None, registered: Sequence[str] | None = None) -> Veil:
    """Parties by all their names, everybody whom the copy names, and every registered institution by its full name.

    Without a copy the people are left to its leader alone, which is enough for a title.
    """
    people, houses = [application.leader_name], list[str]()
    if copy is not None:
        for kind, name in _named_in(copy):
            (people if kind == "person" else houses).append(name)
    names = dict.fromkeys(
        names_of([*houses, *(_registered() if registered is None else registered)]), _("another institution")
    )
    names |= {name: _("a person") for name in names_of(people)}
    for number, party in enumerate(sorted(application.parties.all(), key=lambda one: (one.order, one.pk)), 1):
        names |= dict.fromkeys(_names(party.organisation, party.name), _("partner %(number)d") % {"number": number})
    names |= dict.fromkeys(_names(application.university), _("the lead university"))
    return Veil(names)


def _names(organisation: Organisation | None, written: str = "") -> list[str]:
    known = (organisation.name, organisation.name_en, organisation.short_name) if organisation else ()
    return names_of([*known, written])


def _registered() -> list[str]:
    rows = Organisation.objects.order_by("id").values_list("name", "name_en")
    return [name for row in rows for name in row if len(name) > 3]


def _named_in(copy: Submission) -> Iterator[tuple[str, str]]:
    """Kind ("person", "institution") and name, as the answers have them."""
    answers = copy.content["answers"]
    for section in frozen.definition_in(copy).sections:
        given = answers.get(section.key, {})
        for field in section.fields:
            value: Any = given.get(field.key)
            if not value:
                continue
            if isinstance(field, Person):
                yield "person", value.get("name", "")
                yield "institution", value.get("organisation", "")
            elif isinstance(field, Organisations):
                yield from (("institution", one["name"]) for one in value)
            elif isinstance(field, Table):
                yield from _named_in_rows(field, value)


def _named_in_rows(field: Table, rows: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for column in field.columns:
        heading = str(column.label)
        kind = "person" if PERSON.search(heading) else "institution" if INSTITUTION.search(heading) else ""
        if kind and isinstance(column, ShortText):
            yield from ((kind, row.get(column.key) or "") for row in rows)


def blind_titles(panel: Panel, applications: Sequence[Application]) -> dict[int, str]:
    """Under blind review, by application: what is read instead of its title. In Chinese, as titles are."""
    if not panel.plan.is_blind:
        return {}
    prefetch_related_objects(list(applications), "parties__organisation", "university")
    registered = _registered()
    with override("zh-hans"):
        return {one.pk: str(veil_of(one, registered=registered).over(str(one))) for one in applications}


def unnamed(name: str, number: int) -> str:
    stem = _("Attachment %(number)d") % {"number": number}
    return f"{stem}.{extension(name)}"


def unnamed_files(value: Any) -> Any:
    """Attachments in answers under names that say nothing."""
    if isinstance(value, dict):
        if {"id", "name", "digest"} <= value.keys():
            return value | {"name": unnamed(value["name"], value["id"])}
        return {key: unnamed_files(one) for key, one in value.items()}
    return [unnamed_files(one) for one in value] if isinstance(value, list) else value


def veiled_file(veil: Veil, kept: dict[str, Any]) -> bytes | None:
    """The content of an attachment without its makers; None when it names somebody, or has no words we could read."""
    with files.open_stored(kept["digest"]) as stored:
        content = io.BytesIO(stored.read())
    try:
        words = "\n".join(files.words_in(kept["name"], content).values())
        if not words.strip() or veil.is_pierced_by(words):
            return None
        return files.bare(kept["name"], content)
    except files.RefusedFile:
        return None

"""What the pages of a version show: its outline, its preview, its trial, its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianxiao.core import definitions, steps
from lianxiao.core.definitions import DefinitionError, Problem, parse
from lianxiao.core.definitions.controls import SectionForm
from lianxiao.core.definitions.editing import Raw, Spot, SpotProblem
from lianxiao.core.definitions.editing.problems import label_of
from lianxiao.core.definitions.editing.spots import fields_of, sections_of
from lianxiao.core.definitions.fields import TYPES
from lianxiao.core.definitions.fields.tables import COLUMN_TYPES
from lianxiao.core.definitions.names import CHECK_NAMES, TYPE_NAMES, type_name
from lianxiao.core.definitions.texts import Text
from lianxiao.forms.models import FormVersion
from lianxiao.forms.queries.frame import framed_keys, missing
from lianxiao.forms.states import VersionState
from lianxiao.organisations.models import Organisation
from lianxiao.organisations.roles import INSTITUTIONS, Kind

TONES: dict[str, str] = {
    VersionState.DRAFT: "neutral",
    VersionState.CHECKING: "warning",
    VersionState.PUBLISHED: "success",
    VersionState.DISCARDED: "neutral",
}


@dataclass(frozen=True, slots=True)
class Node:
    """A line of the outline."""

    spot: str
    label: str
    type: str
    required: bool
    conditional: bool
    framed: bool
    problems: int
    here: bool
    children: "list[Node]"


def outline(version: FormVersion, problems: list[SpotProblem], selected: Spot | None) -> list[Node]:
    """Sections with their fields."""
    raw, framed = version.definition, framed_keys(version.form.purpose)
    return [
        _node(
            raw,
            Spot("section", str(section.get("key"))),
            section,
            problems,
            selected,
            framed,
            [
                _node(raw, Spot("field", str(field.get("key"))), field, problems, selected, framed, [])
                for field in fields_of({"sections": [section]})
            ],
        )
        for section in sections_of(raw)
    ]


def _node(
    raw: Raw,
    spot: Spot,
    item: Raw,
    problems: list[SpotProblem],
    selected: Spot | None,
    framed: set[str],
    children: list[Node],
) -> Node:
    return Node(
        spot=str(spot),
        label=label_of(raw, spot),
        type=type_name(str(item["type"])) if "type" in item else "",
        required=item.get("required") is True,
        conditional=bool(item.get("show_if")),
        framed=spot.kind == "field" and spot.key in framed,
        problems=sum(1 for one in problems if _inside(one.spot, spot)),
        here=selected is not None and _inside(selected, spot),
        children=children,
    )


def _inside(inner: Spot, outer: Spot) -> bool:
    """A column or an option belongs to the line of its field."""
    return (inner.owner if inner.inner else inner) == outer


def check_nodes(version: FormVersion, problems: list[SpotProblem], selected: Spot | None) -> list[Node]:
    raw = version.definition
    spots = [(Spot("check", str(one.get("key"))), one) for one in raw.get("checks") or []]
    return [
        Node(
            str(spot),
            label_of(raw, spot),
            str(CHECK_NAMES.get(str(one.get("kind")), "")),
            False,
            False,
            False,
            sum(1 for problem in problems if problem.spot == spot),
            selected == spot,
            [],
        )
        for spot, one in spots
    ]


def column_nodes(raw: Raw, spot: Spot, item: Raw, problems: list[SpotProblem]) -> list[Node]:
    nodes = []
    for column in item.get("columns") or []:
        there = Spot("column", spot.key, str(column.get("key")))
        label = label_of(raw, there).rpartition(" · ")[2]
        wrong = sum(1 for problem in problems if problem.spot == there)
        kind = type_name(str(column.get("type")))
        nodes.append(Node(str(there), label, kind, column.get("required") is True, False, False, wrong, False, []))
    return nodes


def kinds_of_fields(version: FormVersion) -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be added to a section; last what the platform reads and does not find."""
    groups = [("", [(kind, str(TYPE_NAMES[kind])) for kind in TYPES])]
    if lacking := missing(version.form.purpose, version.definition):
        pairs = [(f"frame:{one.key}", str(Text(one.zh, one.en))) for one in lacking]
        groups.append((_("Read by the platform"), pairs))
    return groups


def kinds_of_columns() -> list[tuple[str, str]]:
    return [(kind, str(TYPE_NAMES[kind])) for kind in COLUMN_TYPES]


def kinds_of_checks() -> list[tuple[str, str]]:
    return [(kind, str(label)) for kind, label in CHECK_NAMES.items()]


@dataclass(frozen=True, slots=True)
class Tried:
    """A version as an applicant would meet it; nothing when it cannot be read yet."""

    sections: list[SectionForm]
    problems: list[Problem]
    filled: bool


def tried(
    version: FormVersion,
    answers: Mapping[str, Mapping[str, Any]],
    *,
    final: bool = False,
    blank_rows: Mapping[str, int] | None = None,
) -> Tried | None:
    try:
        definition = parse(version.definition)
    except DefinitionError:
        return None
    problems = definitions.check(definition, answers, final=final)
    register = organisations()
    filled = definitions.progress(definition, answers)
    return Tried(
        sections=[
            definitions.section_form(
                definition,
                one.section,
                answers,
                problems=[problem for problem in problems if problem.section_key == one.section.key],
                register=register,
                blank_rows=blank_rows,
            )
            for one in filled
        ],
        problems=problems,
        filled=any(section for section in answers.values()),
    )


def organisations() -> definitions.Register:
    """Those that an applicant may name."""
    rows = Organisation.objects.active().exclude(kind__in=[Kind.DEPARTMENT, Kind.OFFICE]).in_official_order()
    return definitions.Register(
        definitions.Organisation(
            id=row.pk,
            name=row.name,
            name_en=row.name_en,
            short_name=row.short_name,
            university=row.kind in INSTITUTIONS,
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Event:
    action: str
    at: Any
    who: str
    role: str
    organisation: str
    remark: str
    tone: str = ""


def timeline(version: FormVersion) -> list[Event]:
    """The steps of a version; the many small changes of a draft are one line a person and run.

    Nobody took a step for the versions that ship, so their publication is told from the row.
    """
    names = {
        "begin": pgettext("step of a form", "Begun"),
        "design": pgettext("step of a form", "Changed"),
        "change": pgettext("step of a form", "Changed"),
        "hand_in": _("Handed in for checking"),
        "send_back": _("Sent back"),
        "publish": _("Published"),
        "discard": _("Discarded"),
    }
    events: list[Event] = []
    if version.published_at and version.published_by_id is None:
        events.append(Event(_("Published"), version.published_at, "", "", "", _("Shipped with the platform")))
    for step in steps.of_case(version):
        action = names.get(step.verb, step.verb)
        event = Event(action, step.at, step.who, "", step.organisation_name, step.remark)
        if events and step.verb in ("design", "change") and (events[-1].action, events[-1].who) == (action, event.who):
            events[-1] = event
        else:
            events.append(event)
    return events


def told_kind(item: Raw) -> str:
    """What kind of thing it is, in words."""
    if "kind" in item:
        return str(CHECK_NAMES.get(str(item["kind"]), ""))
    return type_name(str(item["type"])) if "type" in item else ""

"""Similar applications (疑似重复): who resembles whom, and the passages that they share.

Of another university's application that is not public, its rivals learn nothing but that the passages of
their own text stand there too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from lianxiao.calls.access import similar as access
from lianxiao.calls.models import Application, ApplicationPrint, SimilarityReason, SimilarPair, Submission
from lianxiao.calls.queries.applications import definition_of, filled
from lianxiao.calls.queries.frozen import answers_in, definition_in
from lianxiao.calls.states import ON_CAMPUS, State
from lianxiao.core.actors import Actor
from lianxiao.core.definitions.answers import Filled
from lianxiao.core.definitions.fields import Field, LongText, ShortText, Table
from lianxiao.core.similarity import pieces, shared

MANY = 20
TITLES_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Part:
    """What people wrote in their own words in one field."""

    key: str
    label: str
    text: str


# --- the texts -------------------------------------------------------------------------------------


def parts_of(application: Application, *, frozen: bool) -> list[Part]:
    """The written answers, of the newest frozen copy or of the draft as it stands."""
    if not frozen:
        return _parts(Filled(definition_of(application.form), filled(application)))
    copy = Submission.objects.filter(application=application).order_by("-version").first()
    return _parts(Filled(definition_in(copy), answers_in(copy))) if copy else []


def is_frozen(application: Application) -> bool:
    """Outside the campus the frozen copy counts, on it the draft."""
    return application.state not in ON_CAMPUS


def texts_of(application: Application) -> list[str]:
    return [part.text for part in parts_of(application, frozen=is_frozen(application))]


def _parts(form: Filled) -> list[Part]:
    """Figures, dates, parties and choices resemble each other anyway and are left out."""
    found = []
    for section in form.sections:
        for field in form.fields_of(section):
            text = _written(field, form.value(field.key))
            if text:
                found.append(Part(field.key, str(field.label), text))
    return found


def _written(field: Field[Any], value: Any) -> str:
    if isinstance(field, LongText):
        return str(value)
    if isinstance(field, Table):
        columns = [column.key for column in field.columns if isinstance(column, LongText | ShortText)]
        return "\n".join(row[key] for row in value for key in columns if row.get(key))
    return ""


# --- candidates ------------------------------------------------------------------------------------


def candidates(application: Application, prints: Iterable[int]) -> list[int]:
    """The applications that share most prints, or whose title or leader is much the same; `MANY` of each at most."""
    within = _comparable(application)
    known = list(within.filter(text_print__prints__overlap=list(prints)).values_list("pk", flat=True))
    return list(dict.fromkeys([*_sharing_most(known, prints), *_named_alike(application, within)]))


def _comparable(application: Application) -> "QuerySet[Application]":
    """What others have submitted, and what the own university has on the way."""
    elsewhere = Application.objects.exclude(state__in=ON_CAMPUS).exclude(university_id=application.university_id)
    own = Application.objects.filter(university_id=application.university_id).exclude(
        state__in=(State.DRAFT, State.DISCARDED)
    )
    return (elsewhere | own).exclude(pk=application.pk)


def _sharing_most(known: list[int], prints: Iterable[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.application_id
              FROM calls_applicationprint p,
                   LATERAL (SELECT count(*) AS common FROM unnest(p.prints) one WHERE one = ANY (%s)) c
             WHERE p.application_id = ANY (%s)
             ORDER BY c.common DESC, p.application_id
             LIMIT %s
            """,
            [list(prints), known, MANY],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _named_alike(application: Application, within: "QuerySet[Application]") -> list[int]:
    alike = within.filter(title__trigram_similar=application.title).order_by("id") if application.title else None
    same = within.filter(leader_name=application.leader_name, university_id=application.university_id).order_by("id")
    found = list(alike.values_list("pk", flat=True)[:MANY]) if alike is not None else []
    return found + (list(same.values_list("pk", flat=True)[:MANY]) if application.leader_name else [])


def titles_alike(one: str, other: str) -> bool:
    """Two thirds of the pairs of neighbouring signs are the same (Dice)."""
    left, right = _pairs(one), _pairs(other)
    return bool(left and right) and 2 * len(left & right) / (len(left) + len(right)) >= TITLES_ALIKE


def _pairs(title: str) -> set[str]:
    return {title[start : start + 2] for start in range(len(title) - 1)}


# --- for readers -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Similar:
    """A line of the panel. `title` and `url` of the other are empty when they are none of the reader's business."""

    pair: SimilarPair
    title: str
    facts: str
    traits: list[str]
    reason: str
    url: str

    @property
    def is_open(self) -> bool:
        """The university has still to say why."""
        return self.pair.is_strong and not self.reason

    @property
    def is_submitted(self) -> bool:
        return is_frozen(self.pair.application)


@dataclass(frozen=True, slots=True)
class Panel:
    """What stands on the desks of liaison, leader and office; `compared` is False until the worker has been there."""

    compared: bool
    lines: list[Similar]

    @property
    def is_open(self) -> bool:
        return any(line.is_open for line in self.lines)

    @property
    def strong(self) -> list[Similar]:
        return [line for line in self.lines if line.pair.is_strong]

    @property
    def weak(self) -> list[Similar]:
        return [line for line in self.lines if not line.pair.is_strong]


def pairs(actor: Actor) -> "QuerySet[SimilarPair]":
    """Each with the university's `given_reason`, if it gave one."""
    reason = SimilarityReason.objects.filter(application=OuterRef("application"), other=OuterRef("other"))
    return (
        SimilarPair.objects.visible_to(actor)
        .annotate(given_reason=Subquery(reason.values("reason")[:1]))
        .select_related(
            "application__form",
            "application__university",
            "other__form",
            "other__university",
            "other__call_category__category",
            "other__call_category__call",
        )
        .order_by("-share", "id")
    )


def panel(actor: Actor, application: Application) -> Panel | None:
    """None when it is not for this reader."""
    if not access.may_read_similar(actor, application):
        return None
    compared = ApplicationPrint.objects.filter(application=application).exists()
    return Panel(compared, [_line(actor, pair) for pair in pairs(actor).filter(application=application)])


def unexplained(application: Application) -> "QuerySet[SimilarPair]":
    """Strong resemblances to what is in, or on its way at the own university, without the university's reason."""
    reasons = SimilarityReason.objects.filter(application=application).values("other_id")
    return SimilarPair.objects.filter(
        application=application, share__gte=SimilarPair.STRONG, other__in=_comparable(application)
    ).exclude(other_id__in=reasons)


def _line(actor: Actor, pair: SimilarPair) -> Similar:
    other, open_to = pair.other, access.may_know(actor, pair.other)
    category = other.call_category.category
    facts = [str(other.call_category.call.year), str(category)]
    if open_to:
        facts = [str(other.university), *facts, other.number or other.get_state_display()]
    return Similar(
        pair=pair,
        title=str(other) if open_to else _("An application of another university, not public"),
        facts=" · ".join(facts),
        traits=[str(SimilarPair.Trait(trait).label) for trait in pair.traits],
        reason=pair.given_reason or "",  # type: ignore[attr-defined]
        url=reverse("calls:similar", args=[pair.pk]),
    )


# --- side by side ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Marked:
    """A written answer in pieces; True marks what stands in the other application too."""

    label: str
    pieces: list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`other` is empty when the reader sees only the own side."""

    line: Similar
    own: list[Marked]
    other: list[Marked]
    may_explain: bool


def comparison(actor: Actor, pair: SimilarPair) -> Comparison:
    own_parts = parts_of(pair.application, frozen=_reads_copy(actor, pair.application))
    other_parts = parts_of(pair.other, frozen=is_frozen(pair.other))
    return Comparison(
        line=_line(actor, pair),
        own=_marked(own_parts, other_parts),
        other=_marked(other_parts, own_parts) if access.may_know(actor, pair.other) else [],
        may_explain=access.may_explain_similar(actor, pair.application),
    )


def _reads_copy(actor: Actor, application: Application) -> bool:
    return application.university_id != actor.organisation_id or is_frozen(application)


def _marked(parts: list[Part], others: list[Part]) -> list[Marked]:
    """Only the answers that share something."""
    texts: list[Any] = [part.text for part in others]
    found = [(part, shared(part.text, texts)) for part in parts]
    return [Marked(part.label, pieces(part.text, spans)) for part, spans in found if spans]

"""What an expert sees: his seats, his sheets, the application beside the rubric, all by assignment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from lianxiao.calls.models import Submission
from lianxiao.calls.queries import frozen, prints
from lianxiao.core import files
from lianxiao.core.actors import Actor
from lianxiao.core.definitions import ShownSection, show
from lianxiao.core.documents import render_pdf
from lianxiao.core.waiting import Waiting
from lianxiao.review import access
from lianxiao.review.models import Criterion, Score, Seat, Sheet
from lianxiao.review.queries.role import review_role
from lianxiao.review.queries.veils import unnamed, unnamed_files, veil_of, veiled_file
from lianxiao.review.states import STANDING, SeatState, SheetState

CONTACTS = ("phone", "email")


def seats(actor: Actor) -> "QuerySet[Seat]":
    """With `to_score` and `scored`; the one that is due first comes first."""
    live = Q(sheets__state__in=STANDING)
    return (
        Seat.objects.visible_to(actor)
        .select_related("panel__plan__call_category__call", "panel__plan__call_category__category")
        .annotate(
            given=Count("sheets", filter=live),
            scored=Count("sheets", filter=Q(sheets__state=SheetState.SUBMITTED)),
        )
        .order_by("due_at", "id")
    )


def sheets(actor: Actor) -> "QuerySet[Sheet]":
    return Sheet.objects.visible_to(actor).select_related(
        "application__university", "seat__panel__plan__call_category__category"
    )


def on_seat(actor: Actor, seat: Seat) -> "QuerySet[Sheet]":
    """In the order in which he reads them."""
    return sheets(actor).filter(seat=seat).order_by("application__number", "round", "id")


def waiting_reviews(actor: Actor) -> list[Waiting]:
    """Invitations to answer and sheets to score; asked for by pages that have nothing else to do with reviews."""
    if not access.is_expert(actor):
        return []
    with review_role():
        invited = Seat.objects.visible_to(actor).filter(state=SeatState.INVITED)
        to_score = Sheet.objects.visible_to(actor).filter(state=SheetState.ASSIGNED)
        counts = {
            "invited": invited.aggregate(n=Count("pk"), due=Min("due_at")),
            "to_score": to_score.aggregate(n=Count("pk"), due=Min("seat__due_at")),
        }
    labels = {"invited": _("Invitations to review"), "to_score": _("Applications to score")}
    path = reverse("review:mine")
    return [
        Waiting(f"review_{kind}", labels[kind], found["n"], f"{path}?show={kind}", found["due"])
        for kind, found in counts.items()
        if found["n"]
    ]


# --- one sheet -------------------------------------------------------------------------------------


def criteria_of(sheet: Sheet) -> "QuerySet[Criterion]":
    return Criterion.objects.filter(plan=sheet.seat.panel.plan_id).order_by("order", "id")


def scores_of(sheet: Sheet) -> dict[int, Score]:
    return {score.criterion_id: score for score in sheet.scores.order_by("id")}


def missing_in(sheet: Sheet) -> dict[str, str]:
    """By the name of the input."""
    there, missing = scores_of(sheet), {}
    for criterion in criteria_of(sheet):
        score = there.get(criterion.pk)
        if score is None or score.points is None:
            missing[f"points-{criterion.pk}"] = _("Give points for “%(name)s”.") % {"name": criterion}
        if criterion.needs_comment and (score is None or not score.comment.strip()):
            missing[f"comment-{criterion.pk}"] = _("“%(name)s” needs a comment.") % {"name": criterion}
    if not sheet.overall.strip():
        missing["overall"] = _("Give an overall opinion.")
    return missing


def copy_of(sheet: Sheet) -> Submission:
    """What was submitted last: experts judge that and nothing else."""
    return Submission.objects.filter(application=sheet.application_id).order_by("-version")[0]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A sheet of the same seat, in the list beside the one that is open."""

    url: str
    number: str
    title: str
    state: str
    done: bool
    here: bool


@dataclass(frozen=True, slots=True)
class SheetPage:
    sections: list[ShownSection]
    neighbours: list[Neighbour]
    before: str
    after: str
    done: int
    due_at: datetime


def sheet_page(actor: Actor, sheet: Sheet, language: str) -> SheetPage:
    every = list(on_seat(actor, sheet.seat))
    place = next(n for n, one in enumerate(every) if one.pk == sheet.pk)
    lines = [_neighbour(one, sheet) for one in every]
    return SheetPage(
        sections=_shown(sheet, language),
        neighbours=lines,
        before=lines[place - 1].url if place else "",
        after=lines[place + 1].url if place + 1 < len(lines) else "",
        done=sum(1 for line in lines if line.done),
        due_at=sheet.seat.due_at,
    )


def _shown(sheet: Sheet, language: str) -> list[ShownSection]:
    copy = copy_of(sheet)
    return show(frozen.definition_in(copy), _readable(sheet, copy), language)


def _readable(sheet: Sheet, copy: Submission) -> dict[str, dict[str, Any]]:
    """The answers as the expert may read them."""
    answers: dict[str, dict[str, Any]] = _without_contacts(frozen.answers_in(copy, _address(sheet)))
    return unnamed_files(veil_of(sheet.application, copy).over(answers)) if sheet.is_blind else answers


def print_of(sheet: Sheet) -> bytes:
    """The application as PDF, as its expert may read it: no print of what was submitted, so without its code."""
    copy = copy_of(sheet)
    with override(prints.LANGUAGE):
        house = _("(hidden under blind review)") if sheet.is_blind else copy.content["university"]["name"]
        content = copy.content | {"university": {"name": house}}
        data = prints.form_data(frozen.definition_in(copy), _readable(sheet, copy), content)
    return render_pdf("application", data | {"demo": sheet.application.is_demo})


def _without_contacts(value: Any) -> Any:
    """Telephone numbers and mail addresses of people are not needed for judging, and so not shown."""
    if isinstance(value, dict):
        return {key: _without_contacts(one) for key, one in value.items() if key not in CONTACTS}
    return [_without_contacts(one) for one in value] if isinstance(value, list) else value


def _address(sheet: Sheet) -> Callable[[int], str]:
    return lambda number: reverse("review:sheet_file", args=[sheet.pk, number])


def _neighbour(one: Sheet, open_: Sheet) -> Neighbour:
    return Neighbour(
        url=reverse("review:sheet", args=[one.pk]),
        number=str(one.application.number),
        title=one.title,
        state=one.get_state_display(),
        done=one.state == SheetState.SUBMITTED,
        here=one.pk == open_.pk,
    )


@dataclass(frozen=True, slots=True)
class Handed:
    """An attachment as an expert may have it; without `content` it is withheld from him."""

    name: str
    media_type: str
    content: bytes | IO[bytes] | None


def file_of(sheet: Sheet, number: int) -> Handed | None:
    """An attachment of the copy that he judges; under blind review without its makers, or withheld."""
    copy = copy_of(sheet)
    kept = frozen.file_in(copy, number)
    if kept is None:
        return None
    if not sheet.is_blind:
        return Handed(kept["name"], kept["media_type"], files.open_stored(kept["digest"]))
    return Handed(
        unnamed(kept["name"], number), kept["media_type"], veiled_file(veil_of(sheet.application, copy), kept)
    )


def next_to_score(actor: Actor, sheet: Sheet) -> str:
    """The next one that is not submitted, after this one or from the beginning; empty when all are done."""
    every = list(on_seat(actor, sheet.seat))
    place = next((n for n, one in enumerate(every) if one.pk == sheet.pk), 0)
    for one in [*every[place + 1 :], *every[:place]]:
        if one.state == SheetState.ASSIGNED:
            return reverse("review:sheet", args=[one.pk])
    return ""

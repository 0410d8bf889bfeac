"""A round from its draft to its opening, when each respondent gets a return of its own."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import LostUpdate, Refused
from lianxiao.filing import access
from lianxiao.filing.actions.reach import held_round
from lianxiao.filing.actions.telling import liaisons_of, when
from lianxiao.filing.models import Return, ReturnSection, Round
from lianxiao.filing.queries.rounds import has_files, respondents
from lianxiao.filing.states import ROUND
from lianxiao.forms.models import Form
from lianxiao.forms.states import VersionState
from lianxiao.organisations.models import Organisation
from lianxiao.organisations.notices import notify

EDITABLE = (
    "title",
    "title_en",
    "purpose_text",
    "form",
    "year",
    "part",
    "kinds",
    "opens_at",
    "closes_at",
    "needs_release",
    "previous",
    "threshold",
)


class NotReady(Refused):
    """Something is missing before the round can open; `problems` says what, by field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(_("The round is not complete: %(count)d points.") % {"count": len(problems)})
        self.problems = dict(problems)


def draft(*, values: Mapping[str, Any], named: Iterable[Organisation], by: Actor, is_demo: bool = False) -> Round:
    if not access.may_draft_round(by) or by.organisation_id is None:
        raise PermissionDenied
    with transaction.atomic():
        round_ = Round.objects.create(
            office_id=by.organisation_id,
            drafted_by_id=by.person_id,
            drafted_at=database_now(),
            is_demo=is_demo,
            **{name: values[name] for name in EDITABLE},
        )
        round_.named.set(named)
        steps.record(round_, "draft", by=by, after=round_.state)
    return round_


@transaction.atomic
def edit(*, round_: Round, values: Mapping[str, Any], named: Iterable[Organisation], by: Actor) -> Round:
    """Change a draft; what changed is recorded with its value before and after."""
    if not access.may_edit_round(by, round_):
        raise PermissionDenied
    locked = held_round(round_, by, access.may_run)
    if not access.may_edit_round(by, locked):
        raise LostUpdate(_("The round has been opened meanwhile; nothing was changed."))
    before = {name: str(getattr(locked, name)) for name in EDITABLE}
    for name in EDITABLE:
        setattr(locked, name, values[name])
    locked.save(update_fields=list(EDITABLE))
    locked.named.set(named)
    after = {name: str(getattr(locked, name)) for name in EDITABLE}
    changed = {name: [before[name], after[name]] for name in EDITABLE if before[name] != after[name]}
    if changed:
        steps.record(locked, "edit", by=by, details={"changed": changed})
    return locked


def problems_of(round_: Round) -> dict[str, str]:
    """What is missing before a round can open, by field."""
    problems = {}
    for name in ("title", "purpose_text"):
        if not getattr(round_, name).strip():
            problems[name] = _("Fill this in.")
    if round_.closes_at <= database_now():
        problems["closes_at"] = _("The closing time lies in the past.")
    if round_.form.state != VersionState.PUBLISHED or round_.form.form.purpose != Form.Purpose.FILING:
        problems["form"] = _("Choose a published table of data filing.")
    elif has_files(round_.form):
        problems["form"] = _("This table asks for files, which a filing cannot take. Choose or design another one.")
    if not respondents(round_.kinds, round_.named.all()).exists():
        problems["kinds"] = _("Say who has to answer: kinds of institution, or some by name.")
    if round_.previous_id == round_.pk:
        problems["previous"] = _("A round cannot be compared with itself.")
    return problems


@transaction.atomic
def open_round(*, round_: Round, by: Actor) -> Round:
    """Every respondent gets its return, and its liaisons are told. Raises NotReady with every problem at once."""
    held_round(round_, by, access.may_open_round)
    now = database_now()
    moved = ROUND.move(round_, "open", by=by, opened_by_id=by.person_id, opened_at=now)
    if problems := problems_of(moved):
        raise NotReady(problems)
    filings = Return.objects.bulk_create(
        Return(round=moved, institution=institution) for institution in respondents(moved.kinds, moved.named.all())
    )
    ReturnSection.objects.bulk_create(
        ReturnSection(filing=filing, key=section["key"])
        for filing in filings
        for section in moved.form.definition["sections"]
    )
    steps.record_many(Return, [filing.pk for filing in filings], "ask", by=by, after=Return().state)
    notify(
        liaisons_of(filings),
        "filing_opened",
        path="/filings/mine/",
        values={"filing": moved.title, "office": moved.office.name, "due": when(moved.closes_at)},
    )
    return moved

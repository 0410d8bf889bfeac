"""An application on campus: begun, filled in by several hands, handed to liaison and leader."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.calls import access
from lianxiao.calls.actions.consent_voiding import end_requests, must_be_agreed, void_if_changed
from lianxiao.calls.actions.freezing import nothing_frozen
from lianxiao.calls.actions.reach import must, must_write
from lianxiao.calls.actions.running import leaves_selection, no_selection_runs
from lianxiao.calls.actions.telling import authors_of as authors_of
from lianxiao.calls.actions.telling import path_of as path_of
from lianxiao.calls.actions.telling import values_of as values_of
from lianxiao.calls.actions.telling import when as when
from lianxiao.calls.actions.versions import keep_first_sections, keep_section, keep_version
from lianxiao.calls.models import (
    Application,
    ApplicationMember,
    ApplicationParty,
    ApplicationSection,
    CallCategory,
    Occasion,
    SectionVersion,
)
from lianxiao.calls.queries.applications import definition_of, filled, open_fields
from lianxiao.calls.queries.consents import standing
from lianxiao.calls.states import APPLICATION, Hand, State
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.definitions import Problem, check
from lianxiao.core.jobs import enqueue
from lianxiao.core.refusals import LostUpdate, Refused
from lianxiao.core.sealed_answers import sealed
from lianxiao.core.words import initials
from lianxiao.forms.actions.answers import keep_answers, locked_section
from lianxiao.organisations.models import User
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.roles import Role


class CallNotOpen(Refused):
    """The call does not take applications now."""


class Incomplete(Refused):
    """The form has problems; `problems` names the fields."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(_("The form is not complete yet: %(count)d points.") % {"count": len(problems)})
        self.problems = problems


class NotToBeChanged(Refused):
    """The field is not among those that the office asked to correct."""


@dataclass(frozen=True, slots=True)
class Saved:
    section: ApplicationSection

    @property
    def revision(self) -> int:
        return self.section.revision


def begin(*, call_category: CallCategory, by: Actor) -> Application:
    """A new draft for the actor's university, on the form version that the call names."""
    call = call_category.call
    if not access.may_begin_application(by) or by.organisation_id is None or by.user_id is None:
        raise PermissionDenied
    now = database_now()
    if call.state != "published" or not call.opens_at <= now < call.closes_at:
        raise CallNotOpen(_("This call does not take applications now."))
    author = User.objects.get(pk=by.user_id)
    membership = author.memberships.filter(organisation_id=by.organisation_id).select_related("organisation")
    if not membership.filter(organisation__kind__in=call.eligible_kinds).exists():
        raise CallNotOpen(_("Your institution is not among those that this call is addressed to."))
    with transaction.atomic():
        application = Application.objects.create(
            call_category=call_category,
            university_id=by.organisation_id,
            form=call_category.form,
            created_by=author,
            is_demo=call.is_demo,
        )
        ApplicationMember.objects.create(
            application=application, user=author, organisation_id=by.organisation_id, hand=Hand.OWNER
        )
        ApplicationSection.objects.bulk_create(
            ApplicationSection(application=application, key=section["key"])
            for section in application.form.definition["sections"]
        )
        steps.record(application, "begin", by=by, after=application.state)
    return application


@transaction.atomic
def save_section(
    *, application: Application, key: str, values: Mapping[str, Any], revision: int, by: Actor, voids: bool = False
) -> Saved:
    """Store the answers of one section over those that stand, when `revision` is still the newest.

    Raises LostUpdate when somebody saved in between, NotToBeChanged for fields outside a correction,
    Frozen for those whose last day for changes has passed,
    ConsentsAtStake when that ends partners' consents and `voids` does not say that the person knows.
    """
    section = section_to_write(application=application, key=key, revision=revision, by=by)
    answers = as_stored(section, {**section.answers, **values})
    if answers == section.answers and section.saved_at:
        return Saved(section)
    return store_section(section, answers, by=by, voids=voids)


def section_to_write(*, application: Application, key: str, revision: int, by: Actor) -> ApplicationSection:
    """The section and its application, locked, for whoever may write it. Raises LostUpdate."""
    must_write(by, application, key)
    locked = locked_in_same_state(application)
    section = locked_section(ApplicationSection.objects.filter(application=locked), key, revision)
    section.application = locked
    # What an installation stored in the open before is compared as it will be stored.
    section.answers = as_stored(section, section.answers)
    return section


def as_stored(section: ApplicationSection, answers: Mapping[str, Any]) -> dict[str, Any]:
    """With the contacts in them sealed; called under the application's lock."""
    application = section.application
    return sealed(application, definition_of(application.form), answers, section.answers)


def store_section(
    section: ApplicationSection,
    answers: dict[str, Any],
    *,
    by: Actor,
    restored: SectionVersion | None = None,
    voids: bool = False,
) -> Saved:
    """The only writer of answers: a new revision, its place in the history, and what follows from it.

    The answers are `as_stored`.
    """
    application, before = section.application, section.answers
    only_what_was_asked(application, {name for name in {**before, **answers} if before.get(name) != answers.get(name)})
    nothing_frozen(application, before, answers)
    keep_answers(section, answers, by=by)
    keep_section(section, restored=restored)
    # What is being corrected is the university's own until it is resubmitted.
    if application.state == State.DRAFT:
        copy_out(application, answers)
    content_changed(application, by=by, voids=voids)
    return Saved(section)


@transaction.atomic
def fill_in(*, application: Application, answers: Mapping[str, Mapping[str, Any]], by: Actor) -> None:
    """The first answers of a whole draft at once, by section. Raises LostUpdate when somebody has written in it."""
    must(access.may_edit_application, by, application)
    locked = locked_in_same_state(application)
    there = ApplicationSection.objects.select_for_update(of=("self",)).filter(application=locked).order_by("id")
    sections = [section for section in there if section.key in answers]
    if locked.state != State.DRAFT or any(section.revision for section in sections):
        raise LostUpdate(_("Somebody saved this section in the meantime; nothing was overwritten."))
    now = database_now()
    for section in sections:
        section.application = locked
        told = as_stored(section, answers[section.key])
        nothing_frozen(locked, section.answers, told)
        section.answers, section.revision = told, 1
        section.saved_at, section.saved_by_id = now, by.user_id
    ApplicationSection.objects.bulk_update(sections, ["answers", "revision", "saved_at", "saved_by"])
    keep_first_sections(sections)
    copy_out(locked, {key: value for section in sections for key, value in section.answers.items()})
    content_changed(locked, by=by)


def content_changed(application: Application, *, by: Actor, voids: bool = False) -> None:
    """What follows from every change of answers or files, in its transaction and under the application's lock."""
    if standing(application).exists():
        values = values_of(application)
        void_if_changed(application=application, by=by, confirmed=voids, path=path_of(application), values=values)
    application.save(update_fields=["updated_at"])


def locked_in_same_state(application: Application) -> Application:
    """The row, held until the end of the transaction. Raises LostUpdate when it has moved on."""
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if locked.state != application.state:
        raise LostUpdate(_("The application has moved on in the meantime; nothing was overwritten."))
    return locked


def only_what_was_asked(application: Application, changed: set[str]) -> None:
    """In a correction nothing changes but what the office named and what hangs on it. Raises NotToBeChanged."""
    if application.state == State.RETURNED and changed - open_fields(application):
        raise NotToBeChanged(_("Only the fields that the office asked to correct can be changed."))


def copy_out(application: Application, answers: Mapping[str, Any]) -> None:
    """Keep the columns that lists show in step with the answers."""
    before = application.title, application.leader_name
    if "title" in answers:
        application.title = str(answers["title"])[:200]
    if isinstance(answers.get("leader"), dict):
        application.leader_name = str(answers["leader"].get("name", ""))[:100]
    if (application.title, application.leader_name) != before:
        application.initials = f"{initials(application.title)} {initials(application.leader_name)}"
        application.save(update_fields=["title", "leader_name", "initials"])
    if isinstance(answers.get("partners"), list):
        ApplicationParty.objects.filter(application=application).delete()
        named = {party["name"][:200]: party for party in answers["partners"] if party.get("name")}
        ApplicationParty.objects.bulk_create(
            ApplicationParty(application=application, organisation_id=party.get("id"), name=name, order=order)
            for order, (name, party) in enumerate(named.items())
        )


def problems_of(application: Application) -> list[Problem]:
    """What is missing or wrong before this application can leave."""
    return check(definition_of(application.form), filled(application), final=True)


def hand_in(*, application: Application, by: Actor) -> Application:
    """From the author to the liaison. Raises Incomplete with every problem at once."""
    must(access.may_hand_in, by, application)
    with transaction.atomic():
        moved = APPLICATION.move(application, "hand_in", by=by, handed_in_at=database_now())
        if problems := problems_of(moved):
            raise Incomplete(problems)
        must_be_agreed(moved)
        keep_version(application=moved, occasion=Occasion.HANDED_IN, by=by)
        notify(
            people_in([moved.university_id], Role.LIAISON),
            "handed_in",
            path=path_of(moved),
            values=values_of(moved),
        )
        enqueue("calls.compare", application_id=moved.pk)
    return moved


def pass_on(*, application: Application, by: Actor, remark: str = "") -> Application:
    """From the liaison to the university leader, where no campus selection decides. Raises InSelection."""
    must(access.may_pass_on, by, application)
    with transaction.atomic():
        moved = APPLICATION.move(application, "pass_on", by=by, remark=remark)
        no_selection_runs(moved)
        notify(
            people_in([moved.university_id], Role.LEADER),
            "passed_to_leader",
            path=path_of(moved),
            values=values_of(moved),
        )
    return moved


def endorse(*, application: Application, by: Actor, remark: str = "") -> Application:
    """The university leader approves; the liaison may submit."""
    must(access.may_endorse, by, application)
    with transaction.atomic():
        moved = APPLICATION.move(application, "endorse", by=by, remark=remark, released_at=database_now())
        notify(
            people_in([moved.university_id], Role.LIAISON),
            "released",
            path=path_of(moved),
            values=values_of(moved, due=when(moved.call_category.call.closes_at)),
        )
    return moved


class ReasonMissing(Refused):
    """A step back names its reason."""


def send_back(*, application: Application, by: Actor, reason: str) -> Application:
    """On campus, back to the author, with a reason. A candidate of a running selection is taken out of it first."""
    must(access.may_send_back, by, application)
    if not reason.strip():
        raise ReasonMissing(_("Say why it goes back, so that the author can act on it."))
    with transaction.atomic():
        moved = APPLICATION.move(application, "send_back", by=by, remark=reason, handed_in_at=None, released_at=None)
        leaves_selection(moved)
        notify(authors_of(moved), "sent_back", path=path_of(moved), values=values_of(moved))
    return moved


def discard(*, application: Application, by: Actor) -> Application:
    """Take a draft that nobody will finish off the lists."""
    must(access.may_discard, by, application)
    with transaction.atomic():
        moved = APPLICATION.move(application, "discard", by=by)
        end_requests(application=moved, by=by, values=values_of(moved))
    return moved

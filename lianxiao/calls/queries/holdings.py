"""What a person holds of applications and campus selections, for whoever takes it over."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from lianxiao.calls.models import ApplicationMember, CampusOpinion, SectionAssignment, SelectionReviewer
from lianxiao.calls.states import APPLICATION, Hand, SelectionState, State
from lianxiao.core.holdings import Held

Members = QuerySet[ApplicationMember]
Reviewers = QuerySet[SelectionReviewer]
WRITING = (State.DRAFT, State.RETURNED)


def _at(organisation_id: int | None) -> Members:
    rows = ApplicationMember.objects.select_related(
        "user", "application__call_category__category", "application__university"
    )
    return rows if organisation_id is None else rows.filter(organisation_id=organisation_id)


def owned(organisation_id: int | None) -> Members:
    """Applications that are not decided, by their owner."""
    return _at(organisation_id).filter(hand=Hand.OWNER).exclude(application__state__in=sorted(APPLICATION.final))


def led(organisation_id: int | None) -> Members:
    """Applications that have become projects, by their owner."""
    return _at(organisation_id).filter(hand=Hand.OWNER, application__state=State.APPROVED)


def to_write(organisation_id: int | None) -> Members:
    """Parts in writing of applications that somebody else owns, as long as something assigned is not done."""
    open_part = SectionAssignment.objects.filter(member=OuterRef("pk"), done_at=None)
    rows = _at(organisation_id).filter(hand__in=[Hand.EDITOR, Hand.PARTNER], application__state__in=WRITING)
    return rows.filter(Exists(open_part))


def to_judge(organisation_id: int | None) -> Reviewers:
    """Invitations to judge of those who have not handed in an opinion yet."""
    said = CampusOpinion.objects.filter(reviewer=OuterRef("pk"), handed_in_at__isnull=False)
    rows = SelectionReviewer.objects.select_related("user", "selection__call_category__category")
    rows = rows.filter(~Exists(said), selection__state__in=[SelectionState.DRAFT, SelectionState.REVIEWING])
    return rows if organisation_id is None else rows.filter(selection__university_id=organisation_id)


def told_members(rows: Members, inside: bool) -> list[Held]:
    """What others lead is named by its university alone."""
    return [_told(row, inside and row.hand != Hand.PARTNER) for row in rows.order_by("application_id", "id")]


def _told(row: ApplicationMember, inside: bool) -> Held:
    case = row.application
    note = " · ".join(filter(None, [str(case.call_category.category), case.number, str(case.get_state_display())]))
    if inside:
        return Held(row, case.title or _("(without a title)"), note)
    return Held(row, str(case.university), note)


def told_reviewers(rows: Reviewers, inside: bool) -> list[Held]:
    return [
        Held(row, str(row.selection), str(row.selection.get_state_display()))
        for row in rows.order_by("selection_id", "id")
    ]

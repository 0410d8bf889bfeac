"""Many ready applications at little cost: one goes the real road, the others are its copies."""

from lianxiao.calls.actions.versions import keep_first_sections
from lianxiao.calls.models import Application, ApplicationMember, ApplicationSection
from lianxiao.calls.states import State
from tests.world import Campus, World

CATEGORY = "exchange"


def released(world: World, count: int, campus: Campus | None = None) -> list[Application]:
    """Complete applications of one university, ready to submit."""
    return copies(world.application(campus, category=CATEGORY, state=State.RELEASED), count)


def copies(first: Application, count: int) -> list[Application]:
    """The first and so many more like it. Copies have no record of how they got there."""
    sections = list(first.sections.order_by("id"))
    members = list(first.members.order_by("id"))
    rows = [first]
    for number in range(2, count + 1):
        row = Application.objects.get(pk=first.pk)
        row.pk, row.title = None, f"项目{number}"
        row.save(force_insert=True)
        copied = ApplicationSection.objects.bulk_create(
            ApplicationSection(
                application=row,
                key=one.key,
                answers=one.answers,
                revision=one.revision,
                saved_at=one.saved_at,
                saved_by_id=one.saved_by_id,
            )
            for one in sections
        )
        keep_first_sections(section for section in copied if section.revision)
        ApplicationMember.objects.bulk_create(
            ApplicationMember(application=row, user_id=one.user_id, organisation_id=one.organisation_id, hand=one.hand)
            for one in members
        )
        rows.append(row)
    return rows

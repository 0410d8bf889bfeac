"""Every kind of page that no other journey comes by is opened by its person, at a desk and on a phone, and minded."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from lianxiao.calls.actions import consents
from lianxiao.calls.models import Call
from lianxiao.calls.queries import consent_links
from lianxiao.calls.states import State
from lianxiao.core.actors import Actor
from lianxiao.forms.models import FormVersion
from tests.calls import selecting
from tests.filing import filed
from tests.forms.test_designing import begin
from tests.journeys.conftest import Come
from tests.journeys.visitor import DESK, PHONE
from tests.letters import made
from tests.site.test_handovers import leave
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("screen", [DESK, PHONE], ids=str)]
# Who opens which pages; nobody is the public.
Rounds = list[tuple[Actor | None, list[str]]]
DESIGNED = ("at/field:title/", "preview/")
ABROAD = "Vrije Universiteit Amsterdam"


def filing(world: World) -> Rounds:
    round_ = filed.opened(world)
    back = filed.sent_back(world, filed.submitted(round_, world.dut))
    mine = filed.return_of(round_, world.lnu)
    filed.fill(mine, world.lnu.liaison)
    copy = back.copies.get()
    return [
        (
            world.gongye.officer,
            [
                *("/filings/rounds/", "/filings/rounds/new/"),
                *(f"/filings/rounds/{round_.pk}/{end}" for end in ("", "totals/")),
                *(f"/filings/returns/{back.pk}/", f"/filings/copies/{copy.pk}/"),
            ],
        ),
        (
            world.lnu.liaison,
            ["/filings/mine/"]
            + [f"/filings/returns/{mine.pk}/{end}" for end in ("", "sections/basic/", "excel/", "check/")],
        ),
    ]


def campus(world: World) -> Rounds:
    """What a liaison runs beside applications; the last word of a selection is asked for."""
    world.application()
    waiting = world.application(category="joint_training", state=State.WITH_LIAISON)
    left = leave(world.lnu.author, world.lnu.liaison)
    selection = selecting.to_choose(world)
    return [
        (
            world.lnu.liaison,
            [
                *("/handovers/", f"/handovers/{left.pk}/", "/deputies/new/", "/transfers/"),
                reverse("site:transfer", args=["applications", waiting.pk]),
                *("/notifications/mail/", "/web-hooks/new/", "/places/", "/selections/"),
                *(f"/selections/{selection.pk}/{end}" for end in ("", "choose/")),
            ],
        ),
    ]


def desk(world: World) -> Rounds:
    """Letters and the designer of forms."""
    letter = made.checked(world)
    based = FormVersion.objects.get(form__category__code="exchange")
    draft = begin(world, copy_of=based)
    return [
        (world.ting, ["/letters/", f"/letters/{letter.pk}/", "/letters/templates/", "/letters/templates/approval/"]),
        (
            world.nonglin.officer,
            [
                "/desk/forms/",
                *(f"/desk/forms/versions/{version.pk}/" for version in (based, draft)),
                *(f"/desk/forms/versions/{draft.pk}/{end}" for end in DESIGNED),
                f"/desk/forms/versions/{draft.pk}/differences/{based.pk}/",
            ],
        ),
    ]


def outside(world: World) -> Rounds:
    """A partner abroad who has no account, and those who asked."""
    Call.objects.filter(pk=world.call.pk).update(needs_consent=True)
    application = world.begin()
    world.fill(application, world.lnu, partners=[{"id": None, "name": ABROAD}])
    contact = consents.Contact("Anna de Vries", "anna@vu.example", "en")
    consent = consents.ask(application=application, party=ABROAD, contact=contact, by=world.lnu.author)
    pages = ("members/", "versions/", "consents/")
    return [
        (None, [reverse("calls:link", args=[consent_links.token_of(consent)])]),
        (world.lnu.author, [f"/applications/{application.pk}/{end}" for end in pages]),
    ]


@pytest.mark.parametrize("rounds", [filing, campus, desk, outside])
def test_pages_fit_the_screen_and_are_clean(world: World, come: Come, rounds: Callable[[World], Rounds]) -> None:
    for actor, paths in rounds(world):
        visitor = come(actor)
        for path in paths:
            visitor.open(path)

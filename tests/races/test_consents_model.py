"""Consents and versions against a model of them: whatever is written, asked, answered, brought back and submitted in
any order, the database says of each consent what the model does, and nothing leaves without those that it wants.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from hypothesis.strategies import booleans, integers, sampled_from

from lianxiao.calls.actions import applications, consent_voiding, consents, history, members, submission
from lianxiao.calls.models import Application, Call, PartnerConsent, SectionVersion
from lianxiao.calls.queries import consents as queries
from lianxiao.calls.states import STANDING_CONSENTS, ConsentState, State
from lianxiao.core.actors import Actor
from lianxiao.core.clock import shifted
from lianxiao.core.refusals import Refused
from tests.races.guards import without_trigger
from tests.sizes import is_heavy, sized
from tests.world import DUT as DUT_CODE
from tests.world import NEU as NEU_CODE
from tests.world import World, organisation

pytestmark = pytest.mark.django_db
NEU, DUT, STRANGER = "东北大学", "大连理工大学", "沈阳农业大学"
WRITERS = sampled_from(["author", "colleague"])
ANY = integers(0, 7)
SIZE = settings(
    max_examples=sized(8, 500),
    stateful_step_count=sized(12, 50),
    deadline=None,
    database=None,
    derandomize=not is_heavy(),
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)


class Substance(NamedTuple):
    """What partners agree to, as far as it changes here: all of it stands in one section."""

    title: str
    partners: tuple[str, ...]


@dataclass
class Asked:
    """A consent as the model has it; `version` is that of the whole application."""

    party: str
    substance: Substance
    version: int
    state: str = ConsentState.ASKED


@dataclass
class Save:
    """A save of the section, as the history shows it."""

    revision: int
    who: str
    substance: Substance
    restored: bool = False


class Agreements(RuleBasedStateMachine):
    world: World

    @initialize()
    def begin(self) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        lnu = self.world.lnu
        self.people: dict[str, Actor] = {"author": lnu.author, "colleague": lnu.colleague}
        self.speakers = {NEU: self.world.neu.leader, DUT: self.world.dut.leader}
        self.substance, self.phone = Substance("甲", (NEU, DUT)), ""
        self.pk = self.world.begin().pk
        self.world.fill(self.row, lnu, title="甲", partners=named((NEU, DUT)))
        members.add_member(application=self.row, username="lnu-colleague", by=lnu.author)
        self.state: str = State.DRAFT
        self.consents: list[Asked] = []
        self.saves = [Save(1, "author", self.substance)]
        self.kept: list[tuple[Substance, str]] = []
        self.agreed: list[list[str]] = []  # of each submission

    def teardown(self) -> None:
        self.undo.__exit__(RollBack, RollBack(), None)

    @property
    def row(self) -> Application:
        return Application.objects.get(pk=self.pk)

    # --- what the model knows ---------------------------------------------------------------------

    def standing(self) -> list[Asked]:
        return [one for one in self.consents if one.state in STANDING_CONSENTS]

    def missing(self) -> list[str]:
        given = {
            one.party for one in self.consents if (one.state, one.substance) == (ConsentState.GIVEN, self.substance)
        }
        return [party for party in self.substance.partners if party not in given]

    def keep(self) -> int:
        """The number of the whole application's version when something refers to it."""
        if not self.kept or self.kept[-1] != (self.substance, self.phone):
            self.kept.append((self.substance, self.phone))
        return len(self.kept)

    def attempt(self, act: Callable[[], Any], allowed: bool) -> bool:
        try:
            with transaction.atomic():
                act()
        except (Refused, PermissionDenied):
            assert not allowed
            return False
        assert allowed
        return True

    def changed(self, who: str, substance: Substance, *, knows: bool, restored: bool, act: Callable[[], Any]) -> None:
        """The substance becomes another one; those who agreed to what it was agree no more."""
        ended = [one for one in self.standing() if one.substance != substance]
        if not self.attempt(act, knows or not ended):
            return
        newest, self.substance = self.saves[-1], substance
        save = Save(newest.revision + 1, who, substance, restored)
        if newest.who == who and not newest.restored and not restored:
            self.saves.pop()  # one person's saves within minutes are one
        self.saves.append(save)
        for one in ended:
            one.state = ConsentState.VOIDED

    # --- what people do ---------------------------------------------------------------------------

    @precondition(lambda self: self.state == State.DRAFT)
    @rule(
        who=WRITERS,
        title=sampled_from("甲乙丙"),
        partners=sampled_from([(NEU, DUT), (NEU,), (DUT,)]),
        knows=booleans(),
    )
    def writes(self, who: str, title: str, partners: tuple[str, ...], knows: bool) -> None:
        substance = Substance(title, partners)
        if substance == self.substance:
            self.save(who, "cover", knows, title=title, partners=named(partners))
            return
        self.changed(
            who,
            substance,
            knows=knows,
            restored=False,
            act=lambda: self.save(who, "cover", knows, title=title, partners=named(partners)),
        )

    @precondition(lambda self: self.state == State.DRAFT)
    @rule(who=WRITERS, phone=sampled_from(["024-62200001", "024-62200002"]))
    def writes_a_contact(self, who: str, phone: str) -> None:
        """Contacts are nothing that partners agree to."""
        contact = {"name": "李联系", "title": "讲师", "phone": phone, "email": "li@example.org"}
        self.save(who, "basic", False, contact=contact)
        self.phone = phone

    def save(self, who: str, key: str, knows: bool, **values: Any) -> None:
        applications.save_section(
            application=self.row,
            key=key,
            values=values,
            revision=self.row.sections.get(key=key).revision,
            by=self.people[who],
            voids=knows,
        )

    @precondition(lambda self: self.state == State.DRAFT)
    @rule(who=WRITERS, at=ANY, knows=booleans())
    def brings_back(self, who: str, at: int, knows: bool) -> None:
        save = self.saves[at % len(self.saves)]
        version = SectionVersion.objects.get(application=self.pk, key="cover", revision=save.revision)

        def act() -> None:
            revision = self.row.sections.get(key="cover").revision
            history.restore(version=version, revision=revision, by=self.people[who], voids=knows)

        if save.substance == self.substance:
            self.attempt(act, False)
            return
        self.changed(who, save.substance, knows=knows, restored=True, act=act)

    @precondition(lambda self: self.state != State.SUBMITTED)
    @rule(party=sampled_from([NEU, DUT, STRANGER]))
    def asks(self, party: str) -> None:
        by = self.world.lnu.author if self.state == State.DRAFT else self.world.lnu.liaison
        allowed = party in self.substance.partners and party not in {one.party for one in self.standing()}
        if self.attempt(lambda: consents.ask(application=self.row, party=party, by=by), allowed):
            self.consents.append(Asked(party, self.substance, self.keep()))

    @precondition(lambda self: self.consents)
    @rule(at=ANY, yes=booleans())
    def answers(self, at: int, yes: bool) -> None:
        model, consent = self.one(at)
        by = self.speakers[model.party]
        act = (
            (lambda: consents.give(consent=consent, position="处长", by=by))
            if yes
            else (lambda: consents.refuse(consent=consent, position="处长", reason="条件未谈妥", by=by))
        )
        if self.attempt(act, model.state == ConsentState.ASKED):
            model.state = ConsentState.GIVEN if yes else ConsentState.REFUSED

    @precondition(lambda self: self.consents and self.state == State.DRAFT)
    @rule(at=ANY)
    def takes_back(self, at: int) -> None:
        model, consent = self.one(at)
        act = lambda: consents.take_back(consent=consent, by=self.world.lnu.author)  # noqa: E731
        if self.attempt(act, model.state == ConsentState.ASKED):
            model.state = ConsentState.TAKEN_BACK

    @rule()
    def nobody_answers_in_time(self) -> None:
        with shifted(consents.OPEN_FOR):
            consents.expire_due()
        for one in self.consents:
            if one.state == ConsentState.ASKED:
                one.state = ConsentState.EXPIRED

    def one(self, at: int) -> tuple[Asked, PartnerConsent]:
        place = at % len(self.consents)
        rows = PartnerConsent.objects.filter(application=self.pk).select_related("application").order_by("id")
        return self.consents[place], rows[place]

    @precondition(lambda self: self.state == State.DRAFT)
    @rule()
    def hands_in(self) -> None:
        act = lambda: applications.hand_in(application=self.row, by=self.world.lnu.author)  # noqa: E731
        if self.attempt(act, not self.missing()):
            self.state = State.WITH_LIAISON
            self.keep()

    @precondition(lambda self: self.state == State.WITH_LIAISON)
    @rule()
    def goes_back(self) -> None:
        applications.send_back(application=self.row, by=self.world.lnu.liaison, reason="请补充")
        self.state = State.DRAFT

    @precondition(lambda self: self.state == State.WITH_LIAISON)
    @rule()
    def leaves(self) -> None:
        if self.attempt(lambda: self.world.advance(self.row, State.SUBMITTED), not self.missing()):
            self.state = State.SUBMITTED
            self.agreed.append(sorted(self.substance.partners))

    @precondition(lambda self: self.state == State.SUBMITTED)
    @rule()
    def is_withdrawn(self) -> None:
        submission.withdraw(application=self.row, by=self.world.lnu.liaison, reason="补充附件")
        self.state = State.DRAFT

    # --- both say the same -------------------------------------------------------------------------

    @invariant()
    def of_consents(self) -> None:
        rows = PartnerConsent.objects.filter(application=self.pk).order_by("id")
        found = [(one.party, one.state, one.version.number) for one in rows.select_related("version")]
        assert found == [(one.party, one.state, one.version) for one in self.consents]
        assert [one.name for one in queries.missing(self.row)] == self.missing()

    @invariant()
    def of_versions(self) -> None:
        kept = [(one.number, said(one.content["answers"]["cover"])) for one in self.row.versions.order_by("number")]
        assert kept == [(number, substance) for number, (substance, _phone) in enumerate(self.kept, 1)]
        saves = self.row.section_versions.filter(key="cover").order_by("revision")
        found = [(one.revision, said(one.answers), one.restored_id is not None) for one in saves]
        assert found == [(one.revision, one.substance, one.restored) for one in self.saves]

    @invariant()
    def of_what_left(self) -> None:
        copies = [copy.content["consents"] for copy in self.row.submissions.order_by("version")]
        assert [sorted(one["party"] for one in consents_) for consents_ in copies] == self.agreed
        assert self.row.state == self.state


class RollBack(Exception):
    pass


def named(partners: tuple[str, ...]) -> list[dict[str, Any]]:
    codes = {NEU: NEU_CODE, DUT: DUT_CODE}
    return [{"id": organisation(codes[name]).pk, "name": name} for name in partners]


def said(answers: dict[str, Any]) -> Substance:
    return Substance(answers["title"], tuple(one["name"] for one in answers["partners"]))


@pytest.fixture
def here() -> type[Agreements]:
    world = World()
    Call.objects.filter(pk=world.call.pk).update(needs_consent=True)
    assert [world.neu.leader, world.dut.leader, world.lnu.colleague]
    return type("AgreementsHere", (Agreements,), {"world": world})


def test_consents_go_the_way_of_their_model(here: type[Agreements]) -> None:
    run_state_machine_as_test(here, settings=SIZE)


def told(here: type[Agreements], story: Callable[[Agreements], None]) -> None:
    one = here()
    one.begin()
    try:
        story(one)
        one.of_consents()
        one.of_versions()
        one.of_what_left()
    finally:
        one.teardown()


def agreed(one: Agreements) -> None:
    for place, party in enumerate((NEU, DUT)):
        one.asks(party)
        one.answers(place, yes=True)


def changed_after_agreement(one: Agreements) -> None:
    agreed(one)
    one.writes("colleague", "乙", (NEU, DUT), knows=True)


def brought_back_after_agreement(one: Agreements) -> None:
    one.writes("colleague", "乙", (NEU, DUT), knows=True)
    agreed(one)
    one.brings_back("author", 0, knows=True)


def handed_in_without_agreement(one: Agreements) -> None:
    one.asks(NEU)
    one.hands_in()


def left_with_agreement(one: Agreements) -> None:
    agreed(one)
    one.hands_in()
    one.leaves()


def test_the_model_notices_when_a_guard_is_off(here: type[Agreements], monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative controls: a change that ends no consent; a way out that asks for none."""
    for guard, off, story in (
        ((applications, "void_if_changed"), lambda **_any: 0, changed_after_agreement),
        ((applications, "void_if_changed"), lambda **_any: 0, brought_back_after_agreement),
        ((consent_voiding, "missing"), lambda _application: [], handed_in_without_agreement),
    ):
        told(here, story)
        with monkeypatch.context() as patch:
            patch.setattr(*guard, off)
            with pytest.raises(AssertionError):
                told(here, story)


def test_the_database_has_the_last_word_where_no_code_asks(
    here: type[Agreements], monkeypatch: pytest.MonkeyPatch
) -> None:
    def leaves_unagreed(one: Agreements) -> None:
        """By copies that code without its guards would make."""
        agreed(one)
        one.answers(0, yes=True)
        one.hands_in()
        row = one.row
        section = row.sections.get(key="cover")
        section.answers["title"] = "偷改"
        section.save(update_fields=["answers"])
        one.world.advance(one.row, State.SUBMITTED)

    told(here, left_with_agreement)
    monkeypatch.setattr(consent_voiding, "missing", lambda _application: [])
    with pytest.raises(Exception, match="partners have not agreed"):
        told(here, leaves_unagreed)
    with without_trigger("calls_submission", "submission_agreed"), pytest.raises(AssertionError):
        told(here, leaves_unagreed)

"""Several hands at one section against the real database: no sentence that was acknowledged is lost untold.

Two writers, each at a page of an age of its own, write, take out, restore and load again, in any order, while the
clock goes on. What was acknowledged stands until somebody who saw it takes it out; and whatever anybody but its own
writer takes out stands in the history.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from lianxiao.calls.actions import applications, history, members, versions
from lianxiao.calls.models import Application, ApplicationSection, SectionVersion
from lianxiao.core.actors import Actor
from lianxiao.core.clock import shifted
from lianxiao.core.refusals import LostUpdate
from tests.sizes import is_heavy, sized
from tests.world import World

pytestmark = pytest.mark.django_db
KEY, FIELD = "basic", "summary"
WRITERS = st.sampled_from(["author", "colleague"])
SHORT = settings(
    max_examples=sized(10, 500),
    stateful_step_count=sized(12, 40),
    deadline=None,
    derandomize=not is_heavy(),
    suppress_health_check=list(HealthCheck),
)


class RollBack(Exception):
    pass


class Writers(RuleBasedStateMachine):
    """Every run begins at a fresh draft of `world` and is undone at its end."""

    world: World

    @initialize()
    def begin(self) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.draft = self.world.begin()
        members.add_member(application=self.draft, username="lnu-colleague", by=self.world.lnu.author)
        self.people: dict[str, Actor] = {"author": self.world.lnu.author, "colleague": self.world.lnu.colleague}
        # The page that each has open: its revision, and the sentences that it shows.
        self.pages: dict[str, tuple[int, list[str]]] = dict.fromkeys(self.people, (0, []))
        self.acknowledged: dict[str, str] = {}
        # What has to stand in the section, and what its own writer has taken out again.
        self.expected: set[str] = set()
        self.taken_out: set[str] = set()
        self.minutes = 0

    def teardown(self) -> None:
        self.undo.__exit__(RollBack, RollBack(), None)

    @rule(who=WRITERS)
    def load(self, who: str) -> None:
        self.pages[who] = stands(self.draft)

    @rule(who=WRITERS)
    def save(self, who: str) -> None:
        """One more sentence under what the page shows."""
        self._send(who, [*self.pages[who][1], f"{who}第{len(self.acknowledged)}句。"])

    @rule(who=WRITERS, at=st.integers(0, 5))
    def take_out(self, who: str, at: int) -> None:
        """One sentence less than the page shows."""
        shown = self.pages[who][1]
        if shown:
            self._send(who, [one for place, one in enumerate(shown) if place != at % len(shown)])

    @rule(who=WRITERS, at=st.integers(0, 9))
    def restore(self, who: str, at: int) -> None:
        kept = list(self.draft.section_versions.filter(key=KEY).order_by("revision"))
        if not kept:
            return
        version, revision = kept[at % len(kept)], self.pages[who][0]
        try:
            with self._now():
                history.restore(version=version, revision=revision, by=self.people[who])
        except (LostUpdate, history.NothingNew):
            return
        self.pages[who] = stands(self.draft)
        self.expected = set(lines(version.answers))

    @rule(minutes=st.sampled_from([1, 4, 11]))
    def wait(self, minutes: int) -> None:
        self.minutes += minutes

    def _send(self, who: str, sentences: list[str]) -> None:
        """Acknowledged, or told; what a writer took out himself is known to him."""
        revision, shown = self.pages[who]
        try:
            with self._now():
                saved = applications.save_section(
                    application=self.draft,
                    key=KEY,
                    values={FIELD: "\n".join(sentences)},
                    revision=revision,
                    by=self.people[who],
                )
        except LostUpdate:
            assert stands(self.draft)[0] != revision
            return
        self.pages[who] = (saved.revision, sentences)
        self.acknowledged = {**dict.fromkeys(sentences, who), **self.acknowledged}
        gone = set(shown) - set(sentences)
        self.expected = (self.expected - gone) | set(sentences)
        self.taken_out |= {one for one in gone if self.acknowledged[one] == who}

    @contextmanager
    def _now(self) -> Iterator[None]:
        with shifted(timedelta(minutes=self.minutes)), transaction.atomic():
            yield

    @invariant()
    def what_was_acknowledged_stands_until_somebody_who_saw_it_takes_it_out(self) -> None:
        assert set(stands(self.draft)[1]) == self.expected

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        kept = kept_sentences(self.draft)
        lost = {one for one in self.acknowledged if one not in kept and one not in self.taken_out}
        assert lost == set()

    @invariant()
    def the_newest_version_is_what_stands(self) -> None:
        newest = self.draft.section_versions.filter(key=KEY).order_by("-revision").first()
        section = self.draft.sections.get(key=KEY)
        assert (section.revision, section.answers) == ((newest.revision, newest.answers) if newest else (0, {}))


def stands(draft: Application) -> tuple[int, list[str]]:
    section = ApplicationSection.objects.get(application=draft, key=KEY)
    return section.revision, lines(section.answers)


def lines(answers: dict[str, Any]) -> list[str]:
    return [line for line in answers.get(FIELD, "").split("\n") if line]


def kept_sentences(draft: Application) -> set[str]:
    versions = SectionVersion.objects.filter(application=draft, key=KEY).order_by("id")
    return {line for version in versions for line in lines(version.answers)} | set(stands(draft)[1])


@pytest.fixture
def world() -> World:
    world = World()
    assert world.lnu.colleague
    return world


def machine(world: World) -> type[Writers]:
    return type("WritersHere", (Writers,), {"world": world})


def test_no_acknowledged_sentence_is_lost_untold(world: World) -> None:
    run_state_machine_as_test(machine(world), settings=SHORT)


def test_the_model_notices_when_a_guard_is_off(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative controls: a save that does not look at the revision; a history that takes two writers for one."""
    found = applications.section_to_write

    def whatever_the_revision(*, application: Application, key: str, revision: int, by: Actor) -> ApplicationSection:
        return found(application=application, key=key, revision=stands(application)[0], by=by)

    def over_one_another(writers: Writers) -> None:
        writers.save("author")
        writers.save("colleague")
        writers.what_was_acknowledged_stands_until_somebody_who_saw_it_takes_it_out()

    def out_of_anothers_text(writers: Writers) -> None:
        writers.save("author")
        writers.load("colleague")
        writers.take_out("colleague", 0)
        writers.nothing_acknowledged_is_lost()

    for guard, off, story in (
        ((applications, "section_to_write"), whatever_the_revision, over_one_another),
        ((versions, "_continues"), lambda newest, section: True, out_of_anothers_text),
    ):
        told(machine(world), story)
        with monkeypatch.context() as patch:
            patch.setattr(*guard, off)
            with pytest.raises(AssertionError):
                told(machine(world), story)


def told(writers: type[Writers], story: Callable[[Writers], None]) -> None:
    one = writers()
    one.begin()
    try:
        story(one)
    finally:
        one.teardown()

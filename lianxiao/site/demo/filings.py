"""Data filing in the demo world: one table, last year's round with every return accepted, this year's under way."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.utils import timezone

from lianxiao.core.actors import SYSTEM, Actor
from lianxiao.core.clock import database_now
from lianxiao.core.shipped import Fact, json_fact
from lianxiao.filing.actions import checks, deadlines, returns, rounds
from lianxiao.filing.models import Return, Round
from lianxiao.filing.queries.figures import unexplained
from lianxiao.forms.actions import versions
from lianxiao.forms.models import Form, FormVersion
from lianxiao.organisations.models import Organisation
from lianxiao.organisations.roles import Role
from lianxiao.site.demo.cast import Cast
from lianxiao.site.demo.times import midnight_after

AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
# What was taken before this year's round came so far with the institution.
FILLED = ("draft", "with_leader", "submitted", "returned", "overdue", "accepted")
SUBMITTED = ("submitted", "returned", "overdue", "accepted")


class DemoFiling:
    """What both rounds share: the table, the institutions with their figures."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.material = json_fact("demo/filing.json")
        self.institutions = list(self.material.each("institutions"))
        self.form: FormVersion | None = None
        self.last: Round | None = None

    @property
    def table(self) -> FormVersion:
        assert self.form is not None
        return self.form

    def organisation(self, fact: Fact) -> Organisation:
        return self.cast.material.organisations[fact["code"]]


class DemoRound:
    FIRST_STEP = 0
    BY_THE_CLOCK = frozenset({"close"})

    def __init__(self, fact: Fact, filing: DemoFiling) -> None:
        self.fact, self.filing, self.cast = fact, filing, filing.cast
        self.opens_at = midnight_after(fact["window"]["opens"] + 1)
        self.closes_at = midnight_after(fact["window"]["closes"])
        self.round: Round | None = None

    @property
    def there(self) -> Round:
        assert self.round is not None
        self.round.refresh_from_db()
        return self.round

    @property
    def is_last(self) -> bool:
        return bool(self.fact["code"] == "last")

    # --- the office --------------------------------------------------------------------------------

    def design(self) -> None:
        words, by = self.filing.material.part("definition"), self.cast.person("chu1")
        title = words.text("title"), words.text("title", "en")
        draft = versions.begin_form(
            purpose=Form.Purpose.FILING,
            title=title[0],
            title_en=title[1],
            year=timezone.localdate(database_now()).year,
            by=by,
            is_demo=True,
        )
        draft.definition = self.filing.material["definition"]
        draft.save(update_fields=["definition"])
        self.filing.form = versions.hand_in(version=draft, by=by)

    def check(self) -> None:
        self.filing.form = versions.publish(version=self.filing.table, by=self.cast.person("chu2"))

    def draft(self) -> None:
        year = timezone.localdate(self.closes_at).year
        values: dict[str, Any] = {
            "title": self.fact.text("title").format(year=year),
            "title_en": self.fact.text("title", "en").format(year=year),
            "purpose_text": self.filing.material.text("purpose"),
            "form": self.filing.table,
            "year": year,
            "part": "",
            "kinds": [],
            "opens_at": self.opens_at,
            "closes_at": self.closes_at,
            "needs_release": self.fact["release"],
            "previous": None if self.is_last else self.filing.last,
            "threshold": 30,
        }
        named = [self.filing.organisation(one) for one in self.filing.institutions]
        self.round = rounds.draft(values=values, named=named, by=self.cast.person("chu1"), is_demo=True)
        if self.is_last:
            self.filing.last = self.round

    def open(self) -> None:
        rounds.open_round(round_=self.there, by=self.cast.person("chu1"))

    def accept(self) -> None:
        for one in self.filing.institutions:
            checks.accept(filing=self._return(one), by=self.cast.person("chu1"))

    def answer(self) -> None:
        """One accepted, one sent back in time, one whose correction is overdue."""
        by, now = self.cast.person("chu1"), database_now()
        for one in self._reaching("accepted"):
            checks.accept(filing=self._return(one), by=by)
        for one in self._reaching("returned"):
            self._send_back(one, "shared_instruments", "与上年相差较大，请核实。", now + 12 * A_DAY, by)
        for one in self._reaching("overdue"):
            self._send_back(one, "cross_students", "请按人次填报。", now + 3 * A_DAY, by)

    def _send_back(self, one: Fact, key: str, reason: str, due_at: Any, by: Actor) -> None:
        checks.return_for_correction(filing=self._return(one), reasons={key: reason}, due_at=due_at, by=by)

    def ask_later(self) -> None:
        """A later deadline waits for the department's leader."""
        deadlines.ask_extension(
            round_=self.there,
            new_closes_at=self.closes_at + timedelta(days=5),
            reason="部分学校正在核对数据，申请顺延五天。",
            by=self.cast.person("chu1"),
        )

    def close(self) -> None:
        deadlines.close(round_=self.there, by=SYSTEM)

    def conclude(self) -> None:
        deadlines.conclude(round_=self.there, by=self.cast.person("chu1"))

    # --- the universities --------------------------------------------------------------------------

    def fill(self) -> None:
        for one in self.filing.institutions if self.is_last else self._reaching(*FILLED):
            by = self.cast.on_campus(self.filing.organisation(one).pk, Role.LIAISON)
            filing = self._return(one)
            for key, values in self._answers(one).items():
                returns.save_section(filing=filing, key=key, values=values, revision=0, by=by)

    def submit(self) -> None:
        with as_if_open(self.there):
            if self.is_last:
                for one in self.filing.institutions:
                    by = self.cast.on_campus(self.filing.organisation(one).pk, Role.LIAISON)
                    returns.submit(filing=self._return(one), by=by)
                return
            for one in self._reaching("with_leader", *SUBMITTED):
                self._pass_on(one)
            for one in self._reaching(*SUBMITTED):
                by = self.cast.on_campus(self.filing.organisation(one).pk, Role.LEADER)
                returns.release(filing=self._return(one), by=by)

    def _pass_on(self, one: Fact) -> None:
        by, filing = self.cast.on_campus(self.filing.organisation(one).pk, Role.LIAISON), self._return(one)
        if changes := unexplained(filing):
            said = {change.key: self.filing.material["explanation"] for change in changes}
            returns.explain(filing=filing, texts=said, by=by)
        returns.pass_on(filing=self._return(one), by=by)

    def _reaching(self, *reached: str) -> list[Fact]:
        return [one for one in self.filing.institutions if one["reaches"] in reached]

    def _return(self, one: Fact) -> Return:
        rows = Return.objects.select_related("round__form", "institution")
        return rows.get(round=self.there, institution=self.filing.organisation(one))

    def _answers(self, one: Fact) -> dict[str, dict[str, Any]]:
        courses, students, instruments, funding, projects = one["last" if self.is_last else "now"]
        basic = {
            "contact": self.filing.material["contact"],
            "shared_courses": str(courses),
            "cross_students": str(students),
            "shared_instruments": str(instruments),
            "funding": funding,
            "in_alliance": "yes" if one["alliance"] else "no",
            "alliance": one["alliance"],
        }
        rows = [
            {"partner": partner, "kind": kind, "since": "", "students": str(reached), "amount": amount}
            for partner, kind, reached, amount in projects
        ]
        return {"basic": basic, "partners": {"projects": rows}}


@contextmanager
def as_if_open(round_: Round) -> Iterator[None]:
    """The database takes copies by its own clock only, so the round is open for that instant."""
    rows = Round.objects.filter(pk=round_.pk)
    opens_at, closes_at = rows.values_list("opens_at", "closes_at").get()
    now = timezone.now()
    rows.update(opens_at=min(opens_at, now - AN_HOUR), closes_at=max(closes_at, now + AN_HOUR))
    yield
    rows.update(opens_at=opens_at, closes_at=closes_at)

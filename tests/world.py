"""The named cast of the tests, and builders that bring a case where a test needs it, by the real actions.

world = World()                             # facts, people, an open call with all categories
application = world.application()           # a filled draft of Liaoning University
world.advance(application, "submitted")     # by the people whose turn it is
sign_in(client, world.lnu.liaison)
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.utils import timezone

from lianxiao.calls.actions import applications as campus
from lianxiao.calls.actions import calls as desk
from lianxiao.calls.actions import submission
from lianxiao.calls.actions.facts import load_check_items, load_example_call
from lianxiao.calls.models import Application, Call, CallCategory
from lianxiao.calls.states import State
from lianxiao.core.actors import Actor
from lianxiao.core.definitions import arrange, parse
from lianxiao.core.sealing import seal
from lianxiao.forms.actions.facts import load_forms
from lianxiao.letters.actions.facts import load_document_codes, load_letter_templates
from lianxiao.mandate.actions.facts import (
    load_categories,
    load_stock_phrases,
    load_targets,
    load_tasks,
    load_work_days,
)
from lianxiao.mandate.models import Category
from lianxiao.organisations.acting import CHOSEN, SEEN_AT, actor_of
from lianxiao.organisations.actions.facts import (
    load_cities,
    load_department,
    load_institutions,
    load_notice_texts,
)
from lianxiao.organisations.actions.second_factor import APP
from lianxiao.organisations.models import Membership, Organisation, User
from lianxiao.organisations.roles import Kind, Role, needs_second_factor
from tests.answers import answers_to
from tests.facts import Kept

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of every app in the tests
LNU, DUT, NEU = "4121010140", "4121010141", "4121010145"
CATEGORIES = ("joint_training", "teacher_exchange", "collaborative_innovation", "resource_sharing", "exchange")


@dataclass(frozen=True)
class Office:
    organisation: Organisation
    officer: Actor
    colleague: Actor


@dataclass(frozen=True)
class Campus:
    organisation: Organisation
    liaison: Actor
    leader: Actor
    author: Actor
    colleague: Actor  # a second teacher, who has no part in the author's applications


class World:
    """Everybody is made when first asked for; the open call with the constructor, as most tests need it."""

    def __init__(self, *, with_call: bool = True) -> None:
        if with_call and not Category.objects.exists():
            OPEN_CALL.load()
            self.call = Call.objects.get(is_example=False)
            return
        load_facts()
        if with_call:
            self.call = self.open_call()

    # --- the department ----------------------------------------------------------------------------

    @cached_property
    def ting(self) -> Actor:
        """A leader of the department."""
        return self.person("ting", Role.DEPARTMENT_LEADER, "ting")

    @cached_property
    def auditor(self) -> Actor:
        return self.person("audit", Role.AUDITOR, "ting")

    @cached_property
    def system_admin(self) -> Actor:
        return self.person("sysadmin", Role.SYSTEM_ADMIN, "ting")

    @cached_property
    def security_admin(self) -> Actor:
        return self.person("secadmin", Role.SECURITY_ADMIN, "ting")

    @cached_property
    def gongye(self) -> Office:
        return self.office("gongye")

    @cached_property
    def xuewei(self) -> Office:
        return self.office("xuewei")

    @cached_property
    def shehui(self) -> Office:
        return self.office("shehui")

    @cached_property
    def keji(self) -> Office:
        return self.office("keji")

    @cached_property
    def nonglin(self) -> Office:
        return self.office("nonglin")

    def office(self, code: str) -> Office:
        return Office(
            organisation=organisation(code),
            officer=self.person(f"{code}-officer", Role.OFFICER, code),
            colleague=self.person(f"{code}-colleague", Role.OFFICER, code),
        )

    # --- universities and others -------------------------------------------------------------------

    @cached_property
    def lnu(self) -> Campus:
        """Liaoning University."""
        return self.campus("lnu", LNU)

    @cached_property
    def dut(self) -> Campus:
        """Dalian University of Technology."""
        return self.campus("dut", DUT)

    @cached_property
    def neu(self) -> Campus:
        """Northeastern University."""
        return self.campus("neu", NEU)

    def campus(self, word: str, code: str) -> Campus:
        return Campus(
            organisation=organisation(code),
            liaison=self.person(f"{word}-liaison", Role.LIAISON, code),
            leader=self.person(f"{word}-leader", Role.LEADER, code),
            author=self.person(f"{word}-author", Role.TEACHER, code),
            colleague=self.person(f"{word}-colleague", Role.TEACHER, code),
        )

    @cached_property
    def student(self) -> Actor:
        return self.person("student", Role.STUDENT, LNU)

    @cached_property
    def expert(self) -> Actor:
        return self.person("expert", Role.EXPERT, NEU)

    @cached_property
    def firm(self) -> Actor:
        Organisation.objects.get_or_create(
            code="firm", defaults={"name": "沈河智造装备有限公司", "kind": Kind.ENTERPRISE}
        )
        return self.person("firm", Role.PARTNER, "firm")

    def person(self, username: str, role: Role, code: str) -> Actor:
        """An account with one confirmed role; the name is the account's."""
        user, _new = User.objects.get_or_create(
            username=username, defaults={"name": username, "email": f"{username}@example.org"}
        )
        membership, _new = Membership.objects.select_related("user", "organisation").get_or_create(
            user=user,
            organisation=organisation(code),
            role=role,
            defaults={"confirmed_at": timezone.now()},
        )
        if needs_second_factor(role, membership.organisation.kind):
            give_factor(user)
        return actor_of(membership)

    # --- calls -------------------------------------------------------------------------------------

    def draft_call(
        self, *, opens_in: timedelta = -timedelta(days=1), closes_in: timedelta = timedelta(days=30)
    ) -> Call:
        """Drafted by an officer of gongye from the example; complete but not handed in."""
        now = timezone.now()
        call = desk.copy_call(
            call=Call.objects.get(is_example=True),
            year=now.year,
            opens_at=now + opens_in,
            closes_at=now + closes_in,
            by=self.gongye.officer,
        )
        call.document_number = f"辽教办〔{now.year}〕{call.pk}号"
        # Partners' consents have tests of their own; everybody else's cases leave without.
        call.needs_consent = False
        call.save(update_fields=["document_number", "needs_consent"])
        return call

    def open_call(self, **window: timedelta) -> Call:
        """A published call with all five categories and five places each."""
        call = self.draft_call(**window)
        desk.hand_in(call=call, by=self.gongye.officer)
        desk.pass_check(call=call, by=self.gongye.colleague)
        desk.publish(call=call, by=self.ting)
        return call

    def category(self, code: str = "joint_training", call: Call | None = None) -> CallCategory:
        return CallCategory.objects.select_related("call", "category", "form").get(
            call=call or self.call, category__code=code
        )

    # --- applications ------------------------------------------------------------------------------

    def begin(
        self, campus_: Campus | None = None, *, category: str = "joint_training", call: Call | None = None
    ) -> Application:
        """An empty draft."""
        campus_ = campus_ or self.lnu
        return campus.begin(call_category=self.category(category, call), by=campus_.author)

    def application(
        self,
        campus_: Campus | None = None,
        *,
        category: str = "joint_training",
        title: str = "校际合作示例项目",
        call: Call | None = None,
        state: str = State.DRAFT,
    ) -> Application:
        """A complete application, brought to `state`; the partner is Northeastern University (or Liaoning)."""
        campus_ = campus_ or self.lnu
        application = self.begin(campus_, category=category, call=call)
        partner = organisation(NEU if campus_.organisation.code != NEU else LNU)
        self.fill(application, campus_, title=title, partners=[{"id": partner.pk, "name": partner.name}])
        return self.advance(application, state)

    def fill(self, application: Application, campus_: Campus, **given: Any) -> None:
        """Answer every required field, `given` by field key first."""
        definition = parse(application.form.definition)
        values = {**answers_to(application.call_category.category.code), **given}
        answers = {key: given for key, given in arrange(definition, values).items() if given}
        campus.fill_in(application=application, answers=answers, by=campus_.author)
        application.refresh_from_db()

    def advance(self, application: Application, state: str) -> Application:
        """Along the straight road to `state`: draft, with_liaison, with_leader, released, submitted."""
        people = self.campus_of(application)
        road = {
            State.DRAFT: lambda: campus.hand_in(application=application, by=people.author),
            State.WITH_LIAISON: lambda: campus.pass_on(application=application, by=people.liaison),
            State.WITH_LEADER: lambda: campus.endorse(application=application, by=people.leader),
            State.RELEASED: lambda: submission.submit(application=application, by=people.liaison),
        }
        while application.state != state:
            road[State(application.state)]()
            application.refresh_from_db()
        return application

    def campus_of(self, application: Application) -> Campus:
        word = {LNU: "lnu", DUT: "dut", NEU: "neu"}[application.university.code or ""]
        campus_: Campus = getattr(self, word)
        return campus_


LOADERS = (
    load_cities,
    load_department,
    load_institutions,
    load_notice_texts,
    load_categories,
    load_targets,
    load_tasks,
    load_stock_phrases,
    load_work_days,
    load_forms,
    load_letter_templates,
    load_document_codes,
    load_check_items,
    load_example_call,
)


def load_facts() -> None:
    """The facts that cases rest on, once per test (majors and notices have tests of their own)."""
    if not Category.objects.exists():
        FACTS.load()


def write_facts() -> None:
    for loader in LOADERS:
        loader()


def write_open_call() -> None:
    write_facts()
    World(with_call=False).open_call()


FACTS = Kept(write_facts)
OPEN_CALL = Kept(write_open_call)


def organisation(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def give_factor(user: User) -> None:
    """An authenticator app that was set up long ago, for those who cannot do without; its key is KEY."""
    data = {"key": sealed_key(), "counter": 0}
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": data})


@cache
def sealed_key() -> str:
    return seal(KEY, APP)


def user_of(actor: Actor) -> User:
    return User.objects.get(pk=actor.user_id)


def sign_in(client: Client, actor: Actor) -> Client:
    """The client acts as this person in this role from now on, and was seen a moment ago."""
    client.force_login(user_of(actor), backend=BACKEND)
    session = client.session
    session[CHOSEN] = Membership.objects.get(
        user_id=actor.user_id, organisation_id=actor.organisation_id, role=actor.role
    ).pk
    session[SEEN_AT] = time.time()
    session.save()
    return client


def pass_deadline(call: Call) -> None:
    """Let the call's window lie in the past, as if the time had gone by."""
    now = timezone.now()
    Call.objects.filter(pk=call.pk).update(opens_at=now - timedelta(days=30), closes_at=now - timedelta(minutes=1))
    call.refresh_from_db()


def database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment

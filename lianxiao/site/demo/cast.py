"""The people of the demo world: the accounts one signs in with, and those who stand behind other cases."""

from functools import cache
from io import BytesIO
from typing import Any

from django.contrib.auth.hashers import make_password

from lianxiao.calls.states import Hand
from lianxiao.core.actors import Actor
from lianxiao.core.history import speak_as
from lianxiao.core.shipped import Fact
from lianxiao.core.spreadsheets import write_rows
from lianxiao.ledger.models import Project
from lianxiao.organisations.acting import actor_of
from lianxiao.organisations.actions import imports
from lianxiao.organisations.actions.facts import search_initials
from lianxiao.organisations.actions.mailing import save_mail_settings
from lianxiao.organisations.actions.organisations import add_to_leading_group
from lianxiao.organisations.actions.people import Details, install
from lianxiao.organisations.actions.profiles import save_expert_profile
from lianxiao.organisations.actions.sign_on import connect
from lianxiao.organisations.actions.web_hooks import allow_host, make, switch
from lianxiao.organisations.models import City, Membership, Organisation, User
from lianxiao.organisations.queries.imports import PEOPLE
from lianxiao.organisations.roles import Role
from lianxiao.site.demo.material import MARK, Material

# What somebody does on campus, for universities without an account of their own in the table.
ON_CAMPUS = {Role.TEACHER: "申报人", Role.LIAISON: "联络员", Role.LEADER: "校领导", Role.PARTNER: "联系人"}
MAIL = "example.org"


class Cast:
    def __init__(self, material: Material, password: str) -> None:
        self.material = material
        self.password = password

    def enter(self) -> None:
        """Partner organisations, then everybody in the order of the table."""
        cities = {city.code: city for city in City.objects.all()}
        for fact in self.material.accounts.each("organisations"):
            self._add_organisation(fact, cities)
        for kind in ("accounts", "former"):
            for fact in self.material.accounts.each(kind):
                self._add_account(fact)
        self._let_in()
        for fact in self.material.accounts.each("further_roles"):
            organisation = self.material.organisations[fact["organisation"]]
            self._install(fact["login"], "", organisation, Role(fact["role"]))
        for fact in self.material.accounts.each("leading_groups"):
            add_to_leading_group(
                organisation=self.material.organisations[fact["organisation"]],
                values={name: fact[name] for name in ("name", "position", "duty", "order")},
                by=self.person("sysadmin"),
            )
        self._set_up()

    def _set_up(self) -> None:
        """What is there beside people."""
        for fact in self.material.accounts.each("sign_ons"):
            self._connect(fact)
        for fact in self.material.accounts.each("imports"):
            self._import(fact)
        for fact in self.material.accounts.each("web_hooks"):
            self._hook(fact)
        for fact in self.material.accounts.each("mail"):
            save_mail_settings(hours=fact["hours"], choices=fact["choices"], by=self.person(fact["by"]))

    def _hook(self, fact: Fact) -> None:
        """Switched off, so that nothing leaves the demo world."""
        by = self.person(fact["by"])
        allow_host(host=fact["host"], note=fact["note"], by=self.person("sysadmin"))
        made = make(
            organisation=Organisation.objects.get(pk=by.organisation_id or 0),
            name=fact["name"],
            address=f"https://{fact['host']}/robot/send",
            groups=fact["groups"],
            by=by,
        )
        switch(hook=made.hook, on=False, by=by)

    def _import(self, fact: Fact) -> None:
        """Checked and not confirmed: one table to look at, one with errors."""
        by = self.person(fact["by"])
        organisation = Organisation.objects.get(pk=by.organisation_id or 0)
        table = BytesIO(write_rows(PEOPLE, fact["rows"]))
        imports.check(run=imports.upload(organisation=organisation, name=fact["name"], stream=table, by=by))

    def _connect(self, fact: Fact) -> None:
        """An example that is off for good, so that its pages have something to show."""
        values = {name: fact[name] for name in ("address", "id_attribute", "name_attribute")}
        connect(
            organisation=self.material.organisations[fact["organisation"]],
            kind=fact["kind"],
            values={**values, "label": fact.text("label", "zh")},
            by=self.person("sysadmin"),
            is_demo=True,
        )

    def _add_organisation(self, fact: Fact, cities: dict[str, City]) -> None:
        # Written directly, since the one who may add partners is only about to come.
        Organisation.objects.create(
            code=fact["code"],
            kind=fact["kind"],
            name=fact["name"],
            name_en=fact["name_en"],
            initials=search_initials(fact["name"]),
            city=cities[fact["city"]] if fact["city"] else None,
            is_demo=True,
        )

    def _add_account(self, fact: Fact) -> None:
        organisation = self.material.organisations[fact["organisation"]]
        self._install(fact["login"], fact["name"], organisation, Role(fact["role"]))
        if "discipline" in fact.values:
            save_expert_profile(values=profile_of(fact), by=self.person(fact["login"]))

    def _let_in(self) -> None:
        """One password for all, so hashed once: a hash takes as long as an attacker's guess."""
        names = [fact["login"] for fact in self.material.accounts.each("accounts")]
        User.objects.filter(username__in=names).update(password=make_password(self.password))

    def _install(self, username: str, name: str, organisation: Organisation, role: Role) -> Membership:
        """Without a password, which those of the table are given together."""
        return install(
            details=Details(username=username, name=name, email=f"{username}@{MAIL}"),
            organisation=organisation,
            role=role,
            password=None,
            is_demo=True,
        )

    def person(self, username: str) -> Actor:
        """Acting in the role of the table; whoever was asked for last is at work (`core.history`)."""
        return speak_as(self._person(username))

    def officer(self, office_id: int) -> Actor:
        """Whose first role it is; others only help out."""
        return speak_as(self._officer(office_id))

    def on_campus(self, university_id: int, role: Role) -> Actor:
        """Whoever has this role there; somebody without a password where the table has nobody."""
        return speak_as(self._on_campus(university_id, role))

    def writer_of(self, project: Project) -> Actor:
        """Who wrote its application; of an imported one, which has none, the liaison of its university."""
        if project.application is None:
            return self.on_campus(project.university_id, Role.LIAISON)
        owner = project.application.members.get(hand=Hand.OWNER)
        held = Membership.objects.select_related("user", "organisation")
        return speak_as(actor_of(held.get(user=owner.user_id, organisation=owner.organisation_id, role=Role.TEACHER)))

    @cache  # noqa: B019  (the cast lives as long as one command)
    def _person(self, username: str) -> Actor:
        membership = (
            Membership.objects.select_related("user", "organisation").order_by("id").filter(user__username=username)[0]
        )
        return actor_of(membership)

    def user(self, username: str) -> User:
        return User.objects.get(username=username)

    @cache  # noqa: B019
    def _officer(self, office_id: int) -> Actor:
        there = Membership.objects.select_related("user", "organisation")
        return actor_of(there.filter(organisation_id=office_id, role=Role.OFFICER).order_by("id")[0])

    @cache  # noqa: B019
    def _on_campus(self, university_id: int, role: Role) -> Actor:
        there = Membership.objects.select_related("user", "organisation")
        found = there.filter(organisation_id=university_id, role=role).order_by("id").first()
        if found is None:
            university = Organisation.objects.get(pk=university_id)
            name = f"{university.short_name or university.name}{ON_CAMPUS[role]}{MARK}"
            made = self._install(f"{university.code}-{role}", name, university, role)
            found = there.get(pk=made.pk)
        return actor_of(found)


def profile_of(fact: Fact) -> dict[str, Any]:
    discipline = fact["discipline"]
    return {
        "title": "教授",
        "disciplines": discipline["name"],
        "major_codes": [discipline["code"]],
        "is_available": True,
        "conflicts": [],
    }

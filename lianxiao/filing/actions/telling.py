"""What notifications say of rounds and returns, and to whom."""

from collections.abc import Iterable

from django.db.models import QuerySet

from lianxiao.core.calendar import when as when
from lianxiao.filing.models import Return, Round
from lianxiao.organisations.models import User
from lianxiao.organisations.notices import people_in
from lianxiao.organisations.roles import Role


def path_of(filing: Return) -> str:
    return f"/filings/returns/{filing.pk}/"


def path_of_round(round_: Round) -> str:
    return f"/filings/rounds/{round_.pk}/"


def values_of(filing: Return, **more: str) -> dict[str, str]:
    return {"filing": filing.round.title, "university": filing.institution.name, **more}


def liaisons_of(filings: Iterable[Return]) -> "QuerySet[User]":
    return people_in([filing.institution_id for filing in filings], Role.LIAISON)


def leaders_of(filing: Return) -> "QuerySet[User]":
    return people_in([filing.institution_id], Role.LEADER)


def officers_of(round_: Round) -> "QuerySet[User]":
    return people_in([round_.office_id], Role.OFFICER)

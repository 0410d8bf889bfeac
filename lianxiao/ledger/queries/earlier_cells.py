"""How the cells of a table of earlier years' projects are read: days, months, amounts, states, lists in one cell."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxiao.ledger.queries.months import month_after, month_of
from lianxiao.ledger.states import ProjectState

FIRST_YEAR = 2000
LONGEST_NAME = 200
MILESTONE_DAYS = 2  # due, reached
# As the platform itself gives them (calls/actions/approvals.py: project_number).
OWN_NUMBER = re.compile(r"LN-[A-Z]+-\d{4}-\d+", re.IGNORECASE)
_NAMES = re.compile(r"[、,，;；\n]+")
_PARTS = re.compile(r"[;；|｜]")
_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})(?:[-./月](\d{1,2})日?|月?)?")
_DAY_OF_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_STATES = {
    ProjectState.RUNNING: ("在研", "进行中", "执行中", "实施中", "在建", "running"),
    ProjectState.FINISHED: ("结题", "已结题", "完成", "已完成", "验收", "已验收", "通过验收", "finished"),
}


def day_in(text: str, *, last: bool = False) -> date:
    """2019-05-01, 2019.5.1, 2019年5月1日, 20190501; a month alone is its first day, or its last. Raises ValueError."""
    if digits := _DAY_OF_DIGITS.fullmatch(text):
        return date(*map(int, digits.groups()))
    found = _DAY.fullmatch("".join(text.split()))
    if found is None:
        raise ValueError(text)
    year, month, day = (int(part) if part else 0 for part in found.groups())
    if day:
        return date(year, month, day)
    first = date(year, month, 1)
    return date.fromordinal(month_after(first).toordinal() - 1) if last else first


def day_of(text: str) -> str:
    return _said_day(text, last=False)


def last_day_of(text: str) -> str:
    return _said_day(text, last=True)


def _said_day(text: str, *, last: bool) -> str:
    try:
        return f"{day_in(text, last=last):%Y-%m-%d}"
    except ValueError:
        raise ValidationError(_("A day such as 2019-05-01, 2019.5.1 or 20190501.")) from None


def month_in(text: str) -> str:
    month = month_of(date.fromisoformat(day_of(text)))
    if month > timezone.localdate():
        raise ValidationError(_("A month that has begun."))
    return f"{month:%Y-%m-%d}"


def year_of(text: str) -> str:
    digits = text.removesuffix("年").removesuffix("年度")
    now = timezone.localdate().year
    if not re.fullmatch(r"\d{4}", digits, re.ASCII) or not FIRST_YEAR <= int(digits) <= now:
        raise ValidationError(_("A year from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": now})
    return digits


def amount_of(text: str) -> str:
    bare = text.replace(",", "").replace("，", "").removesuffix("万元").removesuffix("万")
    if not re.fullmatch(r"\d{1,10}(\.\d{1,2})?", bare, re.ASCII):
        raise ValidationError(_("A number that is not below nought, with two places at most."))
    return str(Decimal(bare))


def state_of(text: str) -> str:
    for state, words in _STATES.items():
        if text.casefold() in {*words, str(state.label).casefold()}:
            return str(state)
    names = _(", ").join(str(state.label) for state in _STATES)
    raise ValidationError(_("One of these: %(names)s.") % {"names": names})


def number_of(text: str) -> str:
    if OWN_NUMBER.fullmatch(text):
        raise ValidationError(_("Numbers of this form are given by the platform itself."))
    return text


@dataclass(frozen=True, slots=True)
class Milestone:
    name: str
    due_date: date | None
    reached_date: date | None


def milestones_in(text: str) -> list[Milestone]:
    """One a line: name; due; reached. Raises ValidationError."""
    found = []
    for number, line in enumerate((line for line in text.splitlines() if line.strip()), start=1):
        name, *days = (part.strip() for part in _PARTS.split(line))
        try:
            due, reached = ([day_in(one, last=True) if one else None for one in days] + [None, None])[:MILESTONE_DAYS]
        except ValueError:
            raise ValidationError(_("Line %(line)s: name; day due; day reached.") % {"line": number}) from None
        if not name or len(name) > LONGEST_NAME or len(days) > MILESTONE_DAYS:
            raise ValidationError(_("Line %(line)s: name; day due; day reached.") % {"line": number})
        if reached is not None and reached > timezone.localdate():
            raise ValidationError(_("Line %(line)s: the day reached lies in the future.") % {"line": number})
        found.append(Milestone(name, due, reached))
    return found


def milestones_of(text: str) -> str:
    milestones_in(text)
    return text


def partners_in(text: str) -> list[str]:
    return list(dict.fromkeys(name.strip() for name in _NAMES.split(text) if name.strip()))


def partners_of(text: str) -> str:
    if any(len(name) > LONGEST_NAME for name in partners_in(text)):
        raise ValidationError(_("Names of partners, with commas between."))
    return text

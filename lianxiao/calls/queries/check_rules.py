"""Items of the formal check that the system answers itself, from the frozen copy: one table, name → rule.

A person may overrule any of them with a note. A rule's name stands in CheckItem.rule; a name that is not
in the table leaves the item to people.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from lianxiao.calls.models import Application, SimilarPair, Submission
from lianxiao.calls.queries.frozen import answers_in, definition_in
from lianxiao.calls.states import OUTSIDE
from lianxiao.core.definitions import Attachment, Definition, check
from lianxiao.core.definitions.answers import Filled
from lianxiao.core.definitions.fields import Sum
from lianxiao.core.definitions.fields.dates import show_date
from lianxiao.core.definitions.fields.figures import grouped
from lianxiao.core.models import StoredFile

AND = "；"
NAMED = 3  # problems that are named; the rest is counted


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found, and why, in the active language."""

    ok: bool
    why: str


class Copy:
    """A frozen copy as the rules read it."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        self.application: Application = submission.application

    @cached_property
    def definition(self) -> Definition:
        return definition_in(self.submission)

    @cached_property
    def answers(self) -> dict[str, dict[str, Any]]:
        return answers_in(self.submission)

    @cached_property
    def filled(self) -> Filled:
        return Filled(self.definition, self.answers)

    def value(self, key: str) -> Any:
        """The answer to a field, None when this form has no such field or it does not apply."""
        field = self.definition.fields.get(key)
        return self.filled.value(key) if field is not None and self.filled.applies(field) else None


def eligible_lead(copy: Copy) -> Finding:
    university = copy.application.university
    ok = university.kind in copy.application.call_category.call.eligible_kinds
    return Finding(ok, f"{university} · {university.get_kind_display()}")


def in_time(copy: Copy) -> Finding:
    """The first submission before the deadline; a resubmission within the window for its correction."""
    submitted_at, closes_at = copy.application.submitted_at, copy.application.call_category.call.closes_at
    if submitted_at is None or submitted_at >= closes_at:
        return Finding(False, _("Submitted after the closing time."))
    for correction in copy.application.corrections.all():
        if correction.answered_at is not None and correction.answered_at >= correction.due_at:
            return Finding(False, _("Corrected after the time for it had passed."))
    return Finding(True, _("Submitted before the closing time."))


def within_limit(copy: Copy) -> Finding:
    slot = getattr(copy.application, "slot", None)
    limit = copy.application.call_category.limit
    if slot is None or slot.number > limit:
        return Finding(False, _("It holds none of the %(limit)d places of its university.") % {"limit": limit})
    return Finding(
        True, _("Place %(number)d of %(limit)d of its university.") % {"number": slot.number, "limit": limit}
    )


def complete(copy: Copy) -> Finding:
    problems = check(copy.definition, copy.answers, final=True)
    if not problems:
        return Finding(True, _("Every required field is filled in as the form asks."))
    named = AND.join(f"{problem.label}：{problem.message}" for problem in problems[:NAMED])
    if len(problems) > NAMED:
        named += _(" and %(count)d more") % {"count": len(problems) - NAMED}
    return Finding(False, named)


def has_partner(copy: Copy) -> Finding:
    own = copy.application.university
    others = [
        partner["name"]
        for partner in copy.value("partners") or []
        if partner["name"] != own.name and partner.get("id") != own.pk
    ]
    return Finding(bool(others), "、".join(others) or _("No partner is named besides the lead university."))


def period_valid(copy: Copy) -> Finding:
    period = copy.value("period") or {}
    start, end = period.get("start", ""), period.get("end", "")
    if not start or not end or start > end:
        return Finding(False, _("The period has no beginning, no end, or ends before it begins."))
    outside = [
        row["name"]
        for row in copy.value("milestones") or []
        if row.get("due_date") and not start <= row["due_date"] <= end
    ]
    if outside:
        return Finding(False, _("Outside the period: %(names)s") % {"names": "、".join(outside)})
    return Finding(
        True, _("%(start)s to %(end)s, all milestones within") % {"start": show_date(start), "end": show_date(end)}
    )


def funding_adds_up(copy: Copy) -> Finding:
    """Every sum that the form wants equal to another figure is."""
    said = []
    for field in copy.definition.fields.values():
        if not isinstance(field, Sum) or not field.equals or not copy.filled.applies(field):
            continue
        total, wanted = copy.filled.total(field), copy.filled.figure(field.equals)
        said.append(f"{field.label} {grouped(total)}，{copy.definition.fields[field.equals].label} {grouped(wanted)}")
        if total != wanted:
            return Finding(False, said[-1])
    return Finding(True, AND.join(said) or _("This form has no budget to compare."))


def attachments_present(copy: Copy) -> Finding:
    missing = [
        str(field.label)
        for field in copy.definition.fields.values()
        if isinstance(field, Attachment)
        and field.required
        and copy.filled.applies(field)
        and copy.filled.is_empty(field)
    ]
    if missing:
        return Finding(False, _("Missing: %(names)s") % {"names": "、".join(missing)})
    digests = {file["digest"] for files in copy.submission.content["attachments"].values() for file in files}
    if StoredFile.objects.filter(digest__in=digests).count() < len(digests):
        return Finding(False, _("A file of the frozen copy is not in the store."))
    return Finding(
        True,
        _("Files attached: %(count)d; each was opened and checked when it was uploaded.") % {"count": len(digests)},
    )


def unlike_others(copy: Copy) -> Finding:
    """Strong resemblances to anything that was submitted, whatever the university says of them."""
    strong = SimilarPair.objects.filter(
        application=copy.application, share__gte=SimilarPair.STRONG, other__state__in=OUTSIDE
    ).select_related("other")
    named = [f"{pair.other.number} {pair.other}（{pair.percent}%）" for pair in strong.order_by("-share", "id")[:NAMED]]
    if named:
        return Finding(False, _("Shares much of its text with: %(names)s") % {"names": "、".join(named)})
    return Finding(True, _("Nothing that was submitted shares much of its text."))


Rule = Callable[[Copy], Finding]
RULES: dict[str, Rule] = {
    "eligible_lead": eligible_lead,
    "in_time": in_time,
    "within_limit": within_limit,
    "complete": complete,
    "has_partner": has_partner,
    "period_valid": period_valid,
    "funding_adds_up": funding_adds_up,
    "attachments_present": attachments_present,
    "unlike_others": unlike_others,
}

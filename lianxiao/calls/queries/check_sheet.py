"""One formal check as a sheet: the checklist beside the frozen copy, with what was answered and noted."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from lianxiao.calls import access
from lianxiao.calls.access import hands
from lianxiao.calls.models import CheckItem, FormalCheck
from lianxiao.calls.queries.check_rules import RULES, Copy, Finding
from lianxiao.calls.queries.frozen import Url, changes, shown
from lianxiao.calls.queries.similar import Panel, panel
from lianxiao.core.actors import Actor
from lianxiao.core.definitions import Difference, ShownField
from lianxiao.core.templatetags.lianxiao import moment


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """What a person says to an item; `ok` is None while nobody has said anything."""

    ok: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item of the checklist as the page shows it. `finding` is the system's own answer."""

    code: str
    text: str
    help: str
    finding: Finding | None
    answer: ItemAnswer
    by_rule: bool
    error: str = ""

    @property
    def wants_note(self) -> bool:
        """Before anything is clicked: a note is there, is missing, or will be needed either way."""
        return bool(self.answer.note or self.error or (self.finding and not self.finding.ok))

    @property
    def is_yes(self) -> bool:
        return self.answer.ok is True

    @property
    def is_no(self) -> bool:
        return self.answer.ok is False


def items_of(check: FormalCheck) -> "QuerySet[CheckItem]":
    """The items for this category: those of every category first."""
    category_id = check.submission.application.call_category.category_id
    return CheckItem.objects.filter(Q(category=None) | Q(category=category_id), is_active=True).order_by(
        F("category__order").asc(nulls_first=True), "order", "id"
    )


def finding_of(item: CheckItem, copy: Copy) -> Finding | None:
    rule = RULES.get(item.rule)
    return rule(copy) if rule is not None else None


def item_lines(
    check: FormalCheck,
    copy: Copy,
    answers: Mapping[str, ItemAnswer] | None = None,
    errors: Mapping[str, str] | None = None,
) -> list[ItemLine]:
    """The checklist: as it is being typed (`answers`), else as it is kept."""
    english = get_language() == "en"
    kept = answers if answers is not None else kept_answers(check)
    lines = []
    for item in _shown_items(check):
        finding = finding_of(item, copy)
        answer = kept.get(item.code, ItemAnswer())
        lines.append(
            ItemLine(
                code=item.code,
                text=str(item),
                help=item.help_en if english else item.help,
                finding=finding,
                answer=ItemAnswer(finding.ok if answer.ok is None and finding else answer.ok, answer.note),
                by_rule=bool(check.results.get(item.code, {}).get("by_rule")),
                error=(errors or {}).get(item.code, ""),
            )
        )
    return lines


def _shown_items(check: FormalCheck) -> "QuerySet[CheckItem]":
    """While it is open the list of today; once decided the items that were answered then."""
    if not check.outcome:
        return items_of(check)
    return CheckItem.objects.filter(code__in=list(check.results)).order_by(
        F("category__order").asc(nulls_first=True), "order", "id"
    )


def kept_answers(check: FormalCheck) -> dict[str, ItemAnswer]:
    return {code: ItemAnswer(kept["ok"], kept["note"]) for code, kept in check.results.items()}


# --- the frozen copy --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field of the frozen copy with what was noted there. `was` is what an earlier return asked for."""

    shown: ShownField
    can_be_asked: bool
    asked: bool
    reason: str
    was: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class SectionLines:
    key: str
    title: str
    fields: list[FieldLine]


def copy_lines(
    check: FormalCheck,
    copy: Copy,
    *,
    link: Url,
    remarks: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> list[SectionLines]:
    """The frozen copy for reading, each field with the officer's remark. `link` is where a file is fetched."""
    noted = check.remarks if remarks is None else remarks
    before = earlier_reasons(check)
    return [
        SectionLines(
            section.key,
            section.title,
            [
                FieldLine(
                    shown=one,
                    can_be_asked=not copy.definition.fields[one.key].computed,
                    asked=one.key in noted,
                    reason=noted.get(one.key, ""),
                    was=before.get(one.key, ""),
                    error=(errors or {}).get(one.key, ""),
                )
                for one in section.fields
            ],
        )
        for section in shown(check.submission, get_language() or "zh-hans", link)
    ]


def earlier_reasons(check: FormalCheck) -> dict[str, str]:
    """What the university was asked to correct in the copy before this one."""
    return {
        reason.field_key: reason.reason
        for correction in check.submission.application.corrections.all()
        if correction.check_row.submission.version < check.submission.version
        for reason in correction.reasons.all()
    }


# --- the whole --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the page offers."""

    decide: bool
    send_back: bool
    read_contacts: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    items: list[ItemLine]
    sections: list[SectionLines]
    changes: list[Difference]
    is_resubmission: bool
    facts: list[tuple[str, object]]
    similar: Panel | None
    may: Abilities


def sheet(
    actor: Actor,
    check: FormalCheck,
    *,
    link: Url,
    answers: Mapping[str, ItemAnswer] | None = None,
    remarks: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Sheet:
    """As it is kept; or with what was typed (`answers`, `remarks`) and what that lacks (`errors` by key)."""
    copy = Copy(check.submission)
    return Sheet(
        items=item_lines(check, copy, answers, errors),
        sections=copy_lines(check, copy, link=link, remarks=remarks, errors=errors),
        changes=changes(check.submission, get_language() or "zh-hans"),
        is_resubmission=check.is_resubmission,
        facts=facts(check),
        similar=panel(actor, check.submission.application),
        may=abilities(actor, check),
    )


def facts(check: FormalCheck) -> list[tuple[str, object]]:
    """Label and value."""
    application = check.submission.application
    return [
        (_("Application number"), application.number),
        (_("Lead university"), application.university),
        (_("Project leader"), application.leader_name),
        (_("Category"), application.call_category.category),
        (pgettext("of applications", "Call"), application.call_category.call),
        (_("Submitted"), moment(check.submission.submitted_at)),
        (_("Version"), check.submission.version),
        (_("Verification code"), check.submission.code),
    ]


def abilities(actor: Actor, check: FormalCheck) -> Abilities:
    """An open check can be decided; a return is offered once per application."""
    open_now = access.may_decide_check(actor, check) and check.is_open
    corrected = bool(check.submission.application.corrections.all())
    return Abilities(
        decide=open_now,
        send_back=open_now and not corrected,
        read_contacts=hands.may_read_contacts(actor, check.submission.application),
    )

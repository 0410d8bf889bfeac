"""A filing of teachers and courses: its table, rounds, returns, brought where a test needs them by the real actions."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from lianxiao.core.actors import Actor
from lianxiao.filing.actions import checks, returns, rounds
from lianxiao.filing.models import Return, Round
from lianxiao.forms.models import Form, FormVersion
from lianxiao.organisations.models import Organisation
from tests.world import Campus, Office, World

DEFINITION: dict[str, Any] = {
    "title": {"zh": "校际合作情况统计表", "en": "Statistics of cooperation"},
    "sections": [
        {
            "key": "basic",
            "title": {"zh": "基本情况", "en": "Overview"},
            "fields": [
                {"key": "contact", "type": "person", "label": {"zh": "填报人", "en": "Filled in by"}, "required": True},
                {
                    "key": "shared_courses",
                    "type": "number",
                    "label": {"zh": "共享课程门数", "en": "Shared courses"},
                    "unit": {"zh": "门", "en": "courses"},
                    "min": 0,
                    "required": True,
                },
                {"key": "funding", "type": "money", "label": {"zh": "投入经费", "en": "Funding"}},
                {
                    "key": "has_alliance",
                    "type": "choice",
                    "label": {"zh": "是否加入联盟", "en": "Member of an alliance?"},
                    "options": [
                        {"value": "yes", "label": {"zh": "是", "en": "Yes"}},
                        {"value": "no", "label": {"zh": "否", "en": "No"}},
                    ],
                },
                {
                    "key": "alliance_name",
                    "type": "short_text",
                    "label": {"zh": "联盟名称", "en": "Name of the alliance"},
                    "required": True,
                    "show_if": {"field": "has_alliance", "equals": "yes"},
                },
            ],
        },
        {
            "key": "teachers",
            "title": {"zh": "互聘教师", "en": "Teachers"},
            "fields": [
                {
                    "key": "teachers",
                    "type": "table",
                    "label": {"zh": "互聘教师明细", "en": "Teachers appointed by both"},
                    "max_rows": 50,
                    "columns": [
                        {
                            "key": "code",
                            "type": "short_text",
                            "label": {"zh": "工号", "en": "Staff number"},
                            "required": True,
                        },
                        {
                            "key": "level",
                            "type": "choice",
                            "label": {"zh": "职称", "en": "Rank"},
                            "options": [
                                {"value": "professor", "label": {"zh": "教授", "en": "Professor"}},
                                {"value": "lecturer", "label": {"zh": "讲师", "en": "Lecturer"}},
                            ],
                        },
                        {
                            "key": "hours",
                            "type": "number",
                            "label": {"zh": "授课学时", "en": "Hours"},
                            "min": 0,
                            "required": True,
                        },
                        {"key": "since", "type": "date", "label": {"zh": "聘任日期", "en": "Appointed on"}},
                    ],
                }
            ],
        },
    ],
}
ANSWERS: dict[str, dict[str, Any]] = {
    "basic": {
        "contact": {"name": "王填报", "title": "科长", "organisation": "教务处"},
        "shared_courses": "12",
        "funding": "30.5",
        "has_alliance": "no",
    },
    "teachers": {
        "teachers": [
            {"code": "0012", "level": "professor", "hours": "32", "since": "2026-03-01"},
            {"code": "0013", "level": "lecturer", "hours": "48", "since": ""},
        ]
    },
}
DAY = timedelta(days=1)


def version(office: Office, definition: dict[str, Any] = DEFINITION) -> FormVersion:
    """Published, as if two people of the office had seen to it."""
    form = Form.objects.create(purpose="filing", title="统计表", year=2026, office=office.organisation)
    return FormVersion.objects.create(
        form=form,
        version=1,
        definition=definition,
        state="published",
        begun_by_id=office.officer.user_id,
        handed_in_by_id=office.officer.user_id,
        handed_in_at=timezone.now(),
        published_by_id=office.colleague.user_id,
        published_at=timezone.now(),
    )


def draft(world: World, *, asked: list[Organisation] | None = None, **given: Any) -> Round:
    """Of gongye, to Liaoning University and Dalian University of Technology unless `asked` says otherwise."""
    office = given.pop("office", world.gongye)
    now = timezone.now()
    values: dict[str, Any] = {
        "title": "2026年校际合作情况填报",
        "title_en": "",
        "purpose_text": "汇总全省校际合作情况。",
        "form": None,
        "year": 2026,
        "part": "",
        "kinds": [],
        "opens_at": now - DAY,
        "closes_at": now + 10 * DAY,
        "needs_release": False,
        "previous": None,
        "threshold": 30,
        **given,
    }
    values["form"] = values["form"] or version(office)
    named = [world.lnu.organisation, world.dut.organisation] if asked is None else asked
    return rounds.draft(values=values, named=named, by=office.officer)


def opened(world: World, **given: Any) -> Round:
    office = given.get("office", world.gongye)
    return rounds.open_round(round_=draft(world, **given), by=office.officer)


def return_of(round_: Round, campus: Campus) -> Return:
    return Return.objects.select_related("round__form", "institution").get(
        round=round_, institution=campus.organisation
    )


def fill(filing: Return, by: Actor, answers: dict[str, dict[str, Any]] | None = None) -> Return:
    for key, values in (ANSWERS if answers is None else answers).items():
        section = filing.sections.get(key=key)
        returns.save_section(filing=filing, key=key, values=values, revision=section.revision, by=by)
    return fresh(filing)


def submitted(round_: Round, campus: Campus, answers: dict[str, dict[str, Any]] | None = None) -> Return:
    filing = fill(return_of(round_, campus), campus.liaison, answers)
    returns.submit(filing=filing, by=campus.liaison)
    return fresh(filing)


def sent_back(world: World, filing: Return, **reasons: str) -> Return:
    reasons = reasons or {"shared_courses": "与上报不符"}
    checks.return_for_correction(
        filing=filing, reasons=reasons, due_at=timezone.now() + 5 * DAY, by=world.gongye.officer
    )
    return fresh(filing)


def fresh(filing: Return) -> Return:
    return Return.objects.select_related("round__form", "institution").get(pk=filing.pk)


def courses(number: int) -> dict[str, dict[str, Any]]:
    return {"basic": {**ANSWERS["basic"], "shared_courses": str(number)}, "teachers": ANSWERS["teachers"]}


def pass_deadline(round_: Round) -> None:
    """Let the round's window lie in the past, as if the time had gone by."""
    now = timezone.now()
    Round.objects.filter(pk=round_.pk).update(opens_at=now - 30 * DAY, closes_at=now - timedelta(minutes=1))
    round_.refresh_from_db()

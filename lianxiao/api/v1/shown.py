"""Rows as the API says them."""

from typing import Any

from lianxiao.api.v1 import schemas as s
from lianxiao.calls import models as calls
from lianxiao.calls.queries.applications import answers_of, definition_of, is_on_campus, revisions_of
from lianxiao.calls.queries.frozen import masked_answers_in
from lianxiao.core.actors import Actor
from lianxiao.core.definitions import Problem, masked_answers
from lianxiao.ledger.models import Project
from lianxiao.organisations.models import Organisation


def institution(row: Organisation) -> s.Institution:
    return s.Institution(
        id=row.pk,
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        kind=row.kind,
        city=row.city.name if row.city else None,
    )


def call(row: calls.Call) -> s.Call:
    return s.Call(**_call(row))


def _call(row: calls.Call) -> dict[str, Any]:
    return {
        "id": row.pk,
        "year": row.year,
        "title": row.title,
        "document_number": row.document_number,
        "state": row.state,
        "opens_at": row.opens_at,
        "closes_at": row.closes_at,
    }


def call_in_full(row: calls.Call) -> s.CallInFull:
    categories = [
        s.CallCategory(
            id=one.pk,
            category=one.category.code,
            name=one.category.name,
            limit=one.limit,
            form_version=one.form.version,
        )
        for one in row.call_categories.all()
    ]
    return s.CallInFull(**_call(row), body=row.body, categories=categories)


def application(row: calls.Application) -> s.Application:
    return s.Application(**_application(row))


def _application(row: calls.Application) -> dict[str, Any]:
    return {
        "id": row.pk,
        "number": row.number,
        "title": row.title,
        "category": row.call_category.category.code,
        "call": row.call_category.call_id,
        "university": row.university.name,
        "state": row.state,
        "submitted_at": row.submitted_at,
    }


def application_in_full(actor: Actor, row: calls.Application) -> s.ApplicationInFull:
    """Its own university reads the draft as it stands, everybody else the newest frozen copy."""
    if is_on_campus(actor, row):
        answers, revisions = masked_answers(definition_of(row.form), answers_of(row)), revisions_of(row)
    else:
        copies = list(row.submissions.all())
        answers, revisions = masked_answers_in(copies[-1]) if copies else {}, {}
    sections = [s.Section(key=key, revision=revisions.get(key), answers=given) for key, given in answers.items()]
    return s.ApplicationInFull(**_application(row), sections=sections)


def faults(problems: list[Problem]) -> list[s.Fault]:
    return [s.Fault(place=problem.field_key, message=f"{problem.label}: {problem.message}") for problem in problems]


def project(row: Project) -> s.Project:
    return s.Project(**_project(row))


def _project(row: Project) -> dict[str, Any]:
    return {
        "id": row.pk,
        "number": row.number,
        "title": row.title,
        "category": row.category.code,
        "university": row.university.name,
        "leader": row.leader_name,
        "year": row.year,
        "state": row.state,
        "start_date": row.start_date,
        "end_date": row.end_date,
        "funding": row.funding,
    }


def project_in_full(row: Project) -> s.ProjectInFull:
    return s.ProjectInFull(
        **_project(row),
        parties=[s.Party(name=party.name) for party in row.parties.all()],
        milestones=[s.Milestone(name=one.name, due_date=one.due_date) for one in row.milestones.all()],
        indicators=[s.Promise(target=one.target.code, promised=one.promised) for one in row.indicators.all()],
    )

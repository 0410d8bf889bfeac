"""What other apps may know of calls and applications: small facts, announced in the same transaction.

Who answers stands in `site/reactions.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lianxiao.calls.models import Application, Submission
from lianxiao.calls.queries.frozen import definition_in
from lianxiao.core.definitions import indicators, totals


@dataclass(frozen=True, slots=True)
class ApplicationApproved:
    """The application has become a project; `application.approval` holds its number."""

    application: Application


@dataclass(frozen=True, slots=True)
class Milestone:
    name: str
    due_date: date | None
    deliverable: str


@dataclass(frozen=True, slots=True)
class Party:
    organisation_id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class ApprovedProject:
    """What was asked for, and approved as it stands, from the frozen copy. `funding` in 万元; `indicators` by code."""

    title: str
    leader_name: str
    summary: str
    start_date: date | None
    end_date: date | None
    funding: Decimal
    parties: tuple[Party, ...]
    milestones: tuple[Milestone, ...]
    indicators: Mapping[str, Decimal]


def approved_project(application: Application) -> ApprovedProject:
    """From the last frozen copy, whatever happened to the draft since."""
    return project_in(application.submissions.order_by("-version")[0])


def project_in(submission: Submission) -> ApprovedProject:
    definition, answers = definition_in(submission), submission.content["answers"]
    values: dict[str, Any] = {key: value for section in answers.values() for key, value in section.items()}
    period = values.get("period") or {}
    return ApprovedProject(
        title=values["title"],
        leader_name=values["leader"]["name"],
        summary=values.get("summary", ""),
        start_date=_date(period.get("start")),
        end_date=_date(period.get("end")),
        funding=totals(definition, answers).get("funding_total", Decimal(0)),
        parties=tuple(Party(party.get("id"), party["name"]) for party in values.get("partners") or []),
        milestones=tuple(
            Milestone(row["name"], _date(row.get("due_date")), row.get("deliverable", ""))
            for row in values.get("milestones") or []
        ),
        indicators=indicators(definition, answers),
    )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

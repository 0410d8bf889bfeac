"""What can be done: the same actions as the pages, each with an Idempotency-Key, so that it can be tried again."""

from typing import Annotated
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop as _
from ninja import Header, Path, Status

from lianxiao.api.doors import scope
from lianxiao.api.v1 import schemas as s
from lianxiao.api.v1 import shown
from lianxiao.api.v1.reading import MISSING, Number
from lianxiao.api.v1.router import router
from lianxiao.calls.actions import applications as campus
from lianxiao.calls.actions import submission
from lianxiao.calls.models import Application
from lianxiao.calls.queries import applications as queries
from lianxiao.core.definitions import check_section
from lianxiao.core.http import Request
from lianxiao.organisations.scopes import Scope

FAILURES = {**MISSING, 400: s.Problem, 409: s.Problem}
Once = Annotated[
    UUID,
    Header(
        ...,
        alias="Idempotency-Key",
        description="Made by the caller; the same key with the same body has one effect and one answer",
    ),
]


@router.post("/applications", response={201: s.Application, **FAILURES}, summary=_("Begin an application"))
@scope(Scope.WRITE_APPLICATIONS)
def begin(request: Request, once: Once, body: s.NewApplication) -> Status[s.Application]:
    category = get_object_or_404(queries.call_categories(request.actor), pk=body.call_category)
    begun = campus.begin(call_category=category, by=request.actor)
    return Status(201, shown.application(begun))


@router.put(
    "/applications/{pk}/sections/{key}",
    response={200: s.SavedSection, **FAILURES},
    summary=_("Fill in a section"),
)
@scope(Scope.WRITE_APPLICATIONS)
def save_section(
    request: Request,
    pk: Number,
    key: Annotated[str, Path(max_length=60)],
    once: Once,
    body: s.NewAnswers,
) -> s.SavedSection:
    found = get_object_or_404(queries.drafts(request.actor), pk=pk)
    section = queries.definition_of(found.form).by_key.get(key)
    if section is None:
        raise Http404
    values = {field.key: field.clean(body.answers[field.key]) for field in section.fields if field.key in body.answers}
    unknown = sorted(set(body.answers) - set(values))
    if unknown:
        raise UnknownFields(unknown)
    saved = campus.save_section(application=found, key=key, values=values, revision=body.revision, by=request.actor)
    now = get_object_or_404(queries.drafts(request.actor), pk=pk)
    problems = check_section(queries.definition_of(now.form), section, queries.filled(now), final=True)
    return s.SavedSection(key=key, revision=saved.revision, faults=shown.faults(problems))


class UnknownFields(ValueError):
    """Answers to fields that the section does not have, or does not take by hand."""

    def __init__(self, keys: list[str]) -> None:
        super().__init__(", ".join(keys))
        self.keys = keys


@router.post("/applications/{pk}/hand-in", response={200: s.Application, **FAILURES}, summary=_("Hand to the liaison"))
@scope(Scope.WRITE_APPLICATIONS)
def hand_in(request: Request, pk: Number, once: Once) -> s.Application:
    found = _application(request, pk)
    campus.hand_in(application=found, by=request.actor)
    return shown.application(_application(request, pk))


@router.post(
    "/applications/{pk}/submit", response={200: s.Submitted, **FAILURES}, summary=_("Submit to the lead offices")
)
@scope(Scope.WRITE_APPLICATIONS)
def submit(request: Request, pk: Number, once: Once) -> s.Submitted:
    copy = submission.submit(application=_application(request, pk), by=request.actor)
    return s.Submitted(
        number=copy.application.number or "", version=copy.version, code=copy.code, submitted_at=copy.submitted_at
    )


def _application(request: Request, pk: int) -> Application:
    return get_object_or_404(queries.applications(request.actor), pk=pk)

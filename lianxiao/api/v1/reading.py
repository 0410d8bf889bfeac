"""What can be read: the same queries as the pages, so the same rows for the same person."""

from typing import Annotated

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop as _
from ninja import Path, Query

from lianxiao.api.doors import any_token, scope
from lianxiao.api.v1 import schemas as s
from lianxiao.api.v1 import shown
from lianxiao.api.v1.pages import After, Limit, Text, Year, page
from lianxiao.api.v1.router import router
from lianxiao.calls.queries import applications as application_queries
from lianxiao.calls.queries import calls as call_queries
from lianxiao.calls.states import State
from lianxiao.core.http import Request
from lianxiao.ledger.queries import projects as project_queries
from lianxiao.ledger.states import ProjectState
from lianxiao.organisations.queries import register
from lianxiao.organisations.roles import Kind
from lianxiao.organisations.scopes import Scope

Number = Annotated[s.Id, Path()]
FAILURES = {401: s.Problem, 403: s.Problem, 422: s.Problem, 429: s.Problem}
MISSING = {**FAILURES, 404: s.Problem}


@router.get("/me", response={200: s.Holder, **FAILURES}, summary=_("What this token is good for"))
@any_token
def me(request: Request) -> s.Holder:
    actor = request.actor
    return s.Holder(organisation=actor.organisation_name, role=actor.role, scopes=sorted(actor.scopes))


@router.get("/institutions", response={200: s.Page[s.Institution], **FAILURES}, summary=_("The register"))
@scope(Scope.READ_REGISTER)
def institutions(
    request: Request,
    kind: Annotated[Kind | None, Query(None)],
    text: Text,
    after: After,
    limit: Limit,
) -> s.Page[s.Institution]:
    rows = register.listed(request.actor)
    if kind:
        rows = rows.filter(kind=kind)
    if text:
        rows = register.found_by(rows, text)
    return page(rows, shown.institution, after, limit)


@router.get("/institutions/{pk}", response={200: s.Institution, **MISSING}, summary=_("One institution"))
@scope(Scope.READ_REGISTER)
def institution(request: Request, pk: Number) -> s.Institution:
    return shown.institution(get_object_or_404(register.organisations(request.actor), pk=pk))


@router.get("/calls", response={200: s.Page[s.Call], **FAILURES}, summary=_("Calls"))
@scope(Scope.READ_CALLS)
def calls(request: Request, year: Year, after: After, limit: Limit) -> s.Page[s.Call]:
    rows = call_queries.calls(request.actor)
    return page(rows.filter(year=year) if year else rows, shown.call, after, limit)


@router.get("/calls/{pk}", response={200: s.CallInFull, **MISSING}, summary=_("One call with its categories"))
@scope(Scope.READ_CALLS)
def call(request: Request, pk: Number) -> s.CallInFull:
    return shown.call_in_full(get_object_or_404(call_queries.call_page(request.actor), pk=pk))


@router.get("/calls/{pk}/forms/{category}", response={200: s.Form, **MISSING}, summary=_("The form of a category"))
@scope(Scope.READ_CALLS)
def form(request: Request, pk: Number, category: Annotated[str, Path(max_length=60)]) -> s.Form:
    found = get_object_or_404(call_queries.call_page(request.actor), pk=pk)
    for one in found.call_categories.all():
        if one.category.code == category:
            return s.Form(version=one.form.version, definition=one.form.definition)
    raise Http404


@router.get("/applications", response={200: s.Page[s.Application], **FAILURES}, summary=_("Applications"))
@scope(Scope.READ_APPLICATIONS)
def applications(
    request: Request,
    state: Annotated[State | None, Query(None)],
    call: Annotated[int | None, Query(None, ge=1, le=2**63 - 1)],
    after: After,
    limit: Limit,
) -> s.Page[s.Application]:
    rows = application_queries.listed(request.actor)
    if state:
        rows = rows.filter(state=state)
    if call:
        rows = rows.filter(call_category__call_id=call)
    return page(rows, shown.application, after, limit)


@router.get("/applications/{pk}", response={200: s.ApplicationInFull, **MISSING}, summary=_("One with its answers"))
@scope(Scope.READ_APPLICATIONS)
def application(request: Request, pk: Number) -> s.ApplicationInFull:
    found = get_object_or_404(application_queries.application_page(request.actor), pk=pk)
    return shown.application_in_full(request.actor, found)


@router.get("/projects", response={200: s.Page[s.Project], **FAILURES}, summary=_("Projects of the ledger"))
@scope(Scope.READ_PROJECTS)
def projects(
    request: Request,
    year: Year,
    category: Annotated[str, Query("", max_length=60)],
    state: Annotated[ProjectState | None, Query(None)],
    after: After,
    limit: Limit,
) -> s.Page[s.Project]:
    rows = project_queries.projects(request.actor)
    if year:
        rows = rows.filter(year=year)
    if category:
        rows = rows.filter(category__code=category)
    if state:
        rows = rows.filter(state=state)
    return page(rows, shown.project, after, limit)


@router.get("/projects/{pk}", response={200: s.ProjectInFull, **MISSING}, summary=_("One project"))
@scope(Scope.READ_PROJECTS)
def project(request: Request, pk: Number) -> s.ProjectInFull:
    return shown.project_in_full(get_object_or_404(project_queries.project_page(request.actor), pk=pk))

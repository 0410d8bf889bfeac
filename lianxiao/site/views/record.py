"""The record as auditors search it: steps, changes of fields, seals; and the heads, which are everybody's."""

from typing import Any

from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from lianxiao.core.doors import public, requires
from lianxiao.core.downloads import download
from lianxiao.core.http import Request
from lianxiao.core.lists import ListPage, list_page, page_of
from lianxiao.core.models import Log
from lianxiao.organisations.filters import change_filter, record_filter
from lianxiao.organisations.queries.changes import changes, told_changes
from lianxiao.organisations.queries.record import role_label, steps, who
from lianxiao.organisations.roles import Right
from lianxiao.organisations.tables import ChangeTable, RecordTable
from lianxiao.site.queries import seals
from lianxiao.site.record import WORDS

auditor = requires(Right.READ_RECORD)


def listed_steps(request: Request) -> "ListPage[Any]":
    return list_page(
        request, steps(request.actor), filter_class=record_filter(WORDS), table_class=RecordTable, words=WORDS
    )


def listed_changes(request: Request) -> "ListPage[Any]":
    return list_page(
        request, changes(request.actor), filter_class=change_filter(WORDS), table_class=ChangeTable, words=WORDS
    )


@auditor
@require_GET
def record(request: Request) -> HttpResponse:
    page = listed_steps(request)
    shown = [row.record for row in page.table.paginated_rows]
    page.table.titles = WORDS.titles_of((step.case_kind, str(step.case_id)) for step in shown)
    return render(request, "organisations/record.html", {"page": page})


@auditor
@require_GET
def record_changes(request: Request) -> HttpResponse:
    page = listed_changes(request)
    shown = [row.record for row in page.table.paginated_rows]
    page.table.titles = WORDS.titles_of((change.case_kind, change.case_key) for change in shown)
    return render(request, "site/record/changes.html", {"page": page})


@auditor
@require_GET
def record_step(request: Request, pk: int) -> HttpResponse:
    step = get_object_or_404(steps(request.actor), pk=pk)
    context = {
        "step": step,
        "who": who(step),
        "role": role_label(step.role),
        "case": WORDS.case(step),
        "verb": WORDS.verb(step),
        "change": WORDS.change(step),
        "title": WORDS.titles_of([(step.case_kind, str(step.case_id))]).get((step.case_kind, str(step.case_id)), ""),
        "changes": told_changes(seals.changes_with(request.actor, step)),
        "seal": seals.seal_of(Log.STEPS, step.pk),
    }
    return render(request, "site/record/step.html", context)


@auditor
@require_GET
def record_change(request: Request, pk: int) -> HttpResponse:
    change = get_object_or_404(changes(request.actor), pk=pk)
    context = {
        "change": change,
        "told": told_changes([change])[0],
        "case": f"{WORDS.kind(change.case_kind)} {change.case_key}",
        "seal": seals.seal_of(Log.CHANGES, change.pk),
    }
    return render(request, "site/record/change.html", context)


@auditor
@require_GET
def step_proof(request: Request, pk: int) -> FileResponse:
    step = get_object_or_404(steps(request.actor), pk=pk)
    return download(seals.proof_file(Log.STEPS, step.pk), f"steps-{pk}-proof.json", "application/json")


@auditor
@require_GET
def change_proof(request: Request, pk: int) -> FileResponse:
    change = get_object_or_404(changes(request.actor), pk=pk)
    return download(seals.proof_file(Log.CHANGES, change.pk), f"changes-{pk}-proof.json", "application/json")


# --- everybody's -----------------------------------------------------------------------------------


@public("heads of the record: sizes, digests and signatures, which universities keep")
@require_GET
def heads(request: Request) -> HttpResponse:
    context = {"page": page_of(request, seals.heads()), "public_key": seals.public_key()}
    return render(request, "site/record/heads.html", context)


@public("heads of the record as a file")
@require_GET
def heads_file(request: Request) -> JsonResponse:
    return JsonResponse(seals.heads_as_data())


@public("that the log of today begins with the log of this head: digests only")
@require_GET
def consistency(request: Request, pk: int) -> JsonResponse:
    return JsonResponse(seals.consistency_since(get_object_or_404(seals.heads(), pk=pk)))

from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lianxiao.calls.queries import applications as queries
from lianxiao.calls.queries import overview
from lianxiao.calls.queries.prints import draft_pdf
from lianxiao.calls.views.applications.flags import may
from lianxiao.calls.views.applications.lists import READERS
from lianxiao.calls.views.downloads import download
from lianxiao.core.definitions import show
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.organisations.roles import Right


@requires(*READERS)
@require_GET
def application(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.application_page(request.actor), pk=pk)
    context: dict[str, Any] = {
        "application": found,
        "may": may(request.actor, found),
        "view": overview.overview(request.actor, found, get_language() or "zh-hans"),
    }
    return render(request, "calls/applications/application.html", context)


@requires(Right.WRITE_APPLICATIONS, Right.READ_OWN_APPLICATIONS)
@require_GET
def application_form(request: Request, pk: int) -> HttpResponse:
    """The whole form for reading, as it stands on campus."""
    found = get_object_or_404(queries.drafts(request.actor), pk=pk)
    answers = queries.filled(found, lambda one: reverse("calls:attachment_file", args=[one.pk]))
    sections = show(queries.definition_of(found.form), answers, get_language() or "zh-hans")
    context = {"application": found, "sections": sections, "may": may(request.actor, found)}
    return render(request, "calls/applications/form.html", context)


@requires(Right.WRITE_APPLICATIONS, Right.READ_OWN_APPLICATIONS)
@require_GET
def application_draft_pdf(request: Request, pk: int) -> FileResponse:
    found = get_object_or_404(queries.drafts(request.actor), pk=pk)
    name = _("Draft %(title)s.pdf") % {"title": found}
    return download(draft_pdf(found), name, "application/pdf")

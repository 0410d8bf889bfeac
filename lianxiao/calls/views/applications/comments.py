"""Comments at the fields of a draft."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from lianxiao.calls.actions import comments as actions
from lianxiao.calls.models import CommentThread
from lianxiao.calls.queries import applications as queries
from lianxiao.calls.queries import comments as read
from lianxiao.calls.views.applications.flags import may
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.organisations.roles import Right

CAMPUS = (Right.WRITE_APPLICATIONS, Right.READ_OWN_APPLICATIONS)


@requires(*CAMPUS)
@require_GET
def application_comments(request: Request, pk: int) -> HttpResponse:
    """Everything that was said, section by section, for those who see the draft."""
    found = get_object_or_404(queries.parts(request.actor), pk=pk)
    context = {
        "application": found,
        "may": may(request.actor, found),
        "sections": read.commented_sections(request.actor, found),
        "place": "all",
    }
    return render(request, "calls/applications/comments.html", context)


@requires(*CAMPUS)
@require_POST
def comment_add(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.parts(request.actor), pk=pk)
    thread = actions.open_thread(
        application=found,
        section_key=request.POST.get("section", ""),
        field_key=request.POST.get("field", ""),
        text=request.POST.get("text", ""),
        by=request.actor,
    )
    return _back(request, thread)


@requires(*CAMPUS)
@require_POST
def comment_step(request: Request, pk: int, verb: str) -> HttpResponse:
    """Answering, resolving and opening again."""
    thread = get_object_or_404(read.threads(request.actor), pk=pk)
    if verb == "answer":
        actions.answer(thread=thread, text=request.POST.get("text", ""), by=request.actor)
    elif verb == "resolve":
        actions.resolve(thread=thread, by=request.actor)
    elif verb == "reopen":
        actions.reopen(thread=thread, by=request.actor)
    else:
        raise Http404
    return _back(request, thread)


def _back(request: Request, thread: CommentThread) -> HttpResponse:
    """To the page that one came from: the section, or all comments."""
    if request.POST.get("place") == "section":
        page = reverse("calls:section", args=[thread.application_id, thread.section_key])
    else:
        page = reverse("calls:comments", args=[thread.application_id])
    return redirect(f"{page}#thread-{thread.pk}")

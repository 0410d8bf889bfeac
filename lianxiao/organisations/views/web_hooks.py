"""Web hooks: each organisation's own; the system administrator sees all and keeps the list of allowed hosts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxiao.core.doors import requires
from lianxiao.core.http import Request, shown_once
from lianxiao.core.steps import of_case
from lianxiao.organisations import access
from lianxiao.organisations.actions import web_hooks as actions
from lianxiao.organisations.forms.web_hooks import AllowedHostForm, WebHookForm
from lianxiao.organisations.models import WebHook
from lianxiao.organisations.queries import web_hooks as queries
from lianxiao.organisations.queries.record import told
from lianxiao.organisations.roles import Right

keeper = requires(Right.KEEP_WEB_HOOKS)
administrator = requires(Right.MANAGE_ORGANISATIONS)
PAGES = "organisations/web_hooks"


def _hook(request: Request, pk: int) -> WebHook:
    return get_object_or_404(queries.web_hooks(request.actor), pk=pk)


@keeper
@require_GET
def web_hooks(request: Request) -> HttpResponse:
    context = {
        "hooks": queries.web_hooks(request.actor),
        "hosts": queries.hosts(),
        "may_allow": access.may_allow_hosts(request.actor),
    }
    return render(request, f"{PAGES}/list.html", context)


@keeper
@require_http_methods(["GET", "POST"])
def web_hook_new(request: Request) -> HttpResponse:
    """The answer to the form is the only page that ever shows the secret, so it is no redirect."""
    form = WebHookForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        made = actions.make(**form.cleaned_data, by=request.actor)
        response = shown_once(render(request, f"{PAGES}/made.html", {"made": made}))
        response["Cache-Control"] = "no-store"
        return response
    return render(request, f"{PAGES}/new.html", {"form": form}, status=422 if form.errors else 200)


@keeper
@require_GET
def web_hook(request: Request, pk: int) -> HttpResponse:
    hook = _hook(request, pk)
    context = {
        "hook": hook,
        "deliveries": queries.deliveries(hook, request.actor),
        "steps": told(of_case(hook), queries.VERBS),
        "off_after": actions.OFF_AFTER,
    }
    return render(request, f"{PAGES}/hook.html", context)


@keeper
@require_http_methods(["GET", "POST"])
def web_hook_edit(request: Request, pk: int) -> HttpResponse:
    hook = _hook(request, pk)
    form = WebHookForm.of(hook, request.POST if request.method == "POST" else None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        actions.change(hook=hook, **form.cleaned_data, by=request.actor)
        messages.success(request, _("Saved. Messages from now on go there."))
        return redirect("organisations:web_hook", pk=pk)
    context = {"form": form, "hook": hook}
    return render(request, f"{PAGES}/edit.html", context, status=422 if form.errors else 200)


@keeper
@require_POST
def web_hook_try(request: Request, pk: int) -> HttpResponse:
    actions.try_out(hook=_hook(request, pk), by=request.actor)
    messages.success(request, _("A trial is on its way. Load the page again to see what came of it."))
    return redirect("organisations:web_hook", pk=pk)


@keeper
@require_POST
def web_hook_switch(request: Request, pk: int) -> HttpResponse:
    hook = actions.switch(hook=_hook(request, pk), on=request.POST.get("on") == "1", by=request.actor)
    messages.success(request, _("Switched on.") if hook.is_on else _("Switched off; what waited is not sent any more."))
    return redirect("organisations:web_hook", pk=pk)


@administrator
@require_http_methods(["GET", "POST"])
def allowed_hosts(request: Request) -> HttpResponse:
    form = AllowedHostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.allow_host(**form.cleaned_data, by=request.actor)
        messages.success(request, _("Web hooks may call this host from now on."))
        return redirect("organisations:allowed_hosts")
    context = {"form": form, "hosts": queries.hosts()}
    return render(request, f"{PAGES}/hosts.html", context, status=422 if form.errors else 200)


@administrator
@require_POST
def allowed_host_remove(request: Request, pk: int) -> HttpResponse:
    host = get_object_or_404(queries.hosts(), pk=pk)
    actions.remove_host(host=host, by=request.actor)
    messages.success(request, _("Nothing is sent there any more."))
    return redirect("organisations:allowed_hosts")

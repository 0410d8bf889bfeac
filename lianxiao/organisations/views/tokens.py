"""Tokens of the API: what programs act with."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxiao.core.doors import signed_in
from lianxiao.core.http import Request, shown_once
from lianxiao.organisations.access import may_make_token, may_revoke_token
from lianxiao.organisations.actions import tokens as actions
from lianxiao.organisations.forms.tokens import TokenForm
from lianxiao.organisations.queries import tokens as queries


@signed_in
@require_GET
def token_list(request: Request) -> HttpResponse:
    rows = [(token, may_revoke_token(request.actor, token)) for token in queries.tokens(request.actor)]
    return render(request, "organisations/tokens/list.html", {"rows": rows, "may_make": may_make_token(request.actor)})


@signed_in
@require_http_methods(["GET", "POST"])
def token_new(request: Request) -> HttpResponse:
    """The answer to the form is the only page that ever shows the key, so it is no redirect."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.make_token(**form.cleaned_data, by=request.actor)
        response = shown_once(render(request, "organisations/tokens/made.html", {"made": made}))
        response["Cache-Control"] = "no-store"
        return response
    return render(request, "organisations/tokens/new.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
@require_POST
def token_revoke(request: Request, pk: int) -> HttpResponse:
    token = get_object_or_404(queries.tokens(request.actor), pk=pk)
    actions.revoke_token(token=token, by=request.actor)
    messages.success(request, _("Withdrawn: from now on it opens nothing."))
    return redirect("organisations:tokens")

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxiao.core.doors import public, requires, signed_in
from lianxiao.core.http import Request
from lianxiao.core.lists import list_page
from lianxiao.organisations import access
from lianxiao.organisations.actions import organisations as actions
from lianxiao.organisations.filters import OrganisationFilter
from lianxiao.organisations.forms.register import LeadingGroupForm, OrganisationForm, PartnerForm, PublicFactsForm
from lianxiao.organisations.queries import register as queries
from lianxiao.organisations.queries.record import told
from lianxiao.organisations.roles import INSTITUTIONS, Kind, Right
from lianxiao.organisations.tables import OrganisationTable

asks = require_http_methods(["GET", "POST"])


@signed_in
@require_GET
def organisations(request: Request) -> HttpResponse:
    page = list_page(
        request, queries.listed(request.actor), filter_class=OrganisationFilter, table_class=OrganisationTable
    )
    may = {"add": access.may_manage_organisations(request.actor)}
    return render(request, "organisations/register/list.html", {"page": page, "may": may})


@signed_in
@require_GET
def organisation(request: Request, pk: int) -> HttpResponse:
    shown = get_object_or_404(queries.organisation_page(request.actor), pk=pk)
    edits = access.may_edit_public_facts(request.actor, shown)
    context = {
        "organisation": shown,
        "facts": queries.facts_of(shown),
        "shows": {
            "leading_group": shown.kind in INSTITUTIONS | {Kind.DEPARTMENT},
            "liaisons": shown.kind in INSTITUTIONS,
        },
        "steps": told(queries.steps_of(shown), queries.VERBS) if edits else [],
        "may": {
            "edit": edits,
            "group": access.may_edit_leading_group(request.actor, shown),
            "people": access.manages(request.actor, shown.pk),
        },
    }
    return render(request, "organisations/register/organisation.html", context)


@public("the facts of a university or college, as its search result leads to")
@require_GET
def institution(request: Request, pk: int) -> HttpResponse:
    shown = get_object_or_404(queries.institutions(), pk=pk)
    context = {"institution": shown, "facts": queries.facts_of(shown)}
    return render(request, "organisations/register/institution.html", context)


@requires(Right.KEEP_OWN_FACTS)
@require_GET
def own_organisation(request: Request) -> HttpResponse:
    """The place of the menu entry, whatever number the organisation has."""
    return redirect("organisations:organisation", request.actor.organisation_id or 0)


@requires(Right.MANAGE_ORGANISATIONS)
@asks
def partner_new(request: Request) -> HttpResponse:
    form = PartnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = actions.add_partner(values=form.values(), by=request.actor)
        messages.success(request, _("The organisation is in the register. Open accounts for its people next."))
        return redirect("organisations:organisation", added.pk)
    return render(request, "organisations/register/edit.html", {"form": form}, status=422 if form.errors else 200)


@requires(Right.MANAGE_ORGANISATIONS, Right.KEEP_OWN_FACTS)
@asks
def organisation_edit(request: Request, pk: int) -> HttpResponse:
    shown = get_object_or_404(queries.editable(request.actor), pk=pk)
    form_class = OrganisationForm if access.may_manage_organisations(request.actor) else PublicFactsForm
    form = form_class(request.POST or None, instance=queries.copy_of(shown))
    if request.method == "POST" and form.is_valid():
        actions.edit_organisation(organisation=shown, values=form.values(), by=request.actor)
        messages.success(request, _("The facts are saved and the change is on record."))
        return redirect("organisations:organisation", shown.pk)
    context = {"form": form, "organisation": shown}
    return render(request, "organisations/register/edit.html", context, status=422 if form.errors else 200)


@requires(Right.MANAGE_ORGANISATIONS, Right.MANAGE_PEOPLE)
@asks
def leading_group(request: Request, pk: int) -> HttpResponse:
    shown = get_object_or_404(queries.with_own_leading_group(request.actor), pk=pk)
    form = LeadingGroupForm(request.POST or None, organisation=shown)
    if request.method == "POST" and form.is_valid():
        actions.add_to_leading_group(organisation=shown, values=form.cleaned_data, by=request.actor)
        messages.success(request, _("%(name)s is in the leading group.") % {"name": form.cleaned_data["name"]})
        return redirect("organisations:leading_group", shown.pk)
    members = queries.leading_group(request.actor).filter(organisation=shown)
    context = {"form": form, "organisation": shown, "members": members}
    return render(request, "organisations/register/leading_group.html", context, status=422 if form.errors else 200)


@requires(Right.MANAGE_ORGANISATIONS, Right.MANAGE_PEOPLE)
@require_POST
def leading_group_remove(request: Request, pk: int) -> HttpResponse:
    groups = queries.with_own_leading_group(request.actor)
    member = get_object_or_404(queries.leading_group(request.actor).filter(organisation__in=groups), pk=pk)
    actions.remove_from_leading_group(member=member, by=request.actor)
    messages.success(request, _("%(name)s is no longer in the leading group.") % {"name": member.name})
    return redirect("organisations:leading_group", member.organisation_id)

"""The list of forms, how one is begun, one with its versions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.core.lists import list_page
from lianxiao.forms import access
from lianxiao.forms.actions import versions as actions
from lianxiao.forms.filters import FormFilter
from lianxiao.forms.forms.begin import BeginForm
from lianxiao.forms.queries import pages
from lianxiao.forms.queries import versions as queries
from lianxiao.forms.states import AT_WORK
from lianxiao.forms.tables import FormTable
from lianxiao.forms.views.flags import READERS
from lianxiao.organisations.roles import Right

INVALID = 422


@requires(*READERS)
@require_GET
def form_list(request: Request) -> HttpResponse:
    page = list_page(request, queries.forms(request.actor), filter_class=FormFilter, table_class=FormTable)
    may = {"begin": access.may_begin_forms(request.actor)}
    return render(request, "forms/list.html", {"page": page, "may": may})


@requires(Right.DESIGN_FORMS)
@require_GET
def form_new(request: Request) -> HttpResponse:
    """`?copy=<version>` begins from that one."""
    given = {"copy_of": request.GET.get("copy"), "purpose": request.GET.get("purpose")}
    initial = {name: value for name, value in given.items() if value}
    return render(request, "forms/begin.html", {"form": BeginForm(actor=request.actor, initial=initial)})


@requires(Right.DESIGN_FORMS)
@require_POST
def form_create(request: Request) -> HttpResponse:
    form = BeginForm(request.POST, actor=request.actor)
    if not form.is_valid():
        return render(request, "forms/begin.html", {"form": form}, status=INVALID)
    version = actions.begin_form(**form.cleaned_data, by=request.actor)
    messages.success(request, _("The draft is there. Add sections and fields; every change is saved at once."))
    return redirect("forms:version", pk=version.pk)


@requires(*READERS)
@require_GET
def form(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.forms(request.actor), pk=pk)
    newest = found.versions.all()[0]
    published = next((version for version in found.versions.all() if version.published_at), None)
    at_work = next((version for version in found.versions.all() if version.state in AT_WORK), None)
    context = {
        "form": found,
        "at_work": at_work,
        "newest_published": published,
        "lines": [(version, pages.TONES[version.state]) for version in found.versions.all()],
        "may": {
            "begin": at_work is None and access.may_design(request.actor, newest.designing_offices),
            "copy": access.may_begin_forms(request.actor),
        },
    }
    return render(request, "forms/form.html", context)


@requires(Right.DESIGN_FORMS)
@require_POST
def version_begin(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.forms(request.actor), pk=pk)
    version = actions.begin_version(form=found, by=request.actor)
    messages.success(request, _("The next version is there, as the last one stands."))
    return redirect("forms:version", pk=version.pk)

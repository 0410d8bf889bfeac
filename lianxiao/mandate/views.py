"""The facts' desk: one table of kinds, one list page, one form page for all of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_filters import FilterSet
from django_tables2 import Table

from lianxiao.core.actors import Actor
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.core.lists import list_page
from lianxiao.core.models import WorkDay
from lianxiao.mandate import filters, forms, queries, tables
from lianxiao.mandate.actions import desk as actions
from lianxiao.mandate.models import StockPhrase
from lianxiao.organisations.models import NoticeText
from lianxiao.organisations.queries import notice_texts
from lianxiao.organisations.roles import Right

INVALID = 422
Rows = Callable[[Actor], "QuerySet[Any]"]


@dataclass(frozen=True, slots=True)
class FactKind:
    """One kind of fact: where its rows come from, how they are listed and edited. No `new` form: none is added."""

    title: str | Promise
    about: str | Promise
    icon: str
    rows: Rows
    table: type[Table]
    filter: type[FilterSet]
    form: type[forms.FactForm]
    new: type[forms.FactForm] | None = None
    app: str = "mandate"
    texts: bool = False  # words for readers: shown as they get them, and compared with those that shipped

    @property
    def list_view(self) -> str:
        return f"{self.app}:facts"

    @property
    def new_view(self) -> str:
        return f"{self.app}:fact_new"

    @property
    def create_view(self) -> str:
        return f"{self.app}:fact_create"

    @property
    def save_view(self) -> str:
        return f"{self.app}:fact_save"


Kinds = Mapping[str, FactKind]
TEXTS = "notice-texts"
KINDS: Kinds = {
    "categories": FactKind(
        gettext_lazy("Categories"),
        gettext_lazy("Categories of cooperation with their lead offices; the first answers for the decision."),
        "collection",
        queries.categories,
        tables.CategoryTable,
        filters.CategoryFilter,
        forms.CategoryForm,
        forms.NewCategoryForm,
    ),
    "targets": FactKind(
        gettext_lazy("Targets"),
        gettext_lazy("What the province is to reach in a year; indicators of applications count toward them."),
        "bullseye",
        queries.targets,
        tables.TargetTable,
        filters.TargetFilter,
        forms.TargetForm,
        forms.TargetForm,
    ),
    "tasks": FactKind(
        gettext_lazy("Tasks of the mandate"),
        gettext_lazy("What is due when in the year, who leads it and who supports it."),
        "list-check",
        queries.tasks,
        tables.TaskTable,
        filters.TaskFilter,
        forms.TaskForm,
        forms.TaskForm,
    ),
    "work-days": FactKind(
        gettext_lazy("Work calendar"),
        gettext_lazy("Public holidays and the weekend days that are worked; every term in working days rests on it."),
        "calendar3",
        lambda actor: queries.facts(actor, WorkDay).order_by("-date"),
        tables.WorkDayTable,
        filters.WorkDayFilter,
        forms.WorkDayForm,
        forms.NewWorkDayForm,
    ),
    TEXTS: FactKind(
        gettext_lazy("Texts of notifications"),
        gettext_lazy("What people are told in the product and by mail, in both languages."),
        "envelope",
        lambda actor: queries.facts(actor, NoticeText).order_by("kind", "id"),
        tables.NoticeTextTable,
        filters.NoticeTextFilter,
        forms.NoticeTextForm,
        texts=True,
    ),
    "phrases": FactKind(
        gettext_lazy("Stock phrases"),
        gettext_lazy("Reasons that are given often and can be put into a text box by a click."),
        "chat-left-quote",
        lambda actor: queries.facts(actor, StockPhrase).order_by("use", "order", "id"),
        tables.StockPhraseTable,
        filters.StockPhraseFilter,
        forms.StockPhraseForm,
        forms.NewStockPhraseForm,
    ),
}


# --- the pages of any desk of facts; another app's desk hands in kinds of its own ----------------------


def kind_of(kinds: Kinds, slug: str) -> FactKind:
    if slug not in kinds:
        raise Http404
    return kinds[slug]


def row_of(request: Request, kind: FactKind, pk: str) -> models.Model:
    try:
        row: models.Model = get_object_or_404(kind.rows(request.actor), pk=pk)
    except (ValueError, ValidationError) as error:  # an address that is no key of this kind
        raise Http404 from error
    return row


def new_form_of(kind: FactKind) -> type[forms.FactForm]:
    if kind.new is None:
        raise Http404
    return kind.new


def show_list(request: Request, kinds: Kinds, slug: str) -> HttpResponse:
    kind = kind_of(kinds, slug)
    page = list_page(request, kind.rows(request.actor), filter_class=kind.filter, table_class=kind.table)
    return render(request, "mandate/list.html", {"page": page, "kind": kind, "slug": slug})


def show_new(request: Request, kinds: Kinds, slug: str) -> HttpResponse:
    kind = kind_of(kinds, slug)
    return render(request, "mandate/edit.html", {"kind": kind, "slug": slug, "form": new_form_of(kind)()})


def create(request: Request, kinds: Kinds, slug: str) -> HttpResponse:
    kind = kind_of(kinds, slug)
    form = new_form_of(kind)(request.POST)
    if not form.is_valid():
        return render(request, "mandate/edit.html", {"kind": kind, "slug": slug, "form": form}, status=INVALID)
    actions.add(kind=form._meta.model, values=form.values(), by=request.actor)
    messages.success(request, _("Added. It takes effect from now on."))
    return redirect(kind.list_view, slug=slug)


def show(request: Request, kinds: Kinds, slug: str, pk: str) -> HttpResponse:
    kind = kind_of(kinds, slug)
    row = row_of(request, kind, pk)
    return edit_page(request, kind, slug, kind.form(instance=row))


def edit_page(request: Request, kind: FactKind, slug: str, form: forms.FactForm) -> HttpResponse:
    """The form as it was typed; texts for readers as they would get them, unless a placeholder is wrong."""
    row = form.instance
    refused = form.is_bound and not form.is_valid()
    context = {"kind": kind, "slug": slug, "fact": row, "key": str(row.pk), "form": form}
    context["history"] = [(step, form.changes(step)) for step in queries.history(row)]
    if kind.texts:
        context["placeholders"] = notice_texts.explained_in(row, get_language() or settings.LANGUAGE_CODE)
    if kind.texts and not refused:
        context |= {"previews": notice_texts.previews(row), "differences": notice_texts.differences(row)}
    return render(request, "mandate/edit.html", context, status=INVALID if refused else 200)


def save(request: Request, kinds: Kinds, slug: str, pk: str) -> HttpResponse:
    kind = kind_of(kinds, slug)
    row = row_of(request, kind, pk)
    form = kind.form(request.POST, instance=row)
    if not form.is_valid():
        return edit_page(request, kind, slug, form)
    actions.change(fact=row, values=form.values(), by=request.actor)
    messages.success(request, _("Saved. It takes effect from now on; what is under way keeps what it began with."))
    return redirect(kind.list_view, slug=slug)


# --- this app's desk -------------------------------------------------------------------------------


@requires(Right.MANAGE_FACTS)
@require_GET
def fact_kinds(request: Request) -> HttpResponse:
    return render(request, "mandate/kinds.html", {"kinds": KINDS})


@requires(Right.MANAGE_FACTS)
@require_GET
def fact_list(request: Request, slug: str) -> HttpResponse:
    return show_list(request, KINDS, slug)


@requires(Right.MANAGE_FACTS)
@require_GET
def fact_new(request: Request, slug: str) -> HttpResponse:
    return show_new(request, KINDS, slug)


@requires(Right.MANAGE_FACTS)
@require_POST
def fact_create(request: Request, slug: str) -> HttpResponse:
    return create(request, KINDS, slug)


@requires(Right.MANAGE_FACTS)
@require_GET
def fact(request: Request, slug: str, pk: str) -> HttpResponse:
    return show(request, KINDS, slug, pk)


@requires(Right.MANAGE_FACTS)
@require_POST
def fact_save(request: Request, slug: str, pk: str) -> HttpResponse:
    return save(request, KINDS, slug, pk)


@requires(Right.MANAGE_FACTS)
@require_POST
def text_preview(request: Request, pk: int) -> HttpResponse:
    """What was typed, as readers would get it; nothing is saved."""
    row = get_object_or_404(queries.facts(request.actor, NoticeText), pk=pk)
    return edit_page(request, KINDS[TEXTS], TEXTS, forms.NoticeTextForm(request.POST, instance=row))


@requires(Right.MANAGE_FACTS)
@require_POST
def text_reset(request: Request, pk: int) -> HttpResponse:
    row = get_object_or_404(queries.facts(request.actor, NoticeText), pk=pk)
    actions.reset_text(text=row, by=request.actor)
    messages.success(request, _("The text is again the one that came with the platform."))
    return redirect("mandate:fact", slug=TEXTS, pk=pk)

"""Sums over the whole ledger: for the department, and for everybody."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from lianxiao.core.doors import public, requires
from lianxiao.core.http import Request
from lianxiao.core.lists import list_page
from lianxiao.ledger.filters.projects import STANDING, Narrowing, PublicProjectFilter, YearFilter
from lianxiao.ledger.models import Project
from lianxiao.ledger.queries import projects as queries
from lianxiao.ledger.queries import totals as sums
from lianxiao.ledger.tables.projects import PublicProjectTable
from lianxiao.ledger.views.projects import total_by_cells
from lianxiao.organisations.roles import Right


@requires(Right.READ_LEDGER)
@require_GET
def totals(request: Request) -> HttpResponse:
    return render(request, "ledger/totals.html", _context(request, reverse("ledger:projects"), STANDING))


@public("how many projects were approved, where, and for which targets is a public fact")
@require_GET
def statistics(request: Request) -> HttpResponse:
    return render(request, "ledger/statistics.html", _context(request, reverse("ledger:public_projects")))


def _context(request: Request, list_url: str, state: str = "") -> dict[str, Any]:
    years = YearFilter(request.GET, queryset=sums.standing_cells(), request=request)
    year = years.form.cleaned_data["year"] if years.form.is_valid() else ""
    return {
        "filter": years,
        "board": sums.board(years.qs, list_url=list_url, year=year, state=state),
        "promises": sums.promises(english=get_language() == "en", year=year),
        "mandate_year": sums.mandate_year(year),
        "list_url": list_url,
    }


def total_of_standing(filters: Narrowing, rows: "QuerySet[Project]") -> sums.Total:
    return total_by_cells(filters, rows, sums.standing_cells())


@public("approved projects were on public notice: number, title, category, lead university")
@require_GET
def public_projects(request: Request) -> HttpResponse:
    page = list_page(
        request,
        queries.published_projects(request.actor),
        filter_class=PublicProjectFilter,
        table_class=PublicProjectTable,
        foot=total_of_standing,
    )
    return render(request, "ledger/public_projects.html", {"page": page})

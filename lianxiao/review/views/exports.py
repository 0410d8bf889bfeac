"""Results and comparison as Excel files: exactly what their pages show under the same address."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxiao.core.downloads import download
from lianxiao.core.http import Request
from lianxiao.core.templatetags.lianxiao import day
from lianxiao.review import access, tables
from lianxiao.review.actions.exports import export
from lianxiao.review.forms.plans import LinesForm
from lianxiao.review.queries.comparison import comparison
from lianxiao.review.queries.results import results
from lianxiao.review.views.door import office
from lianxiao.review.views.plans import one_plan
from lianxiao.review.views.workbooks import XLSX


def _back(pk: int) -> HttpResponse:
    return redirect("review:plan", pk=pk)


@office
@require_POST
def plan_results_export(request: Request, pk: int) -> HttpResponseBase:
    plan = one_plan(request, pk)
    if not access.may_read_scores(request.actor, plan):
        return _back(pk)
    title = _("%(category)s: results of the review") % {"category": plan.call_category.category}
    filters = [(_("Ranked by"), plan.get_method_display()), (_("An extra score"), plan.get_extra_rule_display())]
    rows = tables.result_rows(results(request.actor, plan).lines)
    file = export(plan=plan, rows=rows, columns=tables.result_columns(), filters=filters, title=title, by=request.actor)
    return download(file, f"{title} {day(timezone.localdate())}.xlsx", XLSX)


@office
@require_POST
def plan_comparison_export(request: Request, pk: int) -> HttpResponseBase:
    """Under the lines and filters of the address."""
    plan = one_plan(request, pk)
    if not access.may_read_scores(request.actor, plan):
        return _back(pk)
    form = LinesForm(request.GET, plan=plan)
    compared = comparison(request.actor, plan, form.lines())
    title = _("%(category)s: comparison") % {"category": plan.call_category.category}
    file = export(
        plan=plan,
        rows=tables.compared_rows([row for row in compared.rows if form.shows(row)]),
        columns=tables.compared_columns(),
        filters=form.in_words(),
        title=title,
        by=request.actor,
    )
    return download(file, f"{title} {day(timezone.localdate())}.xlsx", XLSX)

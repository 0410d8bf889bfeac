"""The facts' desk for this app: items of the formal check, on the pages of the mandate's desk."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.calls.filters.check_items import CheckItemFilter
from lianxiao.calls.forms.check_items import CheckItemForm, NewCheckItemForm
from lianxiao.calls.queries.calls import check_items
from lianxiao.calls.tables.check_items import CheckItemTable
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.mandate import views as desk
from lianxiao.organisations.roles import Right

SLUG = "check-items"
KINDS = {
    SLUG: desk.FactKind(
        _("Items of the formal check"),
        _("What the lead offices go through for each application, in all categories or in one."),
        "ui-checks",
        check_items,
        CheckItemTable,
        CheckItemFilter,
        CheckItemForm,
        NewCheckItemForm,
        app="calls",
    )
}


@requires(Right.MANAGE_FACTS)
@require_GET
def fact_list(request: Request, slug: str) -> HttpResponse:
    return desk.show_list(request, KINDS, slug)


@requires(Right.MANAGE_FACTS)
@require_GET
def fact_new(request: Request, slug: str) -> HttpResponse:
    return desk.show_new(request, KINDS, slug)


@requires(Right.MANAGE_FACTS)
@require_POST
def fact_create(request: Request, slug: str) -> HttpResponse:
    return desk.create(request, KINDS, slug)


@requires(Right.MANAGE_FACTS)
@require_GET
def fact(request: Request, slug: str, pk: str) -> HttpResponse:
    return desk.show(request, KINDS, slug, pk)


@requires(Right.MANAGE_FACTS)
@require_POST
def fact_save(request: Request, slug: str, pk: str) -> HttpResponse:
    return desk.save(request, KINDS, slug, pk)

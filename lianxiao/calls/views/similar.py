"""Two applications that resemble each other, for those who judge it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxiao.calls.actions import similar as actions
from lianxiao.calls.forms.applications import SimilarityForm
from lianxiao.calls.models import SimilarPair
from lianxiao.calls.queries import similar as queries
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.organisations.roles import Right

INVALID = 422
READERS = (
    Right.READ_OWN_APPLICATIONS,
    Right.CHECK_APPLICATIONS,
    Right.PROPOSE_DECISIONS,
    Right.CONFIRM_DECISIONS,
    Right.READ_ALL_APPLICATIONS,
)


@requires(*READERS)
@require_GET
def similar(request: Request, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(queries.pairs(request.actor), pk=pk), SimilarityForm())


@requires(Right.RELEASE_APPLICATIONS)
@require_POST
def similar_explain(request: Request, pk: int) -> HttpResponse:
    pair = get_object_or_404(queries.pairs(request.actor), pk=pk)
    form = SimilarityForm(request.POST)
    if not form.is_valid():
        return _page(request, pair, form, status=INVALID)
    actions.explain(pair=pair, reason=form.cleaned_data["reason"], by=request.actor)
    messages.success(request, _("Your reason is kept; the lead offices read it at the formal check."))
    return redirect("calls:similar", pk=pk)


def _page(request: Request, pair: SimilarPair, form: SimilarityForm, status: int = 200) -> HttpResponse:
    context = {"pair": pair, "form": form, "comparison": queries.comparison(request.actor, pair)}
    return render(request, "calls/similar/pair.html", context, status=status)

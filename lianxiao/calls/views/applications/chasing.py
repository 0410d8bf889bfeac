from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxiao.calls.actions.chases import chase
from lianxiao.calls.models.chase import Owed
from lianxiao.calls.queries import applications as queries
from lianxiao.calls.queries.chases import path_for
from lianxiao.core.doors import requires
from lianxiao.core.http import Request
from lianxiao.organisations.roles import Right


@requires(Right.WRITE_APPLICATIONS, Right.RELEASE_APPLICATIONS, Right.CHECK_APPLICATIONS, Right.PROPOSE_DECISIONS)
@require_POST
def application_chase(request: Request, pk: int) -> HttpResponse:
    """Reminds whoever owes the next step, then back to the page of the case or of its decision."""
    application = get_object_or_404(queries.application_page(request.actor), pk=pk)
    row = chase(application=application, by=request.actor)
    told = (
        _("Their leader has been reminded.") if row.went_to_leader else _("Reminded; it stands in the progress line.")
    )
    messages.success(request, told)
    return redirect(path_for(application, Owed(row.owed)))

"""What every page needs: platform name, menu, counts, identity of the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy

from lianxiao.organisations.queries.notifications import unread_count
from lianxiao.site.navigation import menu_for, public_menu

# Who runs the platform, unless the settings name somebody else.
ORGANISER = gettext_lazy("Education Department of Liaoning Province")


def page(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    context: dict[str, Any] = {
        "platform_name": settings.PLATFORM_NAME,
        "site_identity": settings.SITE_IDENTITY | {"organiser": settings.SITE_IDENTITY["organiser"] or ORGANISER},
        "demo": settings.DEMO,
        "public_menu": public_menu(request.path),
        "actor": actor,
        "memberships": getattr(request, "memberships", []),
        "membership": getattr(request, "membership", None),
    }
    if actor is not None and actor.is_signed_in:
        context["menu"] = menu_for(request)  # type: ignore[arg-type]
        # Asked for only where a page shows it, and then once.
        context["unread"] = SimpleLazyObject(lambda: unread_count(actor))
    return context

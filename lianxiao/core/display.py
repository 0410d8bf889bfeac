"""What a reader chose for this browser, large print and strong contrast: cookies, no account needed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

# The names are also the classes on <html>; see `display_classes`.
CHOICES = ("large", "contrast")
ONE_YEAR = 365 * 24 * 3600


@require_POST
def choose_display(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = redirect(target)
    for name in CHOICES:
        if name in request.POST:
            response.set_cookie(
                name,
                "1" if request.POST[name] == "1" else "0",
                max_age=ONE_YEAR,
                samesite="Lax",
                httponly=True,
                secure=request.is_secure(),
            )
    return response

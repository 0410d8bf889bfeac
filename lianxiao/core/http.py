"""Requests as the product sees them: an actor, one transaction, one effect, answers fit for people."""

import hashlib
import re
import sys
import uuid
from collections.abc import Callable

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from lianxiao.core.actors import Actor
from lianxiao.core.history import changed_by
from lianxiao.core.models import Effect
from lianxiao.core.refusals import Refused

log = structlog.get_logger(__name__)
SAFE = {"GET", "HEAD", "OPTIONS"}
# Signing in counts its failures, so what it wrote must stay when it refuses.
OWN_TRANSACTIONS = ("/account/",)
# The protocols of sign-on bring people back by GET, with something that is good once.
ARRIVALS = re.compile(r"^/account/sign-on/\d+/arrive/$")
KEPT_BODY_BYTES = 256 * 1024


class Request(HttpRequest):
    actor: Actor
    htmx: HtmxDetails


Next = Callable[[HttpRequest], HttpResponseBase]


class OneTransactionMiddleware:
    """A GET cannot write; any other request is one transaction, undone whole when it is refused.

    A request that carries a `request_id` (hidden field, or header X-Request-Id) has its effect once:
    sent again with the same body it gets the first answer, with another body 409.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponseBase:
        if request.method == "GET" and ARRIVALS.match(request.path):
            return self.get_response(request)
        if request.method in SAFE:
            return self.read_only(request)
        with changed_by(request.actor):
            return self.writing(request)

    def writing(self, request: Request) -> HttpResponseBase:
        if request.path.startswith(OWN_TRANSACTIONS):
            return self.get_response(request)
        with transaction.atomic():
            response = self.once(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        return response

    def read_only(self, request: Request) -> HttpResponseBase:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
            response = self.get_response(request)
            transaction.set_rollback(True)
        return response

    def once(self, request: Request) -> HttpResponseBase:
        request_id = _request_id(request)
        if request_id is None:
            return self.get_response(request)
        digest = _digest(request)
        key = {"actor_key": request.actor.key, "request_id": request_id}
        # An equal request under way makes this insert wait until it has committed or gone.
        Effect.objects.bulk_create([Effect(**key, digest=digest)], ignore_conflicts=True)
        effect = Effect.objects.get(**key)
        if effect.digest != digest:
            return refused_page(request, _used_before())
        if effect.status is not None:
            return _replay(effect)
        response = self.get_response(request)
        _keep(effect, response)
        return response

    def process_exception(self, request: Request, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            return refused_page(request, exception)
        return None


def _request_id(request: Request) -> uuid.UUID | None:
    text = request.POST.get("request_id") or request.headers.get("X-Request-Id", "")
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _digest(request: Request) -> str:
    digest = hashlib.sha256(request.path.encode())
    for name in sorted(request.POST):
        if name != "csrfmiddlewaretoken":
            digest.update(repr((name, request.POST.getlist(name))).encode())
    for name in sorted(request.FILES):
        for upload in request.FILES.getlist(name):
            content = hashlib.sha256(b"".join(upload.chunks())).hexdigest()
            upload.seek(0)
            digest.update(repr((name, upload.name, content)).encode())
    return digest.hexdigest()


def _keep(effect: Effect, response: HttpResponseBase) -> None:
    """Remember the answer; a download is no effect and is made anew when asked for again."""
    if response.streaming or response.has_header("Content-Disposition"):
        effect.delete()
        return
    assert isinstance(response, HttpResponse)
    effect.status = response.status_code
    effect.headers = {
        name: response[name] for name in ("Location", "Content-Type", "HX-Redirect") if response.has_header(name)
    }
    effect.body = response.content[:KEPT_BODY_BYTES]
    effect.save(update_fields=["status", "headers", "body"])


def _replay(effect: Effect) -> HttpResponse:
    response = HttpResponse(bytes(effect.body), status=effect.status)
    for name, value in effect.headers.items():
        response[name] = value
    return response


def _used_before() -> Refused:
    return Refused(_("This form was sent before with other content. Open the page again and repeat your change."))


def refused_page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return render(request, "409.html", {"refusal": refusal}, status=409)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """An unexpected error, wherever it came up; when it is the database that is away, a 503 that says so."""
    if isinstance(sys.exception(), InterfaceError | OperationalError):
        log.warning("database_away", path=request.path)
        connection.close()
        response = render(request, "503.html", status=503)
        response["Retry-After"] = "5"
        return response
    return render(request, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403.html", {"csrf": True}, status=403)

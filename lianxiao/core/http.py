"""Requests as the product sees them: an actor, one transaction, one effect, answers fit for people."""

import hashlib
import re
import sys
import uuid
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TypeVar

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails
from psycopg.errors import UniqueViolation

from lianxiao.core.actors import Actor
from lianxiao.core.history import changed_by
from lianxiao.core.models import Effect
from lianxiao.core.refusals import Refused

log = structlog.get_logger(__name__)
SAFE = {"GET", "HEAD", "OPTIONS"}
# Signing in counts its failures, so what it wrote must stay when it refuses; what is done there without typing
# anything has none to count.
OWN_TRANSACTIONS = re.compile(r"^/account/(?!sessions/|bound/|second-factor/(codes|\d+)/)")
# The protocols of sign-on bring people back by GET, with something that is good once.
ARRIVALS = re.compile(r"^/account/sign-on/\d+/arrive/$")
API = "/api/"
KEPT_BODY_BYTES = 256 * 1024
SHOWN_ONCE = "X-Shown-Once"


class Request(HttpRequest):
    actor: Actor
    htmx: HtmxDetails
    before: str | None  # the savepoint that a refusal goes back to


AnyResponse = TypeVar("AnyResponse", bound=HttpResponseBase)
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
        if OWN_TRANSACTIONS.match(request.path):
            return self.get_response(request)
        with transaction.atomic():
            request.before = transaction.savepoint()
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
        if effect.status == HTTPStatus.GONE:
            return refused_page(request, _showed_before())
        if effect.status is not None:
            return _replay(effect)
        response = self.get_response(request)
        if response.status_code < 400:  # else everything is undone, the effect's row with it
            _keep(effect, response)
        return response

    def process_exception(self, request: Request, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            return refused_page(request, exception)
        before: str | None = getattr(request, "before", None)
        if before and isinstance(exception.__cause__, UniqueViolation):
            # Forms look first; between that look and the row somebody else was quicker.
            log.warning("stored_at_the_same_moment", path=request.path)
            transaction.set_rollback(False)
            transaction.savepoint_rollback(before)
            return refused_page(request, _too_late())
        return None


def is_api(request: HttpRequest) -> bool:
    """Programs are answered in problem details (RFC 9457), people in pages."""
    return request.path.startswith(API)


def _request_id(request: Request) -> uuid.UUID | None:
    """What the client named this one effect: a header of the API, a hidden field, a header of the page's script."""
    if is_api(request):
        text = request.headers.get("Idempotency-Key", "")
    else:
        text = request.POST.get("request_id") or request.headers.get("X-Request-Id", "")
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _digest(request: Request) -> str:
    digest = hashlib.sha256(f"{request.method} {request.path}".encode())
    if is_api(request):
        digest.update(request.body)
        return digest.hexdigest()
    for name in sorted(request.POST):
        if name != "csrfmiddlewaretoken":
            digest.update(repr((name, request.POST.getlist(name))).encode())
    for name in sorted(request.FILES):
        for upload in request.FILES.getlist(name):
            content = hashlib.sha256(b"".join(upload.chunks())).hexdigest()
            upload.seek(0)
            digest.update(repr((name, upload.name, content)).encode())
    return digest.hexdigest()


def shown_once(response: AnyResponse) -> AnyResponse:
    """For an answer with a password, a key, personal data: kept nowhere, also not for the same request sent again."""
    response[SHOWN_ONCE] = "1"
    return response


def _keep(effect: Effect, response: HttpResponseBase) -> None:
    """Remember the answer; a download is no effect and is made anew when asked for again."""
    if response.has_header(SHOWN_ONCE):
        del response[SHOWN_ONCE]
        effect.status = HTTPStatus.GONE
        effect.save(update_fields=["status"])
        return
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


def _showed_before() -> Refused:
    return Refused(
        _("This was done when it was sent first. What it showed is shown once and kept nowhere; ask for it anew.")
    )


def _too_late() -> Refused:
    return Refused(_("Somebody else stored the same at the same moment; nothing of yours was. Open the page again."))


def _used_before() -> Refused:
    return Refused(_("This form was sent before with other content. Open the page again and repeat your change."))


def problem(
    status: int, title: object, *, code: str = "", headers: Mapping[str, str] | None = None, **more: object
) -> HttpResponse:
    """An error for programs: `code` is stable, `title` is a sentence for whoever reads the log."""
    body = {"status": status, "code": code or HTTPStatus(status).name.lower(), "title": str(title), **more}
    return JsonResponse(body, status=status, content_type="application/problem+json", headers=headers)


def _answer(request: HttpRequest, status: int, title: object, *, code: str = "", **context: object) -> HttpResponse:
    """A page for people, problem details for programs."""
    if is_api(request):
        return problem(status, title, code=code)
    return render(request, f"{status}.html", context, status=status)


def refused_page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return _answer(request, 409, refusal, code=refusal.code, refusal=refusal)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 400, _("The request cannot be read."))


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 403, _("This is not yours to do."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 404, _("There is nothing here."))


def server_error(request: HttpRequest) -> HttpResponse:
    """An unexpected error, wherever it came up; when it is the database that is away, a 503 that says so."""
    if isinstance(sys.exception(), InterfaceError | OperationalError):
        log.warning("database_away", path=request.path)
        connection.close()
        response = _answer(request, 503, _("The database cannot be reached; send the request again with the same key."))
        response["Retry-After"] = "5"
        return response
    return _answer(request, 500, _("Something went wrong; it was noted."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403.html", {"csrf": True}, status=403)

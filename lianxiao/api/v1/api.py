"""The first version of the API, put together: operations, errors, reading of bodies."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

from lianxiao.api.v1 import reading, writing
from lianxiao.api.v1.router import router
from lianxiao.api.v1.shown import faults
from lianxiao.calls.actions.applications import Incomplete
from lianxiao.core.http import not_found, permission_denied, problem, refused_page
from lianxiao.core.refusals import Refused

DESCRIPTION = "Calls, applications, projects and the register of institutions, for the systems of universities."


class TextParser(Parser):
    """Parameters and JSON whose texts the database can hold."""

    def parse_querydict(self, data: Any, list_fields: list[str], request: HttpRequest) -> Any:
        if not all(is_text(text) for name, texts in data.lists() for text in (name, *texts)):
            raise HttpError(422, _("The address holds characters that are no text."))
        return super().parse_querydict(data, list_fields, request)

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            body = json.loads(request.body)
        except (ValueError, RecursionError) as error:
            raise HttpError(400, _("The body is not JSON.")) from error
        if not all(map(is_text, texts_in(body))):
            raise HttpError(400, _("The body holds characters that are no text."))
        return body


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)


def is_text(text: str) -> bool:
    """No NUL, no half of a surrogate pair: PostgreSQL has no place for them."""
    return "\x00" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


class Api(NinjaAPI):
    """Tells in its description that errors are problem details, and how a caller says who it is."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(*args, **kwargs)
        schema["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        schema["security"] = [{"token": []}]
        for operation in (one for path in schema["paths"].values() for one in path.values()):
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    answer["content"] = {"application/problem+json": answer["content"].pop("application/json")}
        return schema


api = Api(
    title="Lianxiao", version="1", description=DESCRIPTION, docs_url=None, parser=TextParser(), urls_namespace="api"
)
assert reading.__name__  # its operations stand on the router once it is imported
api.add_router("", router)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return not_found(request, error)


@api.exception_handler(PermissionDenied)
def denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return permission_denied(request, error)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return refused_page(request, error)


@api.exception_handler(Incomplete)
def incomplete(request: HttpRequest, error: Incomplete) -> HttpResponse:
    return problem(409, error, code=error.code, faults=[fault.dict() for fault in faults(error.problems)])


@api.exception_handler(writing.UnknownFields)
def unknown_fields(request: HttpRequest, error: writing.UnknownFields) -> HttpResponse:
    told = [{"place": key, "message": _("This section does not take such an answer.")} for key in error.keys]
    return problem(422, _("The request does not fit the description."), code="unknown_fields", faults=told)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    told = [{"place": ".".join(map(str, one["loc"])), "message": one["msg"]} for one in error.errors]
    return problem(422, _("The request does not fit the description."), code="invalid", faults=told)


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, error)

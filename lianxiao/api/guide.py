"""The API for people who write programs, told from its own description."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from lianxiao.api.v1.api import api
from lianxiao.api.v1.router import router

PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    place: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    method: str
    path: str
    summary: str
    door: str
    parameters: list[Parameter]


def operations() -> list[Operation]:
    described: dict[str, dict[str, Any]] = api.get_openapi_schema(path_prefix=PREFIX)["paths"]
    found = []
    for path, view in router.path_operations.items():
        for operation in view.operations:
            for method in operation.methods:
                told = described[PREFIX + path][method.lower()]
                found.append(
                    Operation(
                        method,
                        PREFIX + path,
                        gettext(told["summary"]),
                        gettext(getattr(operation.view_func, "door", "-")),
                        _parameters(told),
                    )
                )
    return found


def _parameters(told: dict[str, Any]) -> list[Parameter]:
    return [
        Parameter(one["name"], one["in"], one.get("required", False), one.get("description", ""))
        for one in told.get("parameters", [])
    ]

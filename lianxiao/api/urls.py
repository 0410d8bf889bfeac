"""Addresses of the API. Every operation says what opens it, or nothing starts (core.checks)."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, include, path

from lianxiao.api import views
from lianxiao.api.v1.api import api
from lianxiao.api.v1.router import router

# Ninja's own two: the description, and the root that says nothing.
OPEN = {"openapi-json": "developers and tools read what the API can do", "api-root": "says nothing"}


def doors() -> dict[str, str]:
    """By the name of an address: the doors of its operations, or nothing when one of them has none."""
    found = {name: f"public: {reason}" for name, reason in OPEN.items()}
    for view in router.path_operations.values():
        operations = [operation.view_func for operation in view.operations]
        opened = [getattr(operation, "door", "") for operation in operations]
        if all(opened):
            found |= {operation.__name__: ", ".join(sorted(set(opened))) for operation in operations}
    return found


def with_doors(patterns: list[Any]) -> Iterator[URLPattern]:
    known = doors()
    for pattern in patterns:
        if door := known.get(pattern.name or ""):
            pattern.callback.door = door
        yield pattern


patterns, _app, namespace = api.urls
urlpatterns = [
    path("api/", views.guide, name="api_guide"),
    path("api/v1/", include((list(with_doors(patterns)), namespace))),
]

"""Which scope a call needs: the API's doors, one above every operation."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext_noop

from lianxiao.api.middleware import unauthorized
from lianxiao.core.http import Request
from lianxiao.organisations.scopes import Scope

Operation = Callable[..., Any]


def scope(needed: Scope) -> Callable[[Operation], Operation]:
    """Open to tokens with this scope. What is found inside is decided by queries and actions, as on the pages."""

    def door(operation: Operation) -> Operation:
        @wraps(operation)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> Any:
            if not request.actor.is_signed_in:
                return unauthorized()
            if needed not in request.actor.scopes:
                raise PermissionDenied
            return operation(request, *args, **kwargs)

        guarded.door = str(needed)  # type: ignore[attr-defined]
        return guarded

    return door


def any_token(operation: Operation) -> Operation:
    """Open to every valid token: what a token is good for."""

    @wraps(operation)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> Any:
        answer: HttpResponse | Any = (
            operation(request, *args, **kwargs) if request.actor.is_signed_in else unauthorized()
        )
        return answer

    guarded.door = gettext_noop("any token")  # type: ignore[attr-defined]
    return guarded

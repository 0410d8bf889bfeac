"""Fills a checked template in, in a sandbox that knows nothing but its fields: people edited it."""

import io
import re
from collections.abc import Mapping
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

# XML cannot hold them, and no letter needs them; line ends and tabs stay.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class UnfilledTemplate(Exception):
    """The template and the values do not fit."""


def fill(template: bytes, values: Mapping[str, Any]) -> bytes:
    """The letter as Word. Raises UnfilledTemplate."""
    document = DocxTemplate(io.BytesIO(template))
    try:
        document.render(_clean(values), jinja_env=_sandbox(), autoescape=True)
    except (TemplateError, TypeError, ValueError, SyntaxError) as error:
        raise UnfilledTemplate(str(error)) from error
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _sandbox() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.globals.clear()
    environment.filters.clear()
    environment.tests.clear()
    return environment


def _clean(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _clean(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(one) for one in value]
    return _CONTROL.sub("", str(value).replace("\r\n", "\n"))

"""One typesetter per process: it keeps fonts and templates in memory, so that a document takes milliseconds."""

import dataclasses
import io
import json
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings
from pypdf import PdfReader

TEMPLATES = Path(__file__).parent.parent / "typst"
# PDF/A-2a: readable in decades, and by screen readers now.
STANDARD: Final = "a-2a"

_one_at_a_time = threading.Lock()


class BrokenTemplate(Exception):
    """The template and the data do not fit: a mistake of ours, never of the person who asked."""


def render_pdf(template: str, data: Mapping[str, Any], *, at: datetime | None = None) -> bytes:
    """The PDF of `template` ("application", "letter", "notice_list") showing `data`.

    Data holds what JSON knows, and dataclasses. `at` is the moment written into the file: given the same data
    and moment, the bytes are the same. Raises BrokenTemplate.
    """
    inputs = _families() | {"data": json.dumps(data, ensure_ascii=False, default=_as_json)}
    source = TEMPLATES / f"{template}.typ"
    if source.parent != TEMPLATES or not source.exists():
        raise BrokenTemplate(f"There is no template {template}")
    # The typesetter knows whole seconds and no zones with rules.
    moment = at.astimezone(UTC).replace(microsecond=0) if at else None
    with _one_at_a_time:
        try:
            made = _typesetter().compile(source, sys_inputs=inputs, pdf_standards=STANDARD, timestamp=moment)
        except typst.TypstError as error:
            raise BrokenTemplate(f"{error.message}\n{error.diagnostic}") from error
    assert isinstance(made, bytes)
    return made


def count_pages(pdf: bytes) -> int:
    return len(PdfReader(io.BytesIO(pdf)).pages)


@cache
def _typesetter() -> typst.Compiler:
    """Fonts come from the build alone, so that a document looks the same on every machine that has them."""
    built = _has_built_fonts()
    return typst.Compiler(root=TEMPLATES, font_paths=[settings.FONT_DIR] if built else [], ignore_system_fonts=built)


def _families() -> dict[str, str]:
    kind = "SC" if _has_built_fonts() else "CJK SC"
    return {"serif": f"Noto Serif {kind}", "sans": f"Noto Sans {kind}"}


@cache
def _has_built_fonts() -> bool:
    return any(Path(settings.FONT_DIR).glob("*.ttf"))


def _as_json(value: object) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    raise TypeError(f"{type(value).__name__} has to be turned into text before it is typeset")

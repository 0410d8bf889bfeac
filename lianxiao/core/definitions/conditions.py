"""When a field or a section is shown: one field of the form is filled, equals a value, is one of several."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lianxiao.core.definitions.sources import Source


@dataclass(frozen=True)
class Condition:
    """Met by any of `values`, or by anything at all when `values` is empty."""

    field: str
    values: tuple[str, ...] = ()

    def met_by(self, value: Any, *, empty: bool) -> bool:
        if empty:
            return False
        if not self.values:
            return True
        chosen = value if isinstance(value, list) else [value]
        return any(one in self.values for one in chosen if isinstance(one, str))


def parse_condition(source: Source, name: str) -> Condition | None:
    raw = source.get(name)
    if raw is None:
        return None
    inner = Source(raw, f"{source.path}.{name}", source.problems)
    field = inner.slug("field")
    kinds = [kind for kind in ("equals", "in", "filled") if kind in inner.raw]
    values: tuple[str, ...] = ()
    if len(kinds) != 1:
        inner.note("", _("needs exactly one of equals, in, filled"))
    elif kinds == ["equals"]:
        values = (inner.word("equals"),)
    elif kinds == ["in"]:
        values = inner.words("in", ())
    elif inner.get("filled") is not True:
        inner.note("filled", _("must be true"))
    for kind in kinds:
        inner.get(kind)
    inner.finish()
    return Condition(field, values)

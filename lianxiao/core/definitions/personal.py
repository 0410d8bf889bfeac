"""Personal parts in the answers of a form: found, masked, exchanged for what is kept at rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lianxiao.core.definitions.answers import Answers
from lianxiao.core.definitions.definition import Definition
from lianxiao.core.definitions.fields import Field, part_label
from lianxiao.core.definitions.personal_parts import Exchange, Part, mask, parts_of

Values = Mapping[str, Any]


def exchanged(definition: Definition, values: Values, exchange: Exchange) -> dict[str, Any]:
    """Values by field key, with every personal part that is filled in exchanged."""
    return {key: _exchanged(definition.fields.get(key), value, exchange) for key, value in values.items()}


def _exchanged(field: Field[Any] | None, value: Any, exchange: Exchange) -> Any:
    return value if field is None else field.exchanged(value, exchange)


def masked_answers(definition: Definition, answers: Answers) -> dict[str, dict[str, Any]]:
    """For readers that take answers as data: masks in the place of personal parts."""
    return {
        key: exchanged(definition, values, lambda _key, kind, text: mask(kind, text)) for key, values in answers.items()
    }


def parts_in(definition: Definition, values: Values) -> list[Part]:
    """Every personal part that is filled in, in the order of the values."""
    return [part for key, field in _known(definition, values) for part in parts_of(field, values[key])]


@dataclass(frozen=True, slots=True)
class Contact:
    """A person of a form who can be reached: `parts` are label and text."""

    label: str
    name: str
    parts: tuple[tuple[str, str], ...]


def contacts(definition: Definition, answers: Answers) -> list[Contact]:
    """In the order of the form, in the active language."""
    given = {key: field.clean(values[key]) for values in answers.values() for key, field in _known(definition, values)}
    return [
        Contact(str(field.label), _name(given[key]), tuple((part_label(kind), text) for _key, kind, text in found))
        for key, field in definition.fields.items()
        if key in given and (found := parts_of(field, given[key]))
    ]


def _known(definition: Definition, values: Values) -> list[tuple[str, Field[Any]]]:
    return [(key, field) for key in values if (field := definition.fields.get(key))]


def _name(value: Any) -> str:
    return str(value.get("name", "")) if isinstance(value, dict) else ""

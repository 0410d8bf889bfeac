"""Answers at rest: telephone numbers and mail addresses of people in them are sealed under a key of the case.

    values = sealed(application, definition, values, standing)      before they are stored, under the case's lock
    opened(application, values)                                     for whoever fills the form in, or reads on record

What was not edited stays equal, text for text: digests, differences and the detection of lost updates see no change.
A mask that comes back where it stands (from a program, from a workbook) leaves what it stands for.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db import models

from lianxiao.core.definitions import Definition
from lianxiao.core.definitions.personal import exchanged, parts_in
from lianxiao.core.definitions.personal_parts import SEALED, is_sealed, mask, mask_in_the_open
from lianxiao.core.models import CaseKey, PersonalKey
from lianxiao.core.personal_fields import CaseSeal, new_key
from lianxiao.core.steps import kind_of, number_of

Values = Mapping[str, Any]


def key_of(case: models.Model) -> PersonalKey | None:
    found = CaseKey.objects.filter(case_kind=kind_of(case), case_id=number_of(case)).select_related("key").first()
    return found.key if found else None


def _own_key(case: models.Model) -> PersonalKey:
    """A new one where none is, or where what it had sealed was erased."""
    key = key_of(case)
    if key is None or key.wrapped is None:
        key = new_key()
        CaseKey.objects.update_or_create(case_kind=kind_of(case), case_id=number_of(case), defaults={"key": key})
    return key


def sealed(
    case: models.Model, definition: Definition, values: Values, standing: Values | None = None
) -> dict[str, Any]:
    """Values by field key as they are stored. `standing` is what is stored now."""
    if not parts_in(definition, values):
        return dict(values)
    seal = CaseSeal(_own_key(case))
    returned = with_standing(definition, values, standing or {})

    def exchange(_key: str, kind: str, text: str) -> str:
        if _unsealed(seal, text) is not None:
            return text
        return seal.seal(text, mask_in_the_open(kind, text))

    return exchanged(definition, returned, exchange)


def with_standing(definition: Definition, values: Values, standing: Values) -> dict[str, Any]:
    """What is stored in the place of its own mask; a mask of two stands for neither."""
    there = set(parts_in(definition, standing))
    count = Counter((key, kind, mask(kind, text)) for key, kind, text in there)
    known = {place: text for key, kind, text in there if count[place := (key, kind, mask(kind, text))] == 1}
    return exchanged(definition, values, lambda *place: known.get(place, place[2]))


def opened(case: models.Model, values: Values) -> dict[str, Any]:
    """The values in the open, whatever form they answer; of what was erased nothing is left."""
    if not _holds_sealed(values):
        return dict(values)
    key = key_of(case)
    seal = CaseSeal(key) if key and key.wrapped is not None else None
    return {name: _opened(seal, value) for name, value in values.items()}


def _holds_sealed(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_holds_sealed, value.values()))
    return any(map(_holds_sealed, value)) if isinstance(value, list) else isinstance(value, str) and is_sealed(value)


def _opened(seal: CaseSeal | None, value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _opened(seal, inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_opened(seal, inner) for inner in value]
    if not isinstance(value, str) or not is_sealed(value):
        return value
    return "" if seal is None else (value if (text := _unsealed(seal, value)) is None else text)


def _unsealed(seal: CaseSeal, text: str) -> str | None:
    found = SEALED.fullmatch(text)
    return seal.unseal(int(found["key"]), found["cipher"]) if found else None

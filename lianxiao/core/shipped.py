"""Facts that ship as data files: read with their places, so that an error names the file and the line.

Loading inserts what is missing by its natural key and never touches a row that is there, because officials
may have edited it since.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

M = TypeVar("M", bound=models.Model)


class BadFact(Exception):
    """A shipped file says something that cannot be loaded; the message names the place."""


@dataclass(frozen=True)
class Fact:
    """One row of a CSV file or one object of a JSON file. `fact["key"]` raises BadFact when it is missing."""

    place: str
    values: Mapping[str, Any]

    def __getitem__(self, key: str) -> Any:
        if key not in self.values:
            raise self.wrong(f"“{key}” is missing")
        return self.values[key]

    def text(self, key: str, language: str = "zh") -> str:
        """One language of a text {"zh", "en"}; an absent text is empty."""
        texts = self.values.get(key)
        if not texts:
            return ""
        if not isinstance(texts, dict) or not isinstance(texts.get(language), str):
            raise self.wrong(f"“{key}” has no text in “{language}”")
        return str(texts[language])

    def each(self, key: str) -> Iterator["Fact"]:
        for number, values in enumerate(self[key]):
            yield Fact(f"{self.place}, {key}[{number}]", values)

    def part(self, key: str) -> "Fact":
        return Fact(f"{self.place}, {key}", self[key])

    def one_of(self, key: str, known: Mapping[str, M]) -> M:
        """The row that a code refers to."""
        return self.row(self[key], known)

    def row(self, code: str, known: Mapping[str, M]) -> M:
        if code not in known:
            raise self.wrong(f"nothing has the code “{code}”")
        return known[code]

    def wrong(self, what: str) -> BadFact:
        return BadFact(f"{self.place}: {what}")


def csv_facts(name: str) -> Iterator[Fact]:
    path = _path(name)
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            if None in row or None in row.values():
                raise BadFact(f"{name}, line {reader.line_num}: not as many values as columns")
            yield Fact(f"{name}, line {reader.line_num}", row)


def json_fact(name: str) -> Fact:
    try:
        return Fact(name, json.loads(_path(name).read_text(encoding="utf-8")))
    except ValueError as error:
        raise BadFact(f"{name}: {error}") from error


def insert_missing(kind: type[M], rows: Iterable[tuple[Fact, M]], *, key: Sequence[str]) -> list[tuple[Fact, M]]:
    """Insert the rows whose key is not there yet and return them with their places.

    Raises BadFact for a key that the file gives twice and for values that the model refuses.
    """
    known = set(kind._default_manager.values_list(*key))
    seen, fresh = set(), []
    for fact, row in rows:
        identity = tuple(getattr(row, name) for name in key)
        if identity in seen:
            raise fact.wrong("the same key stands in this file before")
        seen.add(identity)
        if _as_stored(kind, key, identity) in known:
            continue
        try:
            row.clean_fields(exclude=_unchecked(row))
        except ValidationError as error:
            said = (f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())
            raise fact.wrong("; ".join(said)) from error
        fresh.append((fact, row))
    kind._default_manager.bulk_create([row for _fact, row in fresh])
    return fresh


def _unchecked(row: models.Model) -> set[str]:
    """References, which are set from rows that exist, and what may be and is null."""
    fields = row._meta.fields
    return {field.name for field in fields if field.is_relation or (field.null and getattr(row, field.attname) is None)}


def _as_stored(kind: type[models.Model], key: Sequence[str], identity: tuple[Any, ...]) -> tuple[Any, ...]:
    """A file's text as the column would give it back: dates and numbers are no texts."""
    return tuple(
        kind._meta.get_field(name).to_python(value)  # type: ignore[union-attr]
        if not kind._meta.get_field(name).is_relation
        else value
        for name, value in zip(key, identity, strict=True)
    )


def _path(name: str) -> Path:
    path: Path = settings.FACTS_DIR / name
    if not path.exists():
        raise BadFact(f"{name}: there is no such file")
    return path

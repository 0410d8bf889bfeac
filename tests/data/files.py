"""Reading the shipped files the way a loader does."""

import csv
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[2] / "data"
CATEGORIES = [
    "joint_training",
    "teacher_exchange",
    "collaborative_innovation",
    "resource_sharing",
    "exchange",
]


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def document(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def form(category: str) -> dict[str, Any]:
    found: dict[str, Any] = document(f"forms/{category}.json")
    return found


def fields(definition: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {field["key"]: field for section in definition["sections"] for field in section["fields"]}


def digest(lines: Iterable[Iterable[str]]) -> str:
    return hashlib.sha256("\n".join(",".join(line) for line in lines).encode()).hexdigest()


def wording(text: str) -> str:
    """The text without layout: no white space, full-width and half-width forms alike."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def texts(data: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every {"zh", "en"} in a document, with where it stands."""
    if isinstance(data, dict):
        if "zh" in data or "en" in data:
            yield path, data
        for key, value in data.items():
            yield from texts(value, f"{path}/{key}")
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from texts(value, f"{path}/{number}")

"""Text that somebody stored stays text: no page shows it as markup, no exported cell calculates with it.

What is planted for the stranger walk is hostile here, and so is every other text of the scene that people write.
"""

import csv
import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Left
from django.http import HttpResponseBase
from django.template import engines
from django.test import Client
from pytest_django import DjangoDbBlocker

from lianxiao.calls.models import ApplicationSection
from lianxiao.core.actors import Actor
from tests.architecture import sentinels
from tests.architecture.test_strangers import ADDRESSES, LEFT_OUT, ask, body, door_opens, owners, path_to, walkers
from tests.sizes import is_heavy
from tests.standing import taken_back
from tests.world import World, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HOSTILE = "=1<script>x()</script>\"'><img src=x onerror=x()>"
SHORT = "=1<script>x()</script>"  # where a title has to fit
# As it must never come out.
ALIVE = (b"<script>x()", b"<img src=x onerror")
BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
USUAL = ["his liaison", "drafter", "author"]
PEOPLE = [*USUAL, "department_leader", "security_admin", "auditor", "system_admin", "public"]
ENOUGH = 60  # characters: a column that takes less is for codes


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[dict[str, Actor], Any]]:
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(sentinels, "token", lambda kind: f"{SHORT}{kind}")
        with taken_back():
            world = World()
            rows = sentinels.plant(world)
            make_hostile()
            yield walkers(world) | owners(world, rows), rows


def make_hostile() -> None:
    """Every text that people write, as far as the database lets anybody change it."""
    for model in apps.get_models():
        if model.__module__.startswith("lianxiao.") and model._meta.managed:
            for field in model._meta.local_concrete_fields:
                if is_written_by_people(field):
                    begin_with_it(model, field)
    for section in ApplicationSection.objects.order_by("id"):
        section.answers = hostile(section.answers)
        section.save(update_fields=["answers"])


def is_written_by_people(field: Any) -> bool:
    return (
        type(field) in (models.CharField, models.TextField)
        and not (field.choices or field.unique or field.primary_key or field.generated)
        and (field.max_length is None or field.max_length >= ENOUGH)
    )


def begin_with_it(model: type[models.Model], field: Any) -> None:
    begun = Concat(Value(HOSTILE), F(field.name))
    rows = model._base_manager.filter(**{f"{field.name}__regex": "[一-龥]"})
    try:
        with transaction.atomic():
            rows.update(**{field.name: Left(begun, field.max_length) if field.max_length else begun})
    except DatabaseError:
        pass  # written once, or of a form of its own


def hostile(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: hostile(one) for key, one in value.items()}
    if isinstance(value, list):
        return [hostile(one) for one in value]
    if isinstance(value, str) and any("一" <= char <= "鿿" for char in value):
        return HOSTILE + value
    return value


def answers(scene: tuple[dict[str, Actor], Any], role: str) -> Iterator[tuple[str, HttpResponseBase]]:
    """Of every address that opens to this role, each step undone."""
    everybody, rows = scene
    client = Client()
    if everybody[role].is_signed_in:
        sign_in(client, everybody[role])
    for name in [one for one in ADDRESSES if one not in LEFT_OUT and not one.startswith("api:")]:
        if door_opens(ADDRESSES[name].callback.door, everybody[role]):  # type: ignore[union-attr]
            with taken_back():
                _method, response = ask(client, path_to(name, rows))
                yield name, response


def calculating(content: bytes) -> list[str]:
    """Cells of a workbook that are formulas."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [
        f"{cell.coordinate} {cell.value}" for sheet in book for row in sheet for cell in row if cell.data_type == "f"
    ]


def beginning(content: bytes) -> list[str]:
    """Cells of a CSV file that an office suite would calculate."""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    return [cell for row in rows for cell in row if cell.startswith(BEGINNINGS) and not is_figure(cell)]


def is_figure(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def faults(name: str, response: HttpResponseBase) -> list[str]:
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    if kind == "text/html":
        return [f"{name}: {one!r}" for one in ALIVE if one in body(response)]
    if kind == XLSX:
        return [f"{name}: {one}" for one in calculating(body(response))]
    if kind == "text/csv":
        return [f"{name}: {one}" for one in beginning(body(response))]
    return []


@pytest.mark.parametrize("role", PEOPLE if is_heavy() else USUAL)
def test_what_was_stored_comes_out_as_text(role: str, scene: tuple[dict[str, Actor], Any]) -> None:
    found, shown = [], 0
    for name, response in answers(scene, role):
        found += faults(name, response)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            shown += body(response).count(b"&lt;script&gt;x()")
    assert found == [], "\n".join(found)
    assert role not in USUAL or shown > 20  # it is there, and escaped


def test_the_walk_notices_markup_and_formulas() -> None:
    """The negative control: a template that trusts, a table that takes text for formulas."""
    template = engines["django"].from_string("{% autoescape off %}{{ text }}{% endautoescape %}")
    assert any(one in template.render({"text": HOSTILE}).encode() for one in ALIVE)
    book = openpyxl.Workbook()
    book.active["A1"] = HOSTILE  # type: ignore[index]
    content = io.BytesIO()
    book.save(content)
    assert calculating(content.getvalue()) == [f"A1 {HOSTILE}"]
    assert beginning(f'"{"=1+1"}",-5\r\n'.encode()) == ["=1+1"]

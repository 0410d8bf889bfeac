"""The body of a list: what a cell says of its record, and that nothing of a page outlives it."""

import gc
import weakref

import django_tables2 as tables
from django.utils.translation import override

from lianxiao.core.templatetags.table_rows import table_rows
from lianxiao.organisations.models import Organisation


class Houses(tables.Table):
    name = tables.Column()
    kind = tables.Column()
    city = tables.Column(accessor="city__name")
    parent = tables.Column(accessor="parent__name", default="none")


def drawn(*records: object) -> tuple[str, weakref.ref[Houses]]:
    table = Houses(records)
    return str(table_rows(table)), weakref.ref(table)


def test_a_cell_says_the_word_of_a_choice_and_a_missing_step_its_default() -> None:
    with override("zh-hans"):
        said, _table = drawn(
            Organisation(kind="university", name="<辽大>"), {"name": "甲", "kind": "乙", "parent": None}
        )
        word = Organisation(kind="university").get_kind_display()
    assert word != "university"
    cells = [cell.partition(">")[2].partition("</td>")[0] for cell in said.split("<td")[1:]]
    assert cells == ["&lt;辽大&gt;", word, "—", "none", "甲", "乙", "—", "none"]


def test_nothing_of_a_page_outlives_it() -> None:
    _said, table = drawn(Organisation(kind="university", name="辽大"))
    gc.collect()
    assert table() is None

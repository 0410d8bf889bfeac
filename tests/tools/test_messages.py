"""Texts are found wherever people see them, and none goes untranslated unnoticed."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tools import messages
from tools.messages import Key, live, merged, problem_of, problems, python_texts, template_texts


def texts(source: str) -> set[Key]:
    return set(template_texts(source, origin="page.html"))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("{% trans 'Call' %}", {(None, "Call", None)}),
        ("{% translate 'May' context 'month' %}", {("month", "May", None)}),
        ("{% blocktrans trimmed %}\n  Until\n  {{ day }}\n{% endblocktrans %}", {(None, "Until %(day)s", None)}),
        (
            "{% blocktrans count n=n %}{{ n }} row{% plural %}{{ n }} rows{% endblocktrans %}",
            {(None, "%(n)s row", "%(n)s rows")},
        ),
        ("{{ _('Save') }}", {(None, "Save", None)}),
        ("""<c-card :title="_('Deadline')" />""", {(None, "Deadline", None)}),
        ("<p>{{ call.title }}</p>", set()),
    ],
)
def test_texts_of_templates_are_found(source: str, found: set[Key]) -> None:
    assert texts(source) == found


def test_texts_of_python_are_found(tmp_path: Path) -> None:
    source = tmp_path / "views.py"
    source.write_text(
        "_('Call')\ngettext_lazy('Call ' 'closed')\nngettext('%d row', '%d rows', n)\npgettext('month', 'May')\n"
        "print('not for people')\n",
        encoding="utf-8",
    )
    assert set(python_texts(source)) == {
        (None, "Call", None),
        (None, "Call closed", None),
        (None, "%d row", "%d rows"),
        ("month", "May", None),
    }


def catalogue(*entries: tuple[str, str]) -> Catalog:
    made = Catalog(locale="zh_Hans")
    for text, translation in entries:
        made.add(text, translation)
    return made


def test_collecting_keeps_translations_and_takes_over_those_of_other_apps() -> None:
    old = catalogue(("Call", "通知"), ("Gone", "不用"))
    others = live(catalogue(("Save", "保存")))
    fresh = merged({(None, "Call", None), (None, "Save", None), (None, "New", None)}, old, others)
    assert {key[1]: message.string for key, message in live(fresh).items()} == {
        "Call": "通知",
        "Save": "保存",
        "New": "",
    }


def test_a_text_that_is_no_longer_used_comes_back_with_its_translation() -> None:
    without = merged(set(), catalogue(("Call", "通知")), {})
    assert live(without) == {}
    again = merged({(None, "Call", None)}, without, {})
    assert [message.string for message in live(again).values()] == ["通知"]


@pytest.mark.parametrize(
    ("text", "translation", "problem"),
    [
        ("Call", "通知", ""),
        ("Call", "", "not translated"),
        ("%(n)s calls", "%(n)s 个通知", ""),
        ("%(n)s calls", "多个通知", "placeholders differ"),
        ("{n} calls", "{m} 个通知", "placeholders differ"),
        ("通知", "通知", "Chinese where English belongs"),
    ],
)
def test_what_is_wrong_with_an_entry(text: str, translation: str, problem: str) -> None:
    message = next(iter(live(catalogue((text, translation))).values()))
    assert problem_of((None, text, None), message) == problem


def test_an_entry_that_is_missing_or_unsure_is_a_problem() -> None:
    unsure = Catalog(locale="zh_Hans")
    unsure.add("Call", "通知", flags={"fuzzy"})
    key = (None, "Call", None)
    assert problem_of(key, None) == "not in the catalogue (make messages)"
    assert problem_of(key, live(unsure)[key]) == "marked as unsure"


def test_one_text_with_two_translations_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "PACKAGE", tmp_path)
    for app, translation in (("calls", "通知"), ("ledger", "公告")):
        (tmp_path / app).mkdir()
        (tmp_path / app / "__init__.py").write_text("_('Call')")
        messages.write(tmp_path / app, catalogue(("Call", translation)))
    assert list(problems()) == ["ledger: translated otherwise than in calls: 'Call'"]


def test_catalogues_carry_no_dates_or_places(tmp_path: Path) -> None:
    messages.write(tmp_path, catalogue(("Call", "通知")))
    written = messages.catalogue_path(tmp_path).read_text(encoding="utf-8")
    assert [part in written for part in ("Date", "#:", 'msgstr "通知"')] == [False, False, True]

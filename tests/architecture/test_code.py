"""Nets over the source: each rule holds everywhere, and catches a mistake planted for it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from lianxiao.calls import states as calls
from lianxiao.core import history
from lianxiao.core.shipped import json_fact
from lianxiao.forms.states import VersionState
from lianxiao.letters import states as letters
from lianxiao.organisations import occasions
from lianxiao.organisations.notices import OCCASIONS
from lianxiao.organisations.roles import Right, Role
from lianxiao.publishing import states as publishing
from tests.architecture import rules
from tests.architecture.rules import FORM_ROOMS, ROOT, WEB_ROOMS, faults, planted, room, sources

# Exceptions, each with its reason.
MAY_SET_STATE = {
    "lianxiao/forms/actions/facts.py": "shipped forms are published: nobody drafts or checks them",
    "lianxiao/letters/actions/facts.py": "shipped templates are published: nobody uploaded them",
    "lianxiao/core/lifecycle.py": "is the one that does",
    "lianxiao/publishing/actions/facts.py": "shipped notices were published before the platform stood",
    "lianxiao/ledger/actions/importing.py": "projects of earlier years may have ended before they came",
}
MAY_IMPORT_LATE = {
    "lianxiao/core/apps.py": "Django registers system checks when the app is ready, not before",
}
MAY_ASK_FOR_SWAPS = {
    "lianxiao/core/doors.py": "whoever is signed out is led to the sign-in page, not given it as a part",
}
MAY_BE_LONG = {}


def in_rooms(*rooms: str) -> Iterator[Path]:
    return (file for file in sources() if room(file) in rooms)


def without(exceptions: dict[str, str]) -> Iterator[Path]:
    return (file for file in sources() if str(file.relative_to(ROOT)) not in exceptions)


# --- states and rooms ------------------------------------------------------------------------------


def test_only_the_lifecycle_sets_a_state() -> None:
    assert faults(rules.sets_state, without(MAY_SET_STATE)) == []


@pytest.mark.parametrize(
    "mistake",
    [
        "application.state = 'approved'",
        "setattr(application, 'state', 'approved')",
        "rows.filter(pk=1).update(state='approved')",
        "Application.objects.create(title='x', state='approved')",
        "Application(state='approved')",
        "rows.update_or_create(pk=1, defaults={'state': 'approved'})",
    ],
)
def test_a_state_set_elsewhere_is_found(mistake: str) -> None:
    assert len(planted(rules.sets_state, mistake)) == 1


def test_views_never_touch_rows() -> None:
    assert faults(rules.touches_rows, in_rooms(*WEB_ROOMS)) == []


def test_forms_tables_and_filters_never_write_rows() -> None:
    assert faults(rules.writes_rows, in_rooms(*FORM_ROOMS)) == []


@pytest.mark.parametrize(
    ("mistake", "found"),
    [
        ("rows = Application.objects.all()", [".objects"]),
        ("application.save()", [".save()"]),
        ("application.members.create(user=user)", [".create()"]),
        ("from lianxiao.calls import actions\nactions.create(by=actor)", []),
    ],
)
def test_a_view_that_touches_rows_is_found(mistake: str, found: list[str]) -> None:
    assert planted(rules.touches_rows, mistake) == found


# --- habits ----------------------------------------------------------------------------------------


def test_no_model_has_an_order_of_its_own() -> None:
    assert faults(rules.orders_by_default, sources()) == []
    assert planted(rules.orders_by_default, "class A:\n class Meta:\n  ordering = ['id']") == ["Meta.ordering"]


def test_nothing_listens_to_signals() -> None:
    assert faults(rules.listens_to_signals, sources()) == []
    assert planted(rules.listens_to_signals, "from django.db.models.signals import post_save") != []


def test_locks_name_what_they_lock() -> None:
    assert faults(rules.locks_more_than_itself, sources()) == []
    assert planted(rules.locks_more_than_itself, "rows.select_for_update().get()") != []
    assert planted(rules.locks_more_than_itself, "rows.select_for_update(of=('self',)).get()") == []


def test_a_swap_is_answered_as_the_page_is() -> None:
    """So the walk of strangers asks for each page once."""
    assert faults(rules.answers_swaps_otherwise, without(MAY_ASK_FOR_SWAPS)) == []
    assert planted(rules.answers_swaps_otherwise, "if request.htmx:\n a()") == [".htmx"]
    assert planted(rules.answers_swaps_otherwise, "request.headers.get('HX-Request')") == ["HX-Request"]


def test_imports_stand_at_the_top() -> None:
    assert faults(rules.imports_late, without(MAY_IMPORT_LATE)) == []
    assert planted(rules.imports_late, "def a():\n import b") == ["import inside a"]


def test_functions_stay_short() -> None:
    found = faults(rules.goes_on_too_long, sources("lianxiao", "config", "tools", "bench"))
    assert [one for one in found if one.split()[-1] not in MAY_BE_LONG] == []
    assert planted(rules.goes_on_too_long, "def a():\n" + " b()\n" * 45) == ["a"]


def test_files_stay_short() -> None:
    lengths = {
        str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines())
        for file in sources("lianxiao", "config", "tools", "bench")
    }
    assert {name: length for name, length in lengths.items() if length > rules.LONGEST_FILE} == {}


# --- names that are only looked up when it is too late ---------------------------------------------


def first_arguments(function: str) -> Iterator[ast.expr]:
    for file in sources():
        yield from rules.called_with(ast.parse(file.read_text(encoding="utf-8")), function)


def test_every_job_that_is_ordered_has_a_task() -> None:
    ordered = {node.value for node in first_arguments("enqueue") if isinstance(node, ast.Constant)}
    app.perform_import_paths()
    assert ordered
    assert ordered - set(app.tasks) == set()


def test_every_fact_that_is_announced_has_its_line_in_the_table(settings: object) -> None:
    announced = {node.func.id for node in first_arguments("announce") if isinstance(node, ast.Call)}  # type: ignore[attr-defined]
    table = import_string(settings.REACTIONS)  # type: ignore[attr-defined]
    assert announced == {fact.__name__ for fact in table}


# --- history ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_table_has_its_history_or_says_why_not() -> None:
    """`migrate` puts the triggers there; a model that needs none says so: no_history = "…"."""
    known = history.installed()
    wrong = [
        model._meta.label
        for model in history.tables()
        if known.get(model._meta.db_table) != (None if history.reason_for_none(model) else history.arguments(model))
    ]
    assert wrong == []
    without = [model._meta.label for model in history.tables() if history.reason_for_none(model)]
    assert len(history.tables()) - len(without) == len(known)


def test_what_a_model_says_of_its_history_names_its_fields() -> None:
    for model in history.tables():
        history.arguments(model)  # raises FieldDoesNotExist
        assert isinstance(history.reason_for_none(model), str)


def test_every_kind_of_message_says_when_it_is_sent() -> None:
    """OCCASIONS in organisations/notices.py, for the list in which officials edit the texts."""
    assert {fact["kind"] for fact in json_fact("notice_texts.json").each("texts")} == set(OCCASIONS)


def test_every_kind_of_message_belongs_to_one_group_or_is_urgent() -> None:
    """KINDS and URGENT in organisations/occasions.py, for the page on which people choose their mail."""
    grouped = [kind for kinds in occasions.KINDS.values() for kind in kinds]
    assert sorted([*grouped, *occasions.URGENT]) == sorted(OCCASIONS)
    assert list(occasions.KINDS) == list(occasions.Group)


# --- templates -------------------------------------------------------------------------------------

CONDITION = re.compile(r"{%\s*(?:if|elif)\s+(.+?)%}", re.DOTALL)
COMPARED = re.compile(r"(?:\.|\b)(?:state|role|rights)\s*(?:==|!=|in\b|not in\b)")
DOMAIN_WORDS = {
    *(state.value for states in (calls.CallState, calls.State, calls.PublicNoticeState) for state in states),
    *(state.value for state in publishing.NoticeState),
    *(state.value for states in (letters.LetterState, letters.TemplateState) for state in states),
    *(state.value for state in VersionState),
    *(role.value for role in Role),
    *(right.value for right in Right),
}
# Compared with the part of a progress bar or the kind of a result, not with a case.
OWN_WORDS = {"lianxiao/core/templates/cotton/steps.html": "the states of a step in the bar: done, now, stopped"}


def rules_in(template: str) -> list[str]:
    return [
        condition.strip()
        for condition in CONDITION.findall(template)
        if COMPARED.search(condition) or DOMAIN_WORDS & set(re.findall(r"""["'](\w+)["']""", condition))
    ]


def test_templates_obey_and_never_decide() -> None:
    found = {
        name: there
        for file in sorted(ROOT.glob("lianxiao/**/templates/**/*.html"))
        if (name := str(file.relative_to(ROOT))) not in OWN_WORDS
        and (there := rules_in(file.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ('{% if application.state == "draft" %}', 1),
        ("{% if row.state in open_states %}", 1),
        ('{% if request.actor.role == "liaison" %}', 1),
        ('{% if may.submit and x.phase == "released" %}', 1),
        ("{% if may.submit %}", 0),
    ],
)
def test_a_rule_in_a_template_is_found(template: str, found: int) -> None:
    assert len(rules_in(template)) == found

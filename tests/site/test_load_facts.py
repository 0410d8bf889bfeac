"""The shipped facts: loaded once, added to when something is missing, never over what officials wrote."""

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from lianxiao.calls.models import Call, CheckItem
from lianxiao.core.models import SearchEntry, WorkDay
from lianxiao.core.official_text import paragraphs
from lianxiao.forms.models import FormVersion
from lianxiao.mandate.models import Category, Major, MandateTask, StockPhrase, Target
from lianxiao.organisations.models import City, NoticeText, Organisation
from lianxiao.publishing.models import Notice

pytestmark = pytest.mark.django_db


def load() -> None:
    call_command("load_facts", stdout=StringIO())


@pytest.fixture
def loaded() -> None:
    load()


@pytest.fixture
def own_data(settings: Settings, tmp_path: Path) -> Path:
    """A copy of the shipped files that a test may spoil."""
    folder = tmp_path / "data"
    shutil.copytree(settings.FACTS_DIR, folder)
    settings.FACTS_DIR = folder
    return folder


@pytest.mark.usefixtures("loaded")
def test_everything_that_ships_is_there() -> None:
    counts = {
        kind.__name__: kind._default_manager.count()
        for kind in (City, Category, Target, MandateTask, Major, FormVersion, NoticeText, Notice)
    }
    assert counts == {
        "City": 14,
        "Category": 5,
        "Target": 20,
        "MandateTask": 6,
        "Major": 883,
        "FormVersion": 5,
        "NoticeText": len(json.loads((settings.FACTS_DIR / "notice_texts.json").read_text())["texts"]),
        "Notice": 2,
    }
    kinds = Organisation.objects.values_list("kind", flat=True)
    assert {kind: list(kinds).count(kind) for kind in set(kinds)} == {
        "department": 1,
        "office": 5,
        "university": 63,
        "vocational_university": 1,
        "college": 51,
    }
    assert StockPhrase.objects.exists()
    assert WorkDay.objects.filter(working=True, date__week_day__in=[1, 7]).exists()


@pytest.mark.usefixtures("loaded")
def test_a_second_run_writes_nothing_at_all() -> None:
    before = written()
    load()
    assert written() == before


def written() -> int:
    """How many rows this transaction has inserted, updated and deleted so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint FROM pg_stat_xact_user_tables")
        total: int = cursor.fetchone()[0]
    return total


@pytest.mark.usefixtures("loaded")
def test_what_officials_changed_stays_and_what_is_missing_comes_back() -> None:
    Category.objects.filter(code="exchange").update(name="国际合作")
    Category.objects.get(code="exchange").leads.all().delete()
    NoticeText.objects.filter(kind="released").delete()
    load()
    category = Category.objects.get(code="exchange")
    assert (category.name, category.leads.count()) == ("国际合作", 0)
    assert NoticeText.objects.filter(kind="released").exists()


@pytest.mark.usefixtures("loaded")
def test_lead_offices_stand_in_their_order_with_the_responsible_one_first() -> None:
    leads = Category.objects.get(code="teacher_exchange").leads.order_by("order")
    assert [lead.office.name for lead in leads] == [
        "工业高等教育处",
        "社会事业高等教育处",
        "科技与信息化建设处",
        "学位管理与研究生教育处",
    ]
    assert {office.parent and office.parent.code for office in Organisation.objects.filter(kind="office")} == {"ting"}


@pytest.mark.usefixtures("loaded")
def test_institutions_are_found_by_first_letters_of_name_and_short_name() -> None:
    found = Organisation.objects.filter(initials__contains="dlgdx").values_list("name", flat=True)
    assert "大连理工大学" not in found
    assert [one.name for one in Organisation.objects.filter(initials__contains="dllgdx")] == ["大连理工大学"]


@pytest.mark.usefixtures("loaded")
def test_the_call_of_2020_ships_as_a_draft_that_nobody_drafted() -> None:
    call = Call.objects.get()
    assert (call.is_example, call.state, call.drafted_by, call.office.code) == (True, "draft", None, "gongye")
    assert (call.document_number, str(call.closes_at)) == ("辽教办〔2020〕101号", "2020-08-20 16:00:00+00:00")
    assert sorted(call.call_categories.values_list("limit", flat=True)) == [5] * 5
    assert [one.text for one in paragraphs(call.body) if one.kind == "heading1"] == [
        "一、申报对象",
        "二、申报项目范围及数量",
        "三、报送方式",
    ]


@pytest.mark.usefixtures("loaded")
def test_the_two_notices_are_public_and_found_by_search() -> None:
    assert sorted(Notice.objects.published().values_list("document_number", flat=True)) == [
        "辽教函〔2020〕261号",
        "辽教办〔2020〕101号",
    ]
    assert SearchEntry.objects.filter(kind="publishing.notice").count() == 2


@pytest.mark.usefixtures("loaded")
def test_items_of_the_check_belong_to_all_categories_or_to_one() -> None:
    common = CheckItem.objects.filter(category=None).order_by("order")
    assert [item.code for item in common[:2]] == ["eligible_lead", "in_time"]
    assert CheckItem.objects.get(code="joint_training.courses_listed").category == Category.objects.get(
        code="joint_training"
    )


# --- files that are wrong --------------------------------------------------------------------------


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "place"),
    [
        ("institutions.csv", "大连理工大学,大工", "大连理工大学,大工,多了", "institutions.csv, line 3"),
        ("institutions.csv", "4121010141,", "4121010140,", "institutions.csv, line 3"),
        ("institutions.csv", ",210200,", ",999999,", "institutions.csv, line 3"),
        ("cities.csv", "大连市", "大" * 40, "cities.csv, line 3: name"),
        ("categories.json", '"gongye"', '"nobody"', "categories.json, categories[0]"),
        ("categories.json", '"letters"', '"letter"', "categories.json, categories[0]: “letters” is missing"),
        ("notice_texts.json", "{", "", "notice_texts.json: "),
        ("forms/exchange.json", '"type": "short_text"', '"type": "no_such"', "forms/exchange.json"),
    ],
)
def test_a_wrong_file_is_named_with_its_place_and_nothing_is_loaded(
    own_data: Path, name: str, old: str, new: str, place: str
) -> None:
    replace(own_data / name, old, new)
    with pytest.raises(CommandError) as error:
        load()
    assert str(error.value).startswith(place)
    assert City.objects.exists() is False


def test_a_missing_file_is_named(own_data: Path) -> None:
    (own_data / "majors.csv").unlink()
    with pytest.raises(CommandError, match=r"majors\.csv: there is no such file"):
        load()

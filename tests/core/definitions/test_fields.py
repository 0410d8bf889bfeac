"""Each type of field: what it makes of what was typed, what it complains of, how it reads."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from lianxiao.core.definitions import Definition, read_section, show
from tests.core.definitions.made import REGISTER, field, form, milestones, options, posted, said


def read(definition: Definition, **values: str | list[str]) -> dict[str, Any]:
    return read_section(definition.sections[0], posted(**values), REGISTER)


def shown(definition: Definition, answers: dict[str, Any], language: str = "en") -> Any:
    return show(definition, {"basic": answers}, language)[0].fields[0].content


# --- text ------------------------------------------------------------------------------------------


def test_a_short_text_is_one_line_and_has_a_limit() -> None:
    short = form(field("a", max_length=4))
    assert read(short, a="  平台\r\n建设 ") == {"a": "平台 建设"}
    assert said(short, {"a": "平台建设"}) == []
    assert said(short, {"a": "平台建设吗"}) == [("id_a", "Shorten this to 4 characters; it has 5.")]
    assert said(short, {"a": "平台建设吗"}, final=False) == []


def test_a_long_text_keeps_its_lines_and_has_a_limit_in_words() -> None:
    long = form(field("a", "long_text", max_words=3))
    assert read(long, a="\r\n一\r\n二  \r\n") == {"a": "一\n二"}
    assert said(long, {"a": "一 two 三"}) == []
    assert said(long, {"a": "一二三四"}) == [("id_a", "Shorten this to 3 words; it has 4.")]
    assert said(form(field("a", "long_text")), {"a": "一" * 9000}) == []


# --- figures ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("1200", "1200"),
        ("１，２００．５０", "1200.5"),
        (" 1 200 ", "1200"),
        ("007", "7"),
        ("-0", "0"),
        ("+3", "3"),
        (".5", "0.5"),
        ("100", "100"),
        ("", ""),
        ("about 3", "about 3"),
        ("1,2", "1,2"),
        ("1e5", "1e5"),
        ("NaN", "NaN"),
        ("٣", "٣"),
        ("9" * 40, "9" * 40),
    ],
)
def test_a_number_is_canonical_or_stays_as_typed(typed: str, stored: str) -> None:
    assert read(form(field("a", "number", decimals=2)), a=typed) == {"a": stored}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("about 3", "Enter a number, for example 1200."),
        ("2.125", "Use at most 2 decimal places."),
        ("1", "Enter 2 or more."),
        ("2000", "Enter 1,000 or less."),
    ],
)
def test_a_number_outside_its_bounds_is_told(value: str, message: str) -> None:
    assert said(form(field("a", "number", decimals=2, min=2, max=1000)), {"a": value}) == [("id_a", message)]


def test_a_draft_hears_only_of_figures_that_cannot_be_read() -> None:
    number = form(field("a", "number", max=5))
    assert said(number, {"a": "9"}, final=False) == []
    assert said(number, {"a": "x"}, final=False) == [("id_a", "Enter a number, for example 1200.")]
    assert said(number, {"a": "1.5"}, final=False) == [("id_a", "Enter a whole number.")]


def test_figures_are_read_with_thousands_and_unit() -> None:
    number = form(field("a", "number", unit={"zh": "人次", "en": "persons"}, decimals=1))
    assert shown(number, {"a": "12000.5"}).text == "12,000.5 persons"
    assert shown(number, {"a": "many"}).text == "many"
    assert shown(number, {}).text == ""


def test_a_year_is_read_without_thousands() -> None:
    year = form(field("a", "number", min=1980, max=2100))
    assert shown(year, {"a": "2018"}).text == "2018"
    assert said(year, {"a": "1979"}) == [("id_a", "Enter 1980 or more.")]
    counted = form(field("a", "number", min=1980, max=2100, unit={"zh": "人次", "en": "persons"}))
    assert shown(counted, {"a": "2018"}).text == "2,018 persons"


def test_money_is_in_wan_yuan_with_two_decimals_and_not_negative() -> None:
    money = form(field("a", "money"))
    assert shown(money, {"a": "1200.5"}, "zh-hans").text == "1,200.50 万元"
    assert said(money, {"a": "-1"}) == [("id_a", "Enter 0 or more.")]
    assert said(money, {"a": "0.005"}) == [("id_a", "Use at most 2 decimal places.")]
    assert said(form(field("a", "money", min=-5)), {"a": "-1"}) == []


def test_a_decimal_from_a_program_is_taken_too() -> None:
    assert form(field("a", "money")).fields["a"].clean(Decimal("12.50")) == "12.5"
    assert form(field("a", "number")).fields["a"].clean(1200) == "1200"


def test_an_indicator_is_a_figure_that_is_not_negative() -> None:
    indicator = form(field("a", "indicator", target="courses", unit={"zh": "门", "en": "courses"}))
    assert said(indicator, {"a": "-1"}) == [("id_a", "Enter 0 or more.")]
    assert shown(indicator, {"a": "5"}).text == "5 courses"


# --- days ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["2026-11-03", "2026/11/3", "2026.11.3", "2026年11月3日", "２０２６-１１-３", "20261103", "2026 年 11 月 3 日"],
)
def test_a_date_is_understood_as_people_write_it(typed: str) -> None:
    assert read(form(field("a", "date")), a=typed) == {"a": "2026-11-03"}


@pytest.mark.parametrize("typed", ["soon", "2026-02-30", "2026-11", "0001-01-01", "3000-01-01"])
def test_what_is_no_date_stays_as_typed_and_is_told(typed: str) -> None:
    date = form(field("a", "date"))
    assert read(date, a=typed) == {"a": typed}
    assert said(date, {"a": typed}, final=False) == [("id_a", "Enter a date, for example 2026-11-23.")]


def test_a_date_reads_as_people_write_it() -> None:
    date = form(field("a", "date"))
    assert shown(date, {"a": "2026-11-03"}).text == "3 Nov 2026"
    assert shown(date, {"a": "2026-11-03"}, "zh-hans").text == "2026年11月3日"
    assert shown(date, {"a": "soon"}).text == "soon"


def test_a_period_has_two_days_in_order() -> None:
    period = form(field("a", "period"))
    assert read(period, a__start="2026/1/1", a__end="later") == {"a": {"start": "2026-01-01", "end": "later"}}
    assert said(period, {"a": {"start": "2026-01-02", "end": "2026-01-02"}}) == []
    assert said(period, {"a": {"start": "2026-01-02", "end": "2026-01-01"}}) == [
        ("id_a-end", "The last day is before the first day.")
    ]
    assert said(period, {"a": {"start": "2026-01-02", "end": ""}}) == [
        ("id_a-end", "Enter both the first and the last day.")
    ]
    assert said(period, {"a": {"start": "2026-01-02", "end": ""}}, final=False) == []
    assert said(period, {"a": {"start": "x", "end": "2026-01-02"}}, final=False) == [
        ("id_a-start", "Enter a date, for example 2026-11-23.")
    ]


def test_a_period_reads_from_to() -> None:
    period = form(field("a", "period"))
    assert shown(period, {"a": {"start": "2026-01-02", "end": "2027-01-01"}}).text == "2 Jan 2026 to 1 Jan 2027"
    assert shown(period, {"a": {"start": "2026-01-02"}}).text == "2 Jan 2026 to …"
    assert shown(period, {}).text == ""


# --- choices ---------------------------------------------------------------------------------------


def test_a_choice_is_one_of_the_list() -> None:
    choice = form(field("a", "choice", options=options("x", "y")))
    assert read(choice, a=["", "x"]) == {"a": "x"}
    assert read(choice, a=[""]) == {"a": ""}
    assert said(choice, {"a": "z"}, final=False) == [("id_a", "Choose from the list.")]
    assert shown(choice, {"a": "x"}).text == "X"
    assert shown(choice, {"a": "z"}).text == "z"


def test_several_choices_are_kept_once_and_in_the_order_of_the_list() -> None:
    choice = form(field("a", "choice", options=options("x", "y"), multiple=True))
    assert read(choice, a=["", "y", "x", "y"]) == {"a": ["x", "y"]}
    assert said(choice, {"a": ["x", "z"]}) == [("id_a", "Choose from the list.")]
    assert shown(choice, {"a": ["y", "x"]}).items == ("X", "Y")


# --- people and organisations ----------------------------------------------------------------------


def test_a_person_has_the_parts_that_the_form_asks_for() -> None:
    person = form(field("a", "person", parts=["name", "phone", "email"]))
    given = read(person, a__name=" 张三 ", a__phone="０２４-12345678", a__title="教授")
    assert given == {"a": {"name": "张三", "phone": "024-12345678", "email": ""}}
    assert said(person, given) == []
    assert shown(person, given).text == "张三 · 024*****5678"


def test_a_person_without_a_name_or_with_a_bad_address_is_told() -> None:
    person = form(field("a", "person", parts=["name", "phone", "email"]))
    bad = {"a": {"name": "", "phone": "call me", "email": "a@b"}}
    assert said(person, bad, final=False) == [
        ("id_a-phone", "Enter a telephone number, for example 024-12345678."),
        ("id_a-email", "Enter an e-mail address, for example name@example.edu.cn."),
    ]
    assert said(person, bad)[2:] == [("id_a-name", "Enter the person's name.")]
    assert said(person, {"a": {"name": "长" * 201}}) == [("id_a-name", "Shorten this to 200 characters.")]


def test_who_somebody_is_and_where_he_is_paid_is_read_and_shown_masked() -> None:
    person = form(field("a", "person", parts=["name", "identity", "account"]))
    given = read(
        person, a__name="张三", a__identity="１１０１０５１９４９１２３１００２x", a__account="6217 0001 2345 678"
    )
    assert said(person, given) == []
    assert shown(person, given).text == "张三 · 1101**********002x · 6217********** 678"
    passport = read(person, a__name="John", a__identity="E12345678")
    assert (said(person, passport), shown(person, passport).text) == ([], "John · E******78")


@pytest.mark.parametrize("identity", ["110105194912310021", "11010519491231002", "12345678", "E1"])
def test_a_number_that_nobody_has_is_refused(identity: str) -> None:
    person = form(field("a", "person", parts=["name", "identity", "account"]))
    bad = {"a": {"name": "张三", "identity": identity, "account": "6217"}}
    assert said(person, bad, final=False) == [
        ("id_a-identity", "Enter the 18 digits of an identity card, or the number of a passport or permit."),
        ("id_a-account", "Enter the 12 to 25 digits of a bank account."),
    ]


def test_an_organisation_is_found_by_any_of_its_names_or_kept_as_typed() -> None:
    partners = form(field("a", "organisation", multiple=True))
    assert read(partners, a=["辽大", " liaoning university ", "某研究院", ""]) == {
        "a": [{"id": 7, "name": "辽宁大学"}, {"id": 7, "name": "辽宁大学"}, {"id": None, "name": "某研究院"}]
    }


def test_an_organisation_is_named_once() -> None:
    one = {"id": 7, "name": "辽宁大学"}
    partners = form(field("a", "organisation", multiple=True))
    assert said(partners, {"a": [one, one]}) == [("id_a", "An organisation is named twice.")]
    assert said(partners, {"a": [{"id": None, "name": "长" * 201}]}) == [("id_a", "Shorten this to 200 characters.")]
    single = form(field("a", "organisation"))
    assert said(single, {"a": [one, {"id": 9, "name": "沈阳机床"}]}) == [("id_a", "Name one organisation only.")]
    assert shown(single, {"a": [one]}).text == "辽宁大学"
    assert shown(partners, {"a": [one]}).items == ("辽宁大学",)


# --- tables ----------------------------------------------------------------------------------------


def test_a_table_is_read_row_by_row_in_the_order_of_the_numbers_without_empty_rows() -> None:
    rows = read(
        form(milestones()),
        milestones="",
        milestones__10__name="last",
        milestones__2__name="first",
        milestones__2__due="2026/1/2",
        milestones__2__cost="1,000",
        milestones__2__kind="build",
        milestones__5__name="  ",
        milestones__x__name="no row",
    )
    assert rows == {
        "milestones": [
            {"name": "first", "due": "2026-01-02", "cost": "1000", "kind": "build"},
            {"name": "last", "due": "", "cost": "", "kind": ""},
        ]
    }


def test_a_row_can_be_removed_without_javascript() -> None:
    rows = read(form(milestones()), milestones__0__name="a", milestones__1__name="b", remove_row="milestones-0")
    assert [row["name"] for row in rows["milestones"]] == ["b"]


def test_each_cell_is_checked_in_its_place() -> None:
    rows = [{"name": "a", "cost": "x"}, {"name": "", "due": "soon", "kind": "z"}]
    table = form(milestones())
    assert said(table, {"milestones": rows}, final=False) == [
        ("id_milestones-0-cost", "Enter a number, for example 1200."),
        ("id_milestones-1-due", "Enter a date, for example 2026-11-23."),
        ("id_milestones-1-kind", "Choose from the list."),
    ]
    assert ("id_milestones-1-name", "Fill this in.") in said(table, {"milestones": rows})


def test_a_table_has_a_least_and_a_greatest_number_of_rows() -> None:
    rows = [{"name": str(number)} for number in range(4)]
    table = form(milestones(min_rows=2, max_rows=3))
    assert said(table, {}) == said(table, {"milestones": rows[:1]}) == [("id_milestones", "Fill in at least 2 rows.")]
    assert said(table, {"milestones": rows[:3]}) == []
    assert said(table, {"milestones": rows}) == [("id_milestones", "Use at most 3 rows.")]
    assert said(table, {"milestones": rows}, final=False) == []
    assert said(form(milestones(required=True)), {}) == [("id_milestones", "Fill in at least one row.")]


def test_a_table_reads_as_a_table_with_totals() -> None:
    rows = [{"name": "a", "cost": "1000.5", "kind": "build"}, {"name": "b", "cost": "x", "due": "2026-01-02"}]
    table = shown(form(milestones()), {"milestones": rows})
    assert [(one.key, one.label, one.numeric) for one in table.columns] == [
        ("name", "Name", False),
        ("due", "Due", False),
        ("cost", "Cost (10,000 yuan)", True),
        ("kind", "Kind", False),
    ]
    assert table.rows == (("a", "", "1,000.50", "BUILD"), ("b", "2 Jan 2026", "x", ""))
    assert table.totals == ("", "", "1,000.50", "")
    assert table.text == "a |  | 1,000.50 | BUILD\nb | 2 Jan 2026 | x | \n |  | 1,000.50 | "


def test_a_table_without_sums_has_no_totals() -> None:
    table = form(field("a", "table", columns=[field("x")]))
    assert shown(table, {"a": [{"x": "1"}]}).totals == ()


@pytest.mark.parametrize("raw", [None, 3, "text", ["x"], {"a": 1}, [None], [[1]], True])
def test_nothing_that_arrives_breaks_a_field(raw: Any) -> None:
    kinds = [
        field("a", "short_text"), field("b", "long_text"), field("c", "number"), field("d", "money"),
        field("e", "date"), field("f", "period"), field("g", "choice", options=options("x")),
        field("h", "choice", options=options("x"), multiple=True), field("i", "person"),
        field("j", "organisation"), field("k", "attachment"), milestones(),
        field("m", "indicator", target="t"), field("n", "sum", of=["c"]),
    ]  # fmt: skip
    everything = form(*kinds)
    answers = dict.fromkeys(everything.fields, raw)
    said(everything, answers)
    for one in everything.fields.values():
        assert one.clean(one.clean(raw)) == one.clean(raw)
        with translation.override("zh-hans"):
            assert isinstance(one.show(one.clean(raw)).text, str)

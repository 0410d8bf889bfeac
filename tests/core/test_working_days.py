import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxiao.core.working_days import add_working_days, is_working_day, working_days_between

CALENDAR_FILE = Path(__file__).parents[2] / "data" / "work_calendar.csv"


def shipped_calendar() -> dict[date, bool]:
    with CALENDAR_FILE.open(encoding="utf-8", newline="") as file:
        return {date.fromisoformat(row["date"]): row["working"] == "true" for row in csv.DictReader(file)}


CALENDAR = shipped_calendar()
STARTS = st.dates(date(2019, 12, 1), date(2027, 2, 1))


def test_a_plain_week_works_from_monday_to_friday() -> None:
    monday = date(2020, 11, 23)
    assert [is_working_day(monday + timedelta(days=n), {}) for n in range(7)] == [True] * 5 + [False] * 2


def test_the_national_day_of_2020_is_off_for_eight_days_between_two_make_up_days() -> None:
    days = [date(2020, 9, 26) + timedelta(days=n) for n in range(15)]
    assert [day for day in days if is_working_day(day, CALENDAR)] == [
        date(2020, 9, 27),  # a Sunday worked in exchange
        date(2020, 9, 28),
        date(2020, 9, 29),
        date(2020, 9, 30),
        date(2020, 10, 9),
        date(2020, 10, 10),  # a Saturday worked in exchange
    ]


def test_a_public_notice_of_five_working_days_spans_the_holiday_and_counts_the_make_up_saturday() -> None:
    assert add_working_days(date(2020, 9, 29), 5, CALENDAR) == date(2020, 10, 13)
    assert add_working_days(date(2020, 9, 29), 5, {}) == date(2020, 10, 6)


def test_the_day_of_the_start_does_not_count() -> None:
    assert add_working_days(date(2020, 11, 23), 1, CALENDAR) == date(2020, 11, 24)
    assert add_working_days(date(2020, 11, 23), 0, CALENDAR) == date(2020, 11, 23)


def test_a_term_of_less_than_no_day_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter than no day"):
        add_working_days(date(2020, 11, 23), -1, CALENDAR)


def test_nothing_is_left_of_a_term_that_has_passed() -> None:
    assert working_days_between(date(2020, 11, 23), date(2020, 11, 20), CALENDAR) == 0


@given(STARTS, st.integers(1, 60))
def test_counting_back_gives_the_number_of_days_that_were_added(start: date, n: int) -> None:
    end = add_working_days(start, n, CALENDAR)
    assert working_days_between(start, end, CALENDAR) == n
    assert is_working_day(end, CALENDAR)


def test_the_shipped_calendar_names_every_special_day_from_2020_on() -> None:
    with CALENDAR_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["date"] for row in rows] == sorted({row["date"] for row in rows})
    assert rows[0] == {"date": "2020-01-01", "working": "false", "name": "元旦"}
    assert {row["date"]: row for row in rows}["2020-10-10"] == {
        "date": "2020-10-10",
        "working": "true",
        "name": "国庆节调休上班",
    }
    assert [row for row in rows if not row["name"]] == []

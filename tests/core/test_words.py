import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxiao.core.words import full_pinyin, initials, search_query, search_text


def test_a_name_is_indexed_by_its_words_and_by_the_whole() -> None:
    terms = search_text("辽宁大学").split()
    assert terms[:3] == ["辽宁", "大学", "辽宁大学"]


def test_full_width_and_capital_letters_are_found_as_plain_ones() -> None:
    assert search_query("ＡＩ＋教育") == search_query("ai+教育") == "ai 教育"


def test_punctuation_is_no_word() -> None:
    assert search_query("〔2020〕101号，《通知》_") == "2020 101 号 通知"
    assert search_query("（、）") == ""
    assert search_text("——！") == ""


def test_words_that_return_stay_so_that_ranking_can_count_them() -> None:
    assert search_text("课程，课程，课程").split().count("课程") == 3


TITLES = [
    "面向东北全面振兴的装备制造类教学联盟建设与跨校修读学分互认",
    "大型仪器设备共享与教师互聘机制研究",
    "关于申报2020年辽宁省普通高校校际合作项目的通知",
]


@given(st.sampled_from(TITLES), st.data())
def test_any_run_of_characters_copied_from_a_title_finds_it(title: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(title) - 1))
    end = data.draw(st.integers(start + 1, len(title)))
    cut_inside_a_number = title[max(start - 1, 0) : start + 1].isdigit() or title[end - 1 : end + 1].isdigit()
    if not cut_inside_a_number:
        assert set(search_query(title[start:end]).split()) <= set(search_text(title).split())


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("辽宁大学", "lndx"),
        ("重庆大学", "cqdx"),
        ("沈阳音乐学院", "syyyxy"),
        ("朝阳师范高等专科学校", "cysfgdzkxx"),
        ("长春理工大学", "cclgdx"),
        ("鲁迅美术学院（大连）", "lxmsxydl"),
        ("5G 联合实验室", "5glhsys"),
        ("Lianxiao 联校", "lianxiaolx"),
    ],
)
def test_first_letters_as_people_type_them(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_pinyin_in_full() -> None:
    assert full_pinyin("重庆、旅顺") == "chongqinglvshun"
    assert full_pinyin("朝阳市") == "chaoyangshi"

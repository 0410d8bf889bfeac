import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from lianxiao.core.definitions import Text, count_words
from lianxiao.core.definitions.texts import narrow, one_line, plain, tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("   \n ", 0),
        ("辽宁大学", 4),
        ("共建课程，共享资源。", 10),
        ("hello world", 2),
        ("don’t panic", 2),
        ("2020年建成5门MOOC课程", 9),
        ("1,200.5 万元", 3),
        ("“联校”——平台", 8),
        ("全\u3000角", 2),
        ("A类B类", 4),
        ("𠀀𠀁", 2),
    ],
)
def test_words_are_counted_as_an_office_suite_counts_them(text: str, words: int) -> None:
    assert count_words(text) == words


@given(st.text())
def test_tokens_joined_again_are_the_text(text: str) -> None:
    assert "".join(tokens(text)) == text


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    for clean in (plain, one_line, narrow):
        assert clean(clean(text)) == clean(text)


def test_what_a_database_or_a_document_cannot_take_is_dropped() -> None:
    assert plain("a\x00b\x07c\ud800d\ufeffe\r\nf\rg ") == "abcde\nf\ng"
    assert plain(["list"]) == plain(None) == plain(True) == ""
    assert plain(12.5) == "12.5"


def test_a_line_has_no_line_ends_and_a_code_no_full_width_characters() -> None:
    assert one_line(" a \r\n b ") == "a b"
    assert narrow("　１２，３４Ａ（") == "12,34A("


def test_a_text_is_said_in_the_reader_s_language_and_falls_back_to_chinese() -> None:
    both, chinese = Text("甲", "A"), Text("乙")
    assert (str(both), str(chinese)) == ("A", "乙")
    with translation.override("zh-hans"):
        assert str(both) == "甲"

"""Headings of official texts are known by their numbers, in Chinese and in English."""

import pytest

from lianxiao.core.official_text import paragraphs


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("一、申报对象", "heading1"),
        ("十二、其他", "heading1"),
        ("（一）加强联合培养", "heading2"),
        ("1. Who may apply", "heading1"),
        ("(1) Strengthen joint training", "heading2"),
        ("省内普通本科高等学校。", "paragraph"),
        ("一、本项为一整句话，以句号结束。", "paragraph"),
        ("（二）" + "很长的一段" * 10, "paragraph"),
        ("2020 is a year", "paragraph"),
    ],
)
def test_a_line_is_a_heading_by_its_number_unless_it_is_a_sentence_or_long(line: str, kind: str) -> None:
    assert [paragraph.kind for paragraph in paragraphs(line)] == [kind]


def test_empty_lines_and_spaces_around_are_left_out() -> None:
    assert [paragraph.text for paragraph in paragraphs("  甲 \n\n乙\n")] == ["甲", "乙"]

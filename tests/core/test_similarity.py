"""Passages in common are found word for word, however they are set; what is merely alike is not."""

from hypothesis import given
from hypothesis import strategies as st

from lianxiao.core.similarity import GRAM, WINDOW, Span, pieces, plain, prints, share, shared

SENTENCE = "由牵头高校联合合作单位共同建设跨校选修课程平台"
OTHER = "实验设备开放共享并按年度公布使用情况与收费标准"
TEXT = st.text(alphabet="甲乙丙丁戊己庚辛，。 ", max_size=60)


def test_a_sentence_taken_over_is_found_in_its_place() -> None:
    text = f"我校拟{SENTENCE}。其余另写。"
    assert shared(text, [f"第二年起，{SENTENCE}，供学生选修。"]) == [Span(3, 3 + len(SENTENCE))]


def test_width_case_spaces_and_punctuation_do_not_hide_it() -> None:
    assert share(["ＡＢＣ平台，用于 2026 年跨校选课与学分互认。"], ["abc平台用于2026年——跨校选课与学分互认"]) == 1.0


def test_fewer_signs_than_a_gram_in_common_are_chance() -> None:
    assert shared(SENTENCE, [SENTENCE[: GRAM - 1] + OTHER]) == []
    assert shared(SENTENCE, [SENTENCE[:GRAM] + OTHER]) == [Span(0, GRAM)]


def test_passages_from_several_answers_of_the_other_count() -> None:
    assert [span.end - span.start for span in shared(SENTENCE + "；" + OTHER, [OTHER, SENTENCE])] == [
        len(SENTENCE),
        len(OTHER),
    ]


def test_the_share_is_of_all_that_was_written() -> None:
    assert share([SENTENCE, OTHER], [SENTENCE]) == len(SENTENCE) / (len(SENTENCE) + len(OTHER))
    assert share([], [SENTENCE]) == 0.0


def test_pieces_put_together_are_the_text() -> None:
    text = f"我校拟{SENTENCE}。"
    cut = pieces(text, shared(text, [SENTENCE]))
    assert cut == [("我校拟", False), (SENTENCE, True), ("。", False)]


@given(TEXT, TEXT, TEXT)
def test_a_long_enough_common_run_always_leaves_a_common_print(before: str, run: str, after: str) -> None:
    if len(plain(run).signs) >= GRAM + WINDOW - 1:
        assert prints([before + run + after]) & prints([after + run + before])


@given(TEXT, TEXT)
def test_every_sign_that_is_marked_lies_in_a_run_of_the_other(text: str, other: str) -> None:
    theirs = plain(other).signs
    for span in shared(text, [other]):
        signs = plain(text[span.start : span.end]).signs
        runs = [at for at in range(len(signs) - GRAM + 1) if signs[at : at + GRAM] in theirs]
        assert {place for at in runs for place in range(at, at + GRAM)} == set(range(len(signs)))


@given(TEXT)
def test_a_text_is_wholly_its_own(text: str) -> None:
    if len(plain(text).signs) >= GRAM:
        assert share([text], [text]) == 1.0

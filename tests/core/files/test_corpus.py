"""Two hundred hostile files, each refused with a reason that says what to do; five hundred good ones, each let in."""

import io
import time

import pytest
from django.utils import translation

from lianxiao.core.files import RefusedFile, check_upload
from lianxiao.core.files.names import clean_name
from tests.core.files import corpus, made
from tests.core.files.test_checking import (
    ACTIVE,
    DAMAGED,
    DAMAGED_PDF,
    DAMAGED_PICTURE,
    DEFINITIONS,
    MANY_PARTS,
    OTHER_FORMAT,
    OUTSIDE,
    PDF_FILES,
    SCRIPTS,
    TOO_PACKED,
    TWO_FORMATS,
)
from tests.sizes import sized

MOST_BYTES = 20 * 1024 * 1024
LONGEST_S = 2.0
LOCKED_PDF = "The PDF is encrypted or restricted by a password. Save it without a password."
LOCKED = "The file has a password or is in the old format (doc, xls, ppt). Save it anew without."
PACKED = "The file contains another packed file. Take it out and upload it by itself."
KINDS = "Files of this kind are not accepted. Accepted are: pdf, docx, xlsx, pptx, jpg, png."


def misnamed(ending: str) -> str:
    return f"The content of the file is not what its name says ({ending}). Save it again in that format."


def pixels(limit: int) -> str:
    return f"The picture has more than {limit} million pixels. Save it smaller."


REASONS: dict[str, set[str]] = {
    "bomb": {TOO_PACKED},
    "polyglot": {TWO_FORMATS},
    "pdf in a picture": {TWO_FORMATS},
    "macros": {ACTIVE},
    "types of macros": {ACTIVE},
    "links outside": {OUTSIDE},
    "wrong ending": {OTHER_FORMAT, *map(misnamed, corpus.ENDINGS)},
    "unknown ending": {KINDS},
    "not what it says": set(map(misnamed, corpus.ENDINGS)),
    "eicar": set(map(misnamed, corpus.ENDINGS)),
    "leads outside": {DAMAGED},
    "encrypted pdf": {LOCKED_PDF},
    "acting pdf": {SCRIPTS},
    "carrying pdf": {PDF_FILES},
    "entities": {DEFINITIONS},
    "truncated": {DAMAGED, DAMAGED_PDF, DAMAGED_PICTURE},
    "huge picture": {pixels(40), pixels(80)},
    "old or locked": {LOCKED},
    "many parts": {MANY_PARTS},
    "packed inside": {PACKED},
}


def verdict(file: corpus.Made) -> str:
    """The reason; empty when it is let in."""
    try:
        check_upload(file.name, io.BytesIO(file.content), formats=corpus.ENDINGS, max_bytes=MOST_BYTES)
    except RefusedFile as refusal:
        return str(refusal)
    return ""


def test_there_are_two_hundred_hostile_files_and_five_hundred_good_ones() -> None:
    assert len(corpus.HOSTILE) * corpus.HOSTILE_OF_A_KIND == 200
    assert sum(count for _make, count in corpus.GOOD.values()) == 500
    assert list(REASONS) == list(corpus.HOSTILE)


@pytest.mark.parametrize("kind", corpus.HOSTILE)
def test_hostile_files_are_refused_with_what_is_wrong(kind: str) -> None:
    for number in range(sized(2, corpus.HOSTILE_OF_A_KIND)):
        file = corpus.HOSTILE[kind](number)
        began = time.process_time()
        with translation.override("en"):
            assert verdict(file) in REASONS[kind], (number, file.name)
        assert time.process_time() - began < LONGEST_S, (number, file.name)
        with translation.override("zh-hans"):
            assert any("一" <= char <= "鿿" for char in verdict(file)), (number, file.name)


@pytest.mark.parametrize("kind", corpus.GOOD)
def test_good_files_are_let_in(kind: str) -> None:
    make, count = corpus.GOOD[kind]
    for number in range(sized(3, count)):
        file = make(number)
        began = time.process_time()
        with translation.override("en"):
            assert verdict(file) == "", (number, file.name)
        assert time.process_time() - began < LONGEST_S, (number, file.name)


def test_without_the_reading_of_the_content_they_would_be_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: whatever is refused for its content is refused by that reading alone."""
    monkeypatch.setattr("lianxiao.core.files.checking._read", lambda _stream, _ending: None)
    refused = {kind for kind, make in corpus.HOSTILE.items() if verdict(make(1))}
    assert refused == {"unknown ending"}


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\Windows\\a.pdf", "a.pdf"),
        ("C:\\fakepath\\协议.pdf", "协议.pdf"),
        ("/etc/cron.d/x.pdf", "x.pdf"),
        ("a\x00.pdf", "a.pdf"),
        ("协议\u202efdp.pdf", "协议fdp.pdf"),
        ('"; rm -rf ~; ".pdf', "_; rm -rf ~; _.pdf"),
        ("CON.pdf", "_CON.pdf"),
    ],
)
def test_a_name_leads_nowhere(given: str, shown: str) -> None:
    file = check_upload(given, io.BytesIO(made.pdf()), formats=corpus.ENDINGS, max_bytes=MOST_BYTES)
    assert file.name == clean_name(given) == shown

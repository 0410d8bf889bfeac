import pytest

from lianxiao.core.files.names import clean_name, extension


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("合作方案（定稿）.pdf", "合作方案（定稿）.pdf"),
        ("C:\\Users\\teacher\\方案.docx", "方案.docx"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ("报告\u202efdp.exe", "报告fdp.exe"),
        ("a\u200b\x00b.pdf", "ab.pdf"),
        ('a<b>"c"|d?*.pdf', "a_b__c__d__.pdf"),
        ("  方案 \t 一 .pdf ", "方案 一.pdf"),
        ("con.pdf", "_con.pdf"),
        (".pdf", "_.pdf"),
        ("", "_"),
        ("...", "_"),
    ],
)
def test_names_lose_what_could_deceive_or_harm(given: str, shown: str) -> None:
    assert clean_name(given) == shown


def test_a_long_name_keeps_its_ending_and_fits_a_file_system() -> None:
    shown = clean_name("长" * 300 + ".docx")
    assert shown == "长" * 95 + ".docx"
    assert len(clean_name("a." + "b" * 300)) == 100


def test_the_ending_is_read_in_small_letters_and_jpeg_is_jpg() -> None:
    assert [extension(name) for name in ["a.PDF", "b.JPEG", "c.tar.docx", "none"]] == ["pdf", "jpg", "docx", ""]

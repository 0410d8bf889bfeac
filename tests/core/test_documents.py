import io
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from lianxiao.core.documents import BrokenTemplate, count_pages, qr_svg, render_pdf
from lianxiao.core.files import check_upload

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def text(label: str, value: str, kind: str = "short_text") -> dict[str, Any]:
    return {"label": label, "type": kind, "content": {"kind": "text", "text": value}}


def form(**changes: Any) -> dict[str, Any]:
    courses = {
        "kind": "table",
        "columns": [{"label": "课程名称", "numeric": False}, {"label": "学分", "numeric": True}],
        "rows": [["机械设计基础", "3.0"], ["自动控制原理", "3.5"]],
        "totals": ["", "6.5"],
    }
    return {
        "language": "zh-hans",
        "form_title": "项目申报书",
        "category": "联合培养",
        "title": "装备制造类教学联盟",
        "cover": [{"label": "牵头高校", "text": "辽宁大学"}],
        "call": "2020年校际合作项目",
        "call_number": "辽教办〔2020〕101号",
        "date": "2026年11月23日",
        "code": "LX-000123-V3",
        "verify_at": "https://example.org/verify/LX-000123-V3",
        "qr": qr_svg("https://example.org/verify/LX-000123-V3"),
        "draft": False,
        "sections": [
            {
                "title": "基本信息",
                "fields": [text("合作类型", "教学联盟"), text("摘要", "第一段\n第二段", "long_text")],
            },
            {"title": "课程", "fields": [{"label": "共建课程", "type": "table", "content": courses}]},
        ],
        "opinions": [{"title": "牵头高校意见", "text": ""}],
    } | changes


LETTER = {
    "head": "辽宁省教育厅文件",
    "number": "辽教函〔2026〕1号",
    "title": "关于公布立项项目的通知",
    "addressee": "各普通本科高等学校：",
    "body": [{"kind": "heading", "text": "一、项目管理"}, {"kind": "text", "text": "现将有关事项通知如下。"}],
    "attachments": ["立项项目名单"],
    "signer": "辽宁省教育厅",
    "date": "2026年11月23日",
    "note": "此件主动公开",
    "copies": "省财政厅。",
    "printed_by": "辽宁省教育厅办公室",
    "printed_date": "2026年11月23日印发",
}
NOTICE = {
    "attachment": "附件1",
    "title": "拟立项项目公示名单",
    "columns": [{"label": "项目名称"}, {"label": "牵头高校"}],
    "rows": [[f"项目{n}", "辽宁大学"] for n in range(1, 61)],
}


def words(pdf: bytes) -> list[str]:
    """The text of each page without spaces and line breaks."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_the_form_shows_cover_sections_tables_and_seals_with_code_and_page_numbers() -> None:
    pdf = render_pdf("application", form())
    cover, inside = words(pdf)
    for shown in ["项目申报书", "（联合培养）", "辽教办〔2020〕101号", "牵头高校", "2026年11月23日", "第1页共2页"]:
        assert shown in cover
    for shown in [
        "一、基本信息",
        "教学联盟",
        "第一段",
        "二、课程",
        "机械设计基础",
        "合计",
        "6.5",
        "三、审核意见",
        "第2页共2页",
    ]:
        assert shown in inside
    assert [page.count("LX-000123-V3") for page in words(pdf)] == [3, 1]
    assert count_pages(pdf) == 2


def test_only_a_draft_is_marked_as_one_and_it_carries_no_code() -> None:
    assert ["草稿DRAFT" in page for page in words(render_pdf("application", form()))] == [False, False]
    draft = words(render_pdf("application", form(draft=True)))
    assert ["草稿DRAFT" in page for page in draft] == [True, True]
    assert ["LX-000123-V3" in page for page in draft] == [False, False]


def test_the_form_speaks_english_on_request() -> None:
    cover, inside = words(render_pdf("application", form(language="en")))
    assert "Page1of2" in cover
    assert "1.基本信息" in inside
    assert "3.Opinions" in inside


def test_what_people_type_is_shown_and_never_read_as_markup() -> None:
    typed = '#set page(fill: red) *bold* $x$ "quoted" \\ #read("/etc/passwd") <label> @ref'
    pdf = render_pdf("application", form(title=typed, sections=[{"title": typed, "fields": [text(typed, typed)]}]))
    assert typed.replace(" ", "") in words(pdf)[1]


def test_a_long_form_numbers_all_its_pages() -> None:
    essay = "辽宁大学与大连理工大学长期开展联合培养，具备良好的合作基础。" * 300
    pdf = render_pdf("application", form(sections=[{"title": "基础", "fields": [text("成效", essay, "long_text")]}]))
    pages = words(pdf)
    assert [f"第{n}页共{len(pages)}页" in page for n, page in enumerate(pages, 1)] == [True] * len(pages)
    assert len(pages) > 5


def test_the_letter_shows_every_part_of_an_official_document() -> None:
    (page,) = words(render_pdf("letter", LETTER))
    parts = ["辽宁省教育厅文件", "辽教函〔2026〕1号", "各普通本科高等学校：", "附件：立项项目名单", "（此件主动公开）"]
    for shown in [*parts, "抄送：省财政厅。", "2026年11月23日印发", "—1—"]:
        assert shown in page


def test_only_demo_documents_say_that_they_have_no_effect() -> None:
    assert "演示数据" not in words(render_pdf("letter", LETTER))[0]
    assert "演示数据" in words(render_pdf("letter", LETTER | {"demo": True}))[0]


def test_a_long_list_repeats_its_head_on_each_page() -> None:
    pages = words(render_pdf("notice_list", NOTICE))
    assert len(pages) > 1
    assert ["序号项目名称牵头高校" in page for page in pages] == [True] * len(pages)
    assert "60项目60辽宁大学" in pages[-1]


@pytest.mark.parametrize("template", ["application", "letter", "notice_list"])
def test_a_document_with_hardly_any_data_still_appears(template: str) -> None:
    assert count_pages(render_pdf(template, {})) > 0


def test_the_same_data_and_moment_give_the_same_bytes() -> None:
    first = render_pdf("letter", LETTER, at=AT)
    assert render_pdf("letter", LETTER, at=AT) == first
    assert render_pdf("letter", LETTER, at=AT.astimezone(ZoneInfo("Asia/Shanghai"))) == first


def test_documents_of_several_threads_do_not_mix() -> None:
    found: dict[str, bool] = {}

    def make(number: int) -> None:
        name = f"甲乙丙{number}号"
        found[name] = name in words(render_pdf("letter", LETTER | {"number": name}))[0]

    threads = [threading.Thread(target=make, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {f"甲乙丙{number}号": True for number in range(8)}


@dataclass(frozen=True)
class Line:
    label: str
    text: str


def test_dataclasses_are_shown_and_other_objects_are_a_mistake() -> None:
    assert "辽宁大学" in words(render_pdf("application", form(cover=[Line("高校", "辽宁大学")])))[0]
    with pytest.raises(TypeError, match="datetime"):
        render_pdf("letter", {"date": AT})


def test_a_template_that_does_not_exist_or_does_not_fit_is_a_mistake() -> None:
    with pytest.raises(BrokenTemplate):
        render_pdf("../settings", {})
    with pytest.raises(BrokenTemplate):
        render_pdf("application", {"sections": [{"no": "title"}]})


def test_our_own_documents_pass_the_gate_for_uploads() -> None:
    pdf = render_pdf("application", form())
    assert check_upload("a.pdf", io.BytesIO(pdf), formats=["pdf"], max_bytes=1_000_000).size == len(pdf)


def test_the_code_is_drawn_without_sizes_of_its_own_so_that_the_page_decides() -> None:
    root = ElementTree.fromstring(qr_svg("https://example.org/verify/1"))
    assert root.get("viewBox") == "0 0 29 29"
    assert root.get("width") is None

"""Officials edit the Word templates: what is wrong is told by field and paragraph, a second person publishes."""

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from docx.document import Document
from docx.oxml import OxmlElement

from lianxiao.core.files import RefusedFile
from lianxiao.core.refusals import NotAllowedNow
from lianxiao.letters.actions import letters
from lianxiao.letters.actions import templates as actions
from lianxiao.letters.models import TemplateVersion
from lianxiao.letters.queries import papers
from lianxiao.letters.queries.papers import content_of, template_content
from lianxiao.letters.queries.templates import current, faults_of
from lianxiao.letters.states import Kind, TemplateState
from tests.letters import made
from tests.letters.test_letters import text_of
from tests.world import World

pytestmark = pytest.mark.django_db
Change = Callable[[Document], object]


def add(text: str, style: str = "公文正文") -> Change:
    return lambda document: document.add_paragraph(text, style=style)


def faults(change: Change) -> list[str]:
    return [str(one) for one in faults_of(made.edited("approval", change).getvalue(), "approval")]


def upload(world: World, change: Change, kind: str = "approval") -> TemplateVersion:
    file = made.edited(kind, change)
    return actions.upload(kind=kind, name="模板.docx", stream=file, change="措辞", by=world.gongye.officer)


@pytest.mark.parametrize("kind", list(Kind))
def test_what_ships_passes_its_own_check_and_makes_both_files(world: World, kind: Kind) -> None:
    version = current(kind)
    assert version is not None
    assert faults_of(template_content(version), kind) == []
    sample = papers.trial(template_content(version), kind)
    assert "2026年11月23日" in text_of(sample.pdf)
    assert "{" not in "".join(one.text for one in docx.Document(io.BytesIO(sample.word)).paragraphs)


@pytest.mark.parametrize("kind", list(Kind))
def test_the_word_file_has_the_page_and_the_parts_of_an_official_paper(world: World, kind: Kind) -> None:
    version = current(kind)
    assert version is not None
    word = papers.trial(template_content(version), kind).word
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        names = set(package.namelist())
        assert package.testzip() is None
        fonts = package.read("word/fontTable.xml").decode()
        body = package.read("word/document.xml").decode()
    assert {"[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml", "word/fontTable.xml"} <= names
    assert all(font in fonts for font in ("方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"))
    assert "w:docGrid" in body
    section = docx.Document(io.BytesIO(word)).sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.left_margin, section.right_margin)
    assert [round(size.mm) for size in sizes if size is not None] == [210, 297, 37, 28, 26]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{ 项目名 }}", "“项目名”不是这类公文的字段"),
        ("{{ 项目名称", "“{{”处的标记不成对"),
        ("{{ 项目名称.upper }}", "“项目名称.upper”不是这类公文的字段"),
        ("｛｛项目名称｝｝", "花括号或百分号是全角"),
        ("{{ 补充说明 }}", "“补充说明”包含多段"),
        ("{%p for 段 in 补充说明 %}", "没有用“{%p endfor %}”结束"),
        ("{%p endfor %}", "没有对应的开始标记"),
        ("前 {%p if 合作单位 %}", "必须单独成段"),
        ("{% if 合作单位 %}", "没有在本段结束"),
        ("{{ ''.__class__.__mro__ }}", "无法识别"),
        ("{{ 项目名称|attr('x') }}", "无法识别"),
        ("{% set x = 1 %}", "无法识别"),
        ("{% include 'x' %}", "无法识别"),
        ("{# 注 #}", "是模板注释"),
    ],
)
def test_a_broken_tag_is_told_with_its_paragraph(world: World, text: str, says: str) -> None:
    base = len(made.edited("approval", lambda document: None).getvalue())
    assert base > 0
    found = faults(add(text))
    document = docx.Document(made.edited("approval", add(text)))
    assert says in found[0]
    assert found[0].startswith(f"第{len(document.paragraphs)}段")


def test_a_tag_that_word_split_into_runs_is_read_as_one(world: World) -> None:
    def change(document: Document) -> None:
        paragraph = document.paragraphs[4]
        paragraph.add_run("{{ 项目")
        paragraph.add_run("编号 }}").bold = True

    assert faults(change) == []


def test_missing_parts_and_fields_are_named(world: World) -> None:
    def no_number(document: Document) -> None:
        paragraph = document.paragraphs[1]
        paragraph.text = "没有文号"

    def no_title(document: Document) -> None:
        document.paragraphs[2].style = document.styles["公文正文"]

    assert ["发文字号" in one for one in faults(no_number)] == [True]
    assert ["“公文标题”" in one for one in faults(no_title)] == [True]


def test_what_the_pdf_would_not_show_is_refused(world: World) -> None:
    def tracked(document: Document) -> None:
        document.paragraphs[4]._p.append(OxmlElement("w:ins"))

    def box(document: Document) -> None:
        document.paragraphs[4].add_run()._r.append(OxmlElement("w:drawing"))

    def link(document: Document) -> None:
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
        document.part.relate_to("https://example.org", kind, is_external=True)

    assert ["修订" in one for one in faults(tracked)] == [True]
    assert ["图片" in one for one in faults(box)] == [True]
    assert ["https://example.org" in one for one in faults(link)] == [True]


def test_a_file_that_is_no_word_file_is_refused_before_anything_reads_it(world: World) -> None:
    with pytest.raises(RefusedFile):
        actions.upload(kind="approval", name="模板.docm", stream=io.BytesIO(b"PK"), change="x", by=world.gongye.officer)


def test_nothing_of_a_faulty_upload_is_kept(world: World) -> None:
    with pytest.raises(actions.FaultyTemplate) as refused:
        upload(world, add("{{ 甲 }} {{ 乙 }}"))
    assert len(refused.value.faults) == 2
    assert TemplateVersion.objects.filter(state=TemplateState.CHECKING).exists() is False


# --- two people, versions -----------------------------------------------------------------------------


def test_another_person_publishes_and_only_then_it_is_used(world: World) -> None:
    version = upload(world, add("各单位遵照执行。"))
    assert (version.version, current("approval")) != (2, version)
    with pytest.raises(PermissionDenied):
        actions.publish(version=version, by=world.gongye.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        TemplateVersion.objects.filter(pk=version.pk).update(decided_by_id=world.gongye.officer.user_id)
    with pytest.raises(PermissionDenied):
        actions.publish(version=version, by=world.lnu.liaison)
    actions.publish(version=version, by=world.xuewei.officer)
    assert current("approval") == version


def test_a_letter_keeps_the_version_it_was_made_with_and_a_new_one_changes_both_files(world: World) -> None:
    before = made.drafted(world, "甲")

    def change(document: Document) -> None:
        made.paragraph(document, "请你校会同").text = "请按照合作协议组织实施。"  # type: ignore[attr-defined]

    actions.publish(version=upload(world, change), by=world.xuewei.officer)
    after = made.drafted(world, "乙")
    assert (before.template.version, after.template.version) == (1, 2)
    for letter, has in ((before, False), (after, True)):
        letters.pass_check(letter=letter, revision=0, by=world.gongye.officer)
        issued = letters.issue(letter=letter, by=world.ting)
        word = "".join(one.text for one in docx.Document(io.BytesIO(content_of(issued.word_id or ""))).paragraphs)
        said = "请按照合作协议组织实施。"
        assert (said in word, said in text_of(content_of(issued.pdf_id or ""))) == (has, has)


def test_one_version_waits_at_a_time_and_a_refused_one_stays_on_record(world: World) -> None:
    version = upload(world, add("甲"))
    with pytest.raises(NotAllowedNow):
        upload(world, add("乙"))
    actions.refuse(version=version, reason="措辞不当", by=world.xuewei.officer)
    assert upload(world, add("乙")).version == 3
    assert TemplateVersion.objects.get(pk=version.pk).reason == "措辞不当"


def test_a_version_that_is_there_cannot_be_changed_or_deleted(world: World) -> None:
    version, other = current("approval"), current("list")
    assert version is not None
    assert other is not None
    for change in ({"file": other.file}, {"version": 9}, {"state": TemplateState.CHECKING, "decided_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            TemplateVersion.objects.filter(pk=version.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        TemplateVersion.objects.filter(pk=version.pk).delete()


def test_what_people_typed_is_never_read_as_a_tag_or_as_markup(world: World) -> None:
    letter = made.checked(world, "{{ 7*7 }} <b>&甲</b>")
    issued = letters.issue(letter=letter, by=world.ting)
    word = "".join(one.text for one in docx.Document(io.BytesIO(content_of(issued.word_id or ""))).paragraphs)
    assert "{{ 7*7 }} <b>&甲</b>" in word

"""The imprint (版记) stands at the foot of the last page of the Word letter, in whatever program opens it."""

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn

from lianxiao.core import papers
from lianxiao.core.papers.fields import samples
from lianxiao.core.papers.imprint import IMPRINT
from lianxiao.letters.queries.fields import fields_of
from lianxiao.letters.queries.papers import template_content, trial
from lianxiao.letters.queries.templates import current
from lianxiao.letters.states import Kind
from tests.world import World

pytestmark = pytest.mark.django_db
MM = 72 / 25.4
FOOT = 46  # mm: the margin of 35 and one line
BOX = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}txbx"
ANCHOR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
LENGTHS = (0, 7, 8, 19)  # extra paragraphs: the date near the head, at the foot and just over it


def shipped(kind: str) -> bytes:
    version = current(kind)
    assert version is not None
    return template_content(version)


def filled(lines: int) -> bytes:
    """A letter of approval with a long list of copies, before its imprint is put in place."""
    values: dict[str, Any] = samples(fields_of("approval"))
    copies = "、".join(["大连理工大学", "东北大学", "辽宁大学", "沈阳工业大学", "中国医科大学"] * 2)
    extra = ["请将实施方案、任务分工和年度计划一并报送，逾期不报的，不再安排经费。"] * lines
    return papers.fill(shipped("approval"), {**values, "补充说明": extra, "抄送机关": copies})


@pytest.mark.parametrize("kind", list(Kind))
def test_its_lines_stand_in_a_box_at_the_margins_foot_tied_to_the_last_paragraph(world: World, kind: Kind) -> None:
    document = docx.Document(io.BytesIO(trial(shipped(kind), kind).word))
    assert [one.text for one in document.paragraphs if one.style is not None and one.style.name in IMPRINT] == []
    (box,) = document.element.body.iter(BOX)
    texts = ["".join(part.text or "" for part in one.iter(qn("w:t"), qn("w:tab"))) for one in box.iter(qn("w:p"))]
    assert (len(texts), texts[0].startswith("抄送："), texts[1].endswith("印发")) == (2, True, True)
    anchor = next(one for one in box.iterancestors() if one.tag == f"{ANCHOR}anchor")
    place = anchor.find(f"{ANCHOR}positionV")
    assert (place.get("relativeFrom"), place[0].text) == ("margin", "bottom")
    holder = next(one for one in box.iterancestors() if one.tag == qn("w:p"))
    assert holder is document.paragraphs[-1]._p
    assert not any(document.styles[name].element.findall(f".//{qn('w:framePr')}") for name in IMPRINT)


def test_a_letter_without_an_imprint_comes_back_as_it_is() -> None:
    made = io.BytesIO()
    docx.Document().save(made)
    assert papers.at_the_foot(made.getvalue()) == made.getvalue()


@pytest.fixture(scope="module")
def soffice() -> str:
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("LibreOffice is not on this machine: apt install libreoffice-writer-nogui")
    return found


def converted(soffice: str, folder: Path, letters: dict[str, bytes]) -> dict[str, list[tuple[str, int, int, int]]]:
    """By letter, where words stand: (word, page, pages, millimetres above the edge)."""
    for name, content in letters.items():
        (folder / f"{name}.docx").write_bytes(content)
    settings = f"-env:UserInstallation=file://{folder}/settings"
    files = sorted(map(str, folder.glob("*.docx")))
    command = [soffice, "--headless", settings, "--convert-to", "pdf", "--outdir", str(folder), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {name: places(folder / f"{name}.pdf") for name in letters}


def places(pdf: Path) -> list[tuple[str, int, int, int]]:
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for number, page in enumerate(document, 1):
            text = page.get_textpage()
            for word in ("辽宁省教育厅\r\n2026", "抄送：", "日印发"):
                match = text.search(word).get_next()
                if match:
                    found.append((word[:2], number, len(document), round(text.get_charbox(match[0])[1] / MM)))
    return found


@pytest.mark.slow
def test_libre_office_sets_it_at_the_foot_of_the_last_page(world: World, soffice: str, tmp_path: Path) -> None:
    letters = {f"with{lines}": papers.at_the_foot(filled(lines)) for lines in LENGTHS}
    before = {"before": filled(3)}  # the negative control: as the lines stand in the template
    found = converted(soffice, tmp_path, letters | before)
    for name in letters:
        (signer, copies, printed) = found[name]
        assert [one[0] for one in (signer, copies, printed)] == ["辽宁", "抄送", "日印"], name
        assert printed[1] == printed[2] == copies[1], (name, found[name])  # on the last page
        assert 35 <= printed[3] < FOOT, (name, found[name])
        assert copies[3] > printed[3], (name, found[name])
        assert signer[1] < copies[1] or signer[3] > copies[3] + 5, (name, found[name])
    assert found["before"][-1][3] > FOOT

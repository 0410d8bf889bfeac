"""The imprint (版记) of a filled letter at the foot of its last page, in Word and WPS as in LibreOffice.

LibreOffice knows no frame that stands at a page's foot, so what is handed out has the lines in a text box there.
"""

import io
import math
from copy import deepcopy
from typing import Any, Final
from unicodedata import east_asian_width

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

from lianxiao.core.papers.building import TEXT_WIDTH
from lianxiao.core.papers.styles import FOUR, Part, name_of

IMPRINT = (name_of(Part.COPIES), name_of(Part.PRINTED))
POINTS_PER_MM: Final = 72 / 25.4
UNITS_PER_POINT: Final = 12700  # EMU
LINE_POINTS = 29  # a line of the imprint and its rule
LETTERS = math.floor(TEXT_WIDTH * POINTS_PER_MM / FOUR) - 2  # of a line, one left out on either side
NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
}
# The second is for programs older than text boxes of this kind.
BOX = """
<w:r {names}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0"
 layoutInCell="1" allowOverlap="0"><wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH>
<wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>
<wp:extent cx="{wide}" cy="{high}"/><wp:wrapTopAndBottom/><wp:docPr id="1" name="版记"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="{shapes}"><wps:wsp><wps:cNvSpPr txBox="1"/>
<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>
<wps:txbx><w:txbxContent/></wps:txbx>
<wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"><a:spAutoFit/></wps:bodyPr>
</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict>
<v:rect stroked="f" filled="f" style="position:absolute;width:{points_wide}pt;height:{points_high}pt;
mso-position-horizontal:left;mso-position-horizontal-relative:margin;
mso-position-vertical:bottom;mso-position-vertical-relative:margin">
<v:textbox inset="0,0,0,0"><w:txbxContent/></v:textbox></v:rect></w:pict></mc:Fallback></mc:AlternateContent></w:r>
"""


def at_the_foot(word: bytes) -> bytes:
    """The same letter; one without an imprint comes back as it is."""
    document = docx.Document(io.BytesIO(word))
    lines = [one for one in document.paragraphs if one.style is not None and one.style.name in IMPRINT]
    if not lines:
        return word
    _shape(document)
    box = parse_xml(_box(sum(_height(one.text) for one in lines)))
    _paragraph_before(lines[0]).append(box)
    there, older = box.iter(qn("w:txbxContent"))
    for line in lines:
        older.append(deepcopy(line._p))
        there.append(line._p)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _shape(document: Any) -> None:
    """Rules as wide as the text, between sides that nobody sees. Older templates have frames; a box holds none."""
    for name in IMPRINT:
        properties = document.styles[name].element.get_or_add_pPr() if name in document.styles else None
        if properties is None:
            continue
        for frame in properties.findall(qn("w:framePr")):
            properties.remove(frame)
        rules = properties.find(qn("w:pBdr"))
        if rules is not None and rules.find(qn("w:left")) is None:
            rules.find(qn("w:top")).addnext(parse_xml(_side("left")))
            rules.append(parse_xml(_side("right")))


def _side(name: str) -> str:
    return f'<w:{name} {nsdecls("w")} w:val="single" w:sz="2" w:space="{round(FOUR)}" w:color="FFFFFF"/>'


def _paragraph_before(line: Paragraph) -> Any:
    """To which the box is tied, so that it stands on that page, which is the last."""
    before = line._p.getprevious()
    if before is None or before.tag != qn("w:p"):
        return line.insert_paragraph_before()._p
    return before


def _box(lines: int) -> str:
    wide, high = TEXT_WIDTH * POINTS_PER_MM, lines * LINE_POINTS
    return BOX.strip().format(
        names=" ".join(f'xmlns:{prefix}="{address}"' for prefix, address in NAMESPACES.items()),
        shapes=NAMESPACES["wps"],
        wide=round(wide * UNITS_PER_POINT),
        high=round(high * UNITS_PER_POINT),
        points_wide=round(wide, 1),
        points_high=high,
    )


def _height(text: str) -> int:
    """In lines; Chinese letters are twice as wide as Latin ones."""
    letters = sum(1 if east_asian_width(letter) in "WF" else 0.5 for letter in text)
    return max(1, math.ceil(letters / LETTERS))

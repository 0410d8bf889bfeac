"""The named paragraph styles of an official paper: what each is in the layout, and how Word shows it.

Both outputs hang on the names. Sizes are in points: 二号 22, 三号 16, 四号 14 (GB/T 9704-2012, 5.2.2 and 7).
"""

from dataclasses import dataclass
from enum import StrEnum

SONG, FANG, HEI, KAI, PLAIN = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
# What stands in where a machine lacks the font: names that Word, WPS and LibreOffice know.
FALLBACKS = {SONG: "宋体", FANG: "仿宋", HEI: "SimHei", KAI: "楷体", PLAIN: "SimSun"}

THREE, FOUR = 16.0, 14.0
RED = "D7000F"


class Part(StrEnum):
    HEAD = "head"
    NUMBER = "number"
    TITLE = "title"
    ADDRESSEE = "addressee"
    TEXT = "text"
    HEADING = "heading"
    SUBHEADING = "subheading"
    ATTACHMENT = "attachment"
    SIGNER = "signer"
    DATE = "date"
    NOTE = "note"
    COPIES = "copies"
    PRINTED = "printed"
    CELL = "cell"
    TABLE_HEAD = "table_head"


@dataclass(frozen=True, slots=True)
class Style:
    """`indent`, `left` and `right` in characters of the text, `before` in lines of it."""

    name: str
    part: Part
    font: str = FANG
    size: float = THREE
    align: str = "both"
    indent: float = 0
    left: float = 0
    right: float = 0
    before: float = 0
    bold: bool = False
    red: bool = False


STYLES = (
    Style("发文机关标志", Part.HEAD, SONG, 40, "center", before=1, red=True),
    Style("发文字号", Part.NUMBER, align="center", before=1),
    Style("公文标题", Part.TITLE, SONG, 22, "center", before=1.5),
    Style("主送机关", Part.ADDRESSEE, align="left", before=1),
    Style("公文正文", Part.TEXT, indent=2),
    Style("一级标题", Part.HEADING, HEI, indent=2),
    Style("二级标题", Part.SUBHEADING, KAI, indent=2),
    Style("附件说明", Part.ATTACHMENT, align="left", left=2, before=1),
    Style("署名", Part.SIGNER, align="right", right=4, before=2),
    Style("成文日期", Part.DATE, align="right", right=4),
    Style("附注", Part.NOTE, align="left", left=2),
    Style("抄送机关", Part.COPIES, size=FOUR, align="left", left=1, right=1),
    Style("印发机关和日期", Part.PRINTED, size=FOUR, align="left", left=1, right=1),
    Style("表头", Part.TABLE_HEAD, HEI, 12, "center"),
    Style("公文表格", Part.CELL, FANG, 12, "center"),
)
PARTS: dict[str, Part] = {style.name: style.part for style in STYLES}
# Without these it is no official paper; each stands there once.
ONCE = (Part.HEAD, Part.NUMBER, Part.TITLE, Part.SIGNER, Part.DATE)


def part_of(name: str, *, in_table: bool = False) -> Part:
    """A paragraph in a style of the writer's own is text."""
    return PARTS.get(name, Part.CELL if in_table else Part.TEXT)


def name_of(part: Part) -> str:
    return next(style.name for style in STYLES if style.part == part)

"""What is wrong with an edited template, told by field and paragraph, before anybody uses it."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from zipfile import ZipFile

import docx
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from lianxiao.core.papers.fields import Field, Fields, Listing, samples
from lianxiao.core.papers.filling import UnfilledTemplate, fill
from lianxiao.core.papers.reading import Place, places, read
from lianxiao.core.papers.styles import ONCE, PARTS, Part, name_of, part_of

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_BRACE = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_WIDE = re.compile(r"｛|｝|\{％|％\}")
_VALUE = re.compile(r"\{\{\s*(\w+)(?:\.(\w+))?\s*\}\}")
_BEGIN = re.compile(r"\{%(p|tr)?\s+(?:for\s+(\w+)\s+in\s+(\w+)|if\s+(?:not\s+)?(\w+))\s*%\}")
_END = re.compile(r"\{%(p|tr)?\s+(endfor|endif|else)\s*%\}")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# What Word shows and the typeset letter would not: the two must say the same.
_ONLY_IN_WORD = {
    "drawing": "picture", "pict": "picture", "object": "object", "footnoteReference": "footnote",
    "endnoteReference": "footnote", "ins": "change", "del": "change", "moveFrom": "change", "moveTo": "change",
    "commentReference": "comment", "sdt": "control", "txbxContent": "text box", "altChunk": "object",
    "numPr": "numbering",
}  # fmt: skip
SHOWN = 24


@dataclass(frozen=True, slots=True)
class Fault:
    """`paragraph` counts from the top of the text; 0 is the head or foot of the page, None the file."""

    message: str
    paragraph: int | None = None
    excerpt: str = ""

    def __str__(self) -> str:
        if self.paragraph is None:
            return self.message
        where = (
            _("Paragraph %(number)d") % {"number": self.paragraph} if self.paragraph else _("Head or foot of the page")
        )
        return f"{where}{_('“%(text)s”') % {'text': self.excerpt}}{_(': ')}{self.message}"


@dataclass(frozen=True, slots=True)
class _Open:
    place: Place
    tag: str
    prefix: str
    variable: str
    listing: str
    is_loop: bool


def faults(content: bytes, fields: Fields) -> list[Fault]:
    """All of them, the first from the top; nothing when the template can be used. The file is a checked Word file."""
    found = [*_of_package(content), *_of_tags(content, fields)]
    if found:
        return found
    try:
        made = fill(content, samples(fields))
    except UnfilledTemplate as error:
        return [Fault(_("The template cannot be filled in: %(error)s.") % {"error": str(error)})]
    return [*_of_parts(made)]


# --- the file ----------------------------------------------------------------------------------------


def _of_package(content: bytes) -> Iterator[Fault]:
    with ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if name.endswith(".rels"):
                for link in fromstring(package.read(name), forbid_dtd=True):
                    if link.get("TargetMode") == "External":
                        yield Fault(
                            _("The file links to “%(target)s”. Take the link out.") % {"target": link.get("Target", "")}
                        )
    document = docx.Document(io.BytesIO(content))
    properties = document.core_properties
    if any("{" in text for text in (properties.title, properties.subject, properties.author, properties.comments)):
        yield Fault(_("The properties of the file hold braces. Clear them."))
    yield from _only_in_word(content)


def _only_in_word(content: bytes) -> Iterator[Fault]:
    told: dict[str, str] = {
        "picture": _("A picture stands in the file. Letters have none; the seal is set by hand."),
        "object": _("An embedded object stands in the file. Take it out."),
        "footnote": _("A footnote stands in the file. Write it into the text."),
        "change": _("The file holds tracked changes. Accept or reject them all."),
        "comment": _("The file holds comments. Delete them."),
        "control": _("The file holds form controls. Write the field between braces instead."),
        "text box": _("A text box stands in the file. Write its words as a paragraph."),
        "numbering": _("The file numbers paragraphs by itself. Write the numbers as text."),
    }
    kinds: dict[str, None] = {}
    with ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name):
                for element in fromstring(package.read(name), forbid_dtd=True).iter():
                    if kind := _ONLY_IN_WORD.get(str(element.tag).removeprefix(_W)):
                        kinds[kind] = None
    yield from (Fault(told[kind]) for kind in kinds)


# --- the fields --------------------------------------------------------------------------------------


def _of_tags(content: bytes, fields: Fields) -> Iterator[Fault]:
    used: set[str] = set()
    opened: list[_Open] = []
    for place in places(content):
        yield from _of_paragraph(place, fields, opened, used)
    for one in opened:
        yield _at(one.place, _("“%(tag)s” is not closed by “%(end)s”.") % {"tag": one.tag, "end": _closing(one)})
    for name, one_field in fields.items():
        if one_field.required and name not in used:
            yield Fault(
                _("The template does not show the field “%(field)s”, which this kind of letter must have.")
                % {"field": name}
            )


def _of_paragraph(place: Place, fields: Fields, opened: list[_Open], used: set[str]) -> Iterator[Fault]:
    text = place.paragraph.text
    if _WIDE.search(text):
        yield _at(place, _("Braces or percent signs are full-width. Type {{ }} and {% %} in half width."))
        return
    rest = _TAG.sub("", text)
    if found := _BRACE.search(rest):
        yield _at(
            place,
            _("The tag at “%(sign)s” is opened or closed alone. A field reads {{ name }}.") % {"sign": found.group()},
        )
        return
    depth = len(opened)
    for tag in _TAG.findall(text):
        yield from _of_tag(tag, place, fields, opened, used)
        if _alone(tag) and rest.strip():
            yield _at(place, _("“%(tag)s” must stand in a paragraph or row of its own.") % {"tag": tag})
    if len(opened) > depth and not opened[-1].prefix:
        one = opened.pop()
        yield _at(
            place,
            _("“%(tag)s” is not closed in its paragraph. Over several paragraphs write {%%p … %%}.") % {"tag": one.tag},
        )


def _of_tag(tag: str, place: Place, fields: Fields, opened: list[_Open], used: set[str]) -> Iterator[Fault]:
    if tag.startswith("{#"):
        yield _at(place, _("“%(tag)s” is a comment of the template. Take it out.") % {"tag": tag})
    elif value := _VALUE.fullmatch(tag):
        yield from _of_value(value.group(1), value.group(2), place, fields, opened, used)
    elif begin := _BEGIN.fullmatch(tag):
        prefix, variable, listing, condition = begin.groups()
        yield from _of_begin(variable, listing, condition, place, fields, used)
        opened.append(_Open(place, tag, prefix or "", variable or "", listing or "", is_loop=bool(listing)))
    elif end := _END.fullmatch(tag):
        yield from _of_end(tag, end.group(1) or "", end.group(2), place, opened)
    else:
        yield _at(
            place,
            _("“%(tag)s” cannot be read. Allowed are {{ name }}, {%%p if name %%}, {%%p for line in name %%}.")
            % {"tag": tag},
        )


def _of_value(
    name: str, column: str | None, place: Place, fields: Fields, opened: list[_Open], used: set[str]
) -> Iterator[Fault]:
    loop = next((one for one in reversed(opened) if one.variable == name), None)
    if loop is not None:
        over = fields.get(loop.listing)
        if isinstance(over, Listing):
            if column not in over.columns:
                yield _at(place, _("“%(column)s” is no column of “%(listing)s”; it has: %(known)s.") % {
                    "column": column or name, "listing": loop.listing, "known": "、".join(over.columns)})  # fmt: skip
        elif column:
            yield _unknown(place, f"{name}.{column}", fields)
        return
    known = fields.get(name)
    if not isinstance(known, Field) or column:
        yield _unknown(place, f"{name}.{column}" if column else name, fields)
    elif known.many:
        yield _at(
            place, _("“%(field)s” holds several paragraphs: write {%%p for line in %(field)s %%}.") % {"field": name}
        )
    else:
        used.add(name)


def _of_begin(
    variable: str | None, listing: str | None, condition: str | None, place: Place, fields: Fields, used: set[str]
) -> Iterator[Fault]:
    name = listing or condition or ""
    known = fields.get(name)
    if known is None:
        yield _unknown(place, name, fields)
        return
    if listing and isinstance(known, Field) and not known.many:
        yield _at(place, _("“%(field)s” is one text and cannot be repeated.") % {"field": name})
    if variable in fields:
        yield _at(place, _("“%(field)s” is a field; call the line otherwise.") % {"field": variable})
    if listing:
        used.add(name)


def _of_end(tag: str, prefix: str, word: str, place: Place, opened: list[_Open]) -> Iterator[Fault]:
    if word == "else":
        if not opened or opened[-1].is_loop or opened[-1].prefix != prefix:
            yield _at(place, _("“%(tag)s” closes nothing that is open here.") % {"tag": tag})
        return
    if not opened or opened[-1].is_loop != (word == "endfor") or opened[-1].prefix != prefix:
        yield _at(place, _("“%(tag)s” closes nothing that is open here.") % {"tag": tag})
        return
    opened.pop()


def _alone(tag: str) -> bool:
    """{%p %} takes its paragraph away, {%tr %} its row."""
    return tag.startswith(("{%p ", "{%tr "))


def _closing(one: _Open) -> str:
    return f"{{%{one.prefix} {'endfor' if one.is_loop else 'endif'} %}}"


def _unknown(place: Place, name: str, fields: Fields) -> Fault:
    return _at(
        place,
        _("“%(field)s” is no field of this kind of letter. Fields are: %(known)s.")
        % {"field": name, "known": "、".join(fields)},
    )


def _at(place: Place, message: str) -> Fault:
    text = place.paragraph.text.strip()
    return Fault(message, place.number, text if len(text) <= SHOWN else f"{text[:SHOWN]}…")


# --- the parts ---------------------------------------------------------------------------------------


def _of_parts(made: bytes) -> Iterator[Fault]:
    """Every part that an official paper has, once; from the template filled in with samples."""
    paper = read(made)
    for part in ONCE:
        count = sum(block.part == part for block in paper.blocks)
        if count == 0:
            yield Fault(
                _("No paragraph has the style “%(style)s”. Give it to the paragraph it is meant for.")
                % {"style": name_of(part)}
            )
        if count > 1:
            yield Fault(
                _("%(count)d paragraphs have the style “%(style)s”; there is one of it.")
                % {"count": count, "style": name_of(part)}
            )
    if not any(block.part == Part.TEXT or block.rows for block in paper.blocks):
        yield Fault(_("The letter has no text."))


def own_styles(content: bytes) -> list[tuple[int, str]]:
    """Paragraphs in styles that the layout does not know, with the names: they are set as text."""
    found = []
    for place in places(content):
        name = str(place.paragraph.style.name or "") if place.paragraph.style else ""
        known = name in PARTS or place.in_table or not place.number or not place.paragraph.text.strip()
        if not known and part_of(name) == Part.TEXT:
            found.append((place.number, name))
    return found

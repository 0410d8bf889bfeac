"""Small forms for tests, and a browser's way of sending what a page holds."""

from html.parser import HTMLParser
from typing import Any

from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict

from lianxiao.core.definitions import Answers, Definition, Register, check, parse, section_form
from lianxiao.core.definitions.organisations import Organisation


def text(label: str) -> dict[str, str]:
    return {"zh": f"中{label}", "en": label}


def field(key: str, kind: str = "short_text", **more: Any) -> dict[str, Any]:
    return {"key": key, "type": kind, "label": text(key.capitalize()), **more}


def section(key: str, *fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"key": key, "title": text(key.capitalize()), "fields": list(fields), **more}


def raw_form(*sections: dict[str, Any]) -> dict[str, Any]:
    return {"title": text("Form"), "sections": list(sections)}


def form(*fields: dict[str, Any]) -> Definition:
    """A form of one section "basic"."""
    return parse(raw_form(section("basic", *fields)))


def options(*values: str) -> list[dict[str, Any]]:
    return [{"value": value, "label": text(value.upper())} for value in values]


def milestones(**more: Any) -> dict[str, Any]:
    columns = [
        field("name", required=True),
        field("due", "date"),
        field("cost", "money"),
        field("kind", "choice", options=options("study", "build")),
    ]
    return field("milestones", "table", columns=columns, sums=["cost"], **more)


LIAONING = Organisation(7, "辽宁大学", "Liaoning University", "辽大")
FIRM = Organisation(9, "沈阳机床", university=False)
REGISTER = Register([LIAONING, FIRM])


def said(definition: Definition, answers: dict[str, Any], *, final: bool = True) -> list[tuple[str, str]]:
    """(anchor, message) of every problem; answers are those of the section "basic"."""
    return [(one.anchor, one.message) for one in check(definition, {"basic": answers}, final=final)]


def page(definition: Definition, answers: Answers, key: str = "basic", **more: Any) -> str:
    drawn = section_form(definition, definition.by_key[key], answers, **more)
    return render_to_string("definitions/section_form.html", {"section": drawn})


def posted(**values: str | list[str]) -> MultiValueDict[str, str]:
    """A post; a double underscore in a name stands for its hyphen."""
    return MultiValueDict(
        {name.replace("__", "-"): value if isinstance(value, list) else [value] for name, value in values.items()}
    )


class Page(HTMLParser):
    """The inputs of a page: `sent` is what a browser without JavaScript submits."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: MultiValueDict[str, str] = MultiValueDict()
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._template = 0
        self._select = ""
        self._area: tuple[str, list[str]] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._template += tag == "template"
        if self._template:
            return
        self.tags.append((tag, given))
        if "id" in given:
            self.ids.append(given["id"])
        ticked = given.get("type") not in ("checkbox", "radio") or "checked" in given
        if tag == "input" and ticked and given.get("type") != "file":
            self.sent.appendlist(given["name"], given.get("value", ""))
        elif tag == "select":
            self._select = given["name"]
            self.sent.setlist(self._select, [""])
        elif tag == "option" and self._select and "selected" in given:
            self.sent.setlist(self._select, [given["value"]])
        elif tag == "textarea":
            self._area = (given["name"], [])

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        self._template -= tag == "template"
        if tag == "select":
            self._select = ""
        if tag == "textarea" and self._area:
            name, parts = self._area
            self.sent.appendlist(name, "".join(parts).removeprefix("\n").replace("\n", "\r\n"))
            self._area = None

    def tag(self, id_: str) -> dict[str, str]:
        return next(given for _tag, given in self.tags if given.get("id") == id_)

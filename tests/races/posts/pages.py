"""The forms of a page as a browser sends them: what stands in them, and something in what must be filled in."""

from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.core.files.made import pdf

Attributes = dict[str, str]
BUTTONS = {"submit", "button", "image", "reset"}


@dataclass
class Form:
    action: str
    leads_to: set[str] = field(default_factory=set)  # by its buttons
    sent: dict[str, list[str]] = field(default_factory=dict)
    lacking: dict[str, Attributes] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self.inside: Form | None = None
        self.writing: tuple[Form, Attributes] | None = None
        self.text = ""
        self.choosing: tuple[Form, Attributes] | None = None
        self.options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = Form(given.get("action", "")) if given.get("method", "").lower() == "post" else None
            if self.inside:
                self.forms.append(self.inside)
                self.by_id[given.get("id", "")] = self.inside
        elif tag == "option":
            self.options.append((given.get("value", ""), "selected" in given))
        elif form := self.by_id.get(given["form"]) if "form" in given else self.inside:
            self.part(form, tag, given)

    def part(self, form: Form, tag: str, given: Attributes) -> None:
        if tag == "button" or (tag == "input" and given.get("type") in BUTTONS):
            form.leads_to.add(given.get("formaction", ""))
        elif "name" not in given or "disabled" in given:
            return
        elif tag == "textarea":
            self.writing, self.text = (form, given), ""
        elif tag == "select":
            self.choosing, self.options = (form, given), []
        elif tag == "input":
            self.take(form, given)

    def take(self, form: Form, given: Attributes) -> None:
        name, kind = given["name"], given.get("type", "text")
        if kind in ("checkbox", "radio"):
            form.offered.setdefault(name, []).append(given.get("value", "on"))
            if "checked" in given:
                form.sent.setdefault(name, []).append(given.get("value", "on"))
                return
        elif kind != "file":
            form.sent.setdefault(name, []).append(given.get("value", ""))
        if kind in ("checkbox", "radio", "file") or not given.get("value"):
            form.lacking.setdefault(name, given)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif tag == "textarea" and self.writing:
            self.put(*self.writing, [self.text.removeprefix("\n")])
            self.writing = None
        elif tag == "select" and self.choosing:
            form, given = self.choosing
            chosen = [value for value, selected in self.options if selected]
            form.offered[given["name"]] = [value for value, _selected in self.options if value]
            self.put(form, given, chosen or [] if "multiple" in given else chosen or [self.options[0][0]])
            self.choosing = None

    def put(self, form: Form, given: Attributes, values: list[str]) -> None:
        form.sent[given["name"]] = values
        if not any(values):
            form.lacking[given["name"]] = given


def filled_form(page: str, path: str, own: str) -> dict[str, Any]:
    """What is sent to `path` from this page, itself at `own`; all that must be filled in has something in it."""
    reader = Reader()
    reader.feed(page)
    fitting = [one for one in reader.forms if path in {(one.action or own).partition("?")[0], *one.leads_to}]
    assert fitting, (path, sorted({one.action for one in reader.forms}))
    form = fitting[0]
    sent: dict[str, Any] = {name: values for name, values in form.sent.items() if name != "csrfmiddlewaretoken"}
    for name, given in form.lacking.items():
        if "required" in given and not any(sent.get(name, [])):
            sent[name] = something(form.offered.get(name, []), given)
    return sent


def something(offered: list[str], given: Attributes) -> Any:
    if offered:
        return offered[0]
    later = timezone.localtime() + timedelta(days=20)
    return {
        "file": SimpleUploadedFile("文件.pdf", pdf(), content_type="application/pdf"),
        "number": given.get("min") or "1",
        "date": f"{later:%Y-%m-%d}",
        "time": "17:00",
        "month": f"{later:%Y-%m}",
        "datetime-local": f"{later:%Y-%m-%dT%H:%M}",
        "email": "new@example.org",
        "url": "https://sentinel.example.org/x",
    }.get(given.get("type", "text"), "说明文字")

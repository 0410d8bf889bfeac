"""Fields that name people and organisations."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianxiao.core.definitions.controls import Control, LineControl, OrganisationsControl, PartsControl, Place
from lianxiao.core.definitions.fields.base import Field, Posted
from lianxiao.core.definitions.organisations import Register
from lianxiao.core.definitions.personal_parts import KINDS, LONGEST, Exchange, is_one, mask
from lianxiao.core.definitions.problems import Fault
from lianxiao.core.definitions.shown import Shown, ShownList, ShownText
from lianxiao.core.definitions.sources import Source
from lianxiao.core.definitions.texts import narrow, one_line

PARTS = ("name", "title", "organisation", "phone", "email", "identity", "account")


@dataclass(frozen=True, kw_only=True)
class Person(Field[dict[str, str]]):
    type = "person"
    group = True
    parts: tuple[str, ...] = ("name", "title", "organisation")

    @classmethod
    def own(cls, source: Source) -> dict[str, Any]:
        parts = source.words("parts", ("name", "title", "organisation"), PARTS)
        if "name" not in parts:
            source.note("parts", _("must include name"))
        return {"parts": parts}

    def collect(self, data: Posted, name: str, register: Register) -> object:
        return {part: data.get(f"{name}-{part}", "") for part in self.parts}

    def clean(self, raw: object) -> dict[str, str]:
        given = raw if isinstance(raw, dict) else {"name": raw}
        return {part: (narrow if part in KINDS else one_line)(given.get(part)) for part in self.parts}

    def is_empty(self, value: dict[str, str]) -> bool:
        return not any(value.values())

    def substance(self, value: dict[str, str]) -> dict[str, str]:
        """Who it is; how the person is reached and paid may change."""
        return {part: text for part, text in value.items() if part not in KINDS}

    def exchanged(self, value: dict[str, str], exchange: Exchange) -> dict[str, str]:
        return {
            part: exchange(self.key, part, text) if part in KINDS and text else text for part, text in value.items()
        }

    def missing(self) -> Fault:
        return Fault(_("Enter the person's name."), column="name")

    def faults(self, value: dict[str, str], *, final: bool) -> Iterator[Fault]:
        for part, text in value.items():
            if text and part in KINDS and not is_one(part, text):
                yield Fault(_unlike(part), column=part)
        if final and not value["name"]:
            yield Fault(_("Enter the person's name."), column="name")
        for part, text in value.items():
            if final and part not in KINDS and len(text) > LONGEST:
                yield Fault(_("Shorten this to %(limit)d characters.") % {"limit": LONGEST}, column=part)

    def show(self, value: dict[str, str]) -> Shown:
        """Masked, also for those who may open it: that is a step of its own, which is put on record."""
        texts = (mask(part, text) if part in KINDS else text for part, text in value.items())
        return ShownText(" · ".join(text for text in texts if text))

    def control(self, value: dict[str, str], at: Place) -> Control:
        kinds = {"phone": "tel", "email": "email", "account": "numeric"}
        parts = tuple(
            (
                part_label(part),
                LineControl(
                    at=at.part(part, label="", required=at.required and part == "name"),
                    value=value[part],
                    inputmode=kinds.get(part, "text"),
                ),
            )
            for part in self.parts
        )
        return PartsControl(at=at, parts=parts)


def _unlike(part: str) -> str:
    return {
        "phone": _("Enter a telephone number, for example 024-12345678."),
        "email": _("Enter an e-mail address, for example name@example.edu.cn."),
        "identity": _("Enter the 18 digits of an identity card, or the number of a passport or permit."),
        "account": _("Enter the 12 to 25 digits of a bank account."),
    }[part]


def part_label(part: str) -> str:
    """The label of a part of a person or a period."""
    return {
        "name": pgettext("person", "Name"),
        "title": _("Title or post"),
        "organisation": pgettext("person", "Organisation"),
        "phone": _("Telephone"),
        "email": _("E-mail"),
        "identity": _("Identity number"),
        "account": _("Bank account"),
        "start": _("First day"),
        "end": _("Last day"),
    }[part]


@dataclass(frozen=True, kw_only=True)
class Organisations(Field[list[dict[str, Any]]]):
    """Organisations by name; `id` is None for one that is not in the register."""

    type = "organisation"
    group = True
    multiple: bool = False
    of: str = "any"

    @classmethod
    def own(cls, source: Source) -> dict[str, Any]:
        return {"multiple": source.flag("multiple"), "of": source.one_of("of", ("any", "university"), "any")}

    def collect(self, data: Posted, name: str, register: Register) -> object:
        found = []
        for typed in filter(None, map(one_line, data.getlist(name))):
            known = register.find(typed)
            found.append({"id": known.id, "name": known.name} if known else {"id": None, "name": typed})
        return found

    def clean(self, raw: object) -> list[dict[str, Any]]:
        cleaned = []
        for item in raw if isinstance(raw, list) else [raw]:
            given = item if isinstance(item, dict) else {"name": item}
            number = given.get("id")
            known = number if isinstance(number, int) and not isinstance(number, bool) else None
            if name := one_line(given.get("name")):
                cleaned.append({"id": known, "name": name})
        return cleaned

    def missing(self) -> Fault:
        return Fault(_("Name at least one organisation.") if self.multiple else _("Name an organisation."))

    def faults(self, value: list[dict[str, Any]], *, final: bool) -> Iterator[Fault]:
        names = [one["name"] for one in value]
        if final and not self.multiple and len(names) > 1:
            yield Fault(_("Name one organisation only."))
        if final and len(set(names)) < len(names):
            yield Fault(_("An organisation is named twice."))
        if final and any(len(name) > LONGEST for name in names):
            yield Fault(_("Shorten this to %(limit)d characters.") % {"limit": LONGEST})

    def show(self, value: list[dict[str, Any]]) -> Shown:
        names = tuple(one["name"] for one in value)
        return ShownList(names) if self.multiple else ShownText("、".join(names))

    def control(self, value: list[dict[str, Any]], at: Place) -> Control:
        names = tuple(one["name"] for one in value)
        wanted = at.blank_rows if at.blank_rows is not None else 1 if names else 2
        blank = wanted if self.multiple else 0 if names else 1
        return OrganisationsControl(at=at, names=names + ("",) * blank, of=self.of, multiple=self.multiple)

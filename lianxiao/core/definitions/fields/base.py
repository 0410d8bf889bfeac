"""What every type of field can do; one class per type carries its own reading, checking and showing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Generic, Self, TypeVar

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from lianxiao.core.definitions.conditions import Condition, parse_condition
from lianxiao.core.definitions.controls import Control, Place
from lianxiao.core.definitions.organisations import Register
from lianxiao.core.definitions.personal_parts import Exchange
from lianxiao.core.definitions.problems import Fault
from lianxiao.core.definitions.shown import Shown
from lianxiao.core.definitions.sources import Source
from lianxiao.core.definitions.texts import Text

V = TypeVar("V")
Posted = MultiValueDict[str, str]


@dataclass(frozen=True, kw_only=True)
class Field(Generic[V]):
    type: ClassVar[str]
    group: ClassVar[bool] = False  # several inputs under one legend
    computed: ClassVar[bool] = False  # never typed
    numeric: ClassVar[bool] = False
    in_columns: ClassVar[bool] = False  # may be a table column

    key: str
    label: Text
    help: Text | None = None
    required: bool = False
    show_if: Condition | None = None
    # Of the form, not of what is agreed: a change of it leaves what partners consented to as it was.
    editorial: bool = False
    freeze_date: date | None = None  # the last day on which a draft's answer may change

    @classmethod
    def parse(cls, source: Source) -> Self:
        source.get("type")
        field = cls(
            key=source.slug("key"),
            label=source.text("label"),
            help=source.optional_text("help"),
            required=source.flag("required"),
            show_if=parse_condition(source, "show_if"),
            editorial=source.flag("editorial"),
            freeze_date=source.day("freeze_date"),
            **cls.own(source),
        )
        source.finish()
        return field

    @classmethod
    def own(cls, source: Source) -> dict[str, Any]:
        """The properties that only this type has."""
        return {}

    def collect(self, data: Posted, name: str, register: Register) -> object:
        """What was posted under the name, as it came."""
        return data.get(name, "")

    def clean(self, raw: object) -> V:
        """The stored value of anything that came by post or import: canonical, or as typed if unreadable.

        Never fails; cleaning twice is the same as once.
        """
        raise NotImplementedError

    def is_empty(self, value: V) -> bool:
        return not value

    def freeze(self, value: V) -> V:
        """What a frozen copy keeps of the value."""
        return value

    def substance(self, value: V) -> Any:
        """What of the value a partner agrees to."""
        return self.freeze(value)

    def exchanged(self, value: V, exchange: Exchange) -> V:
        """The value with the parts exchanged by which a person is reached."""
        return value

    def missing(self) -> Fault:
        """What a required field says when it is empty."""
        return Fault(_("Fill this in."))

    def faults(self, value: V, *, final: bool) -> Iterator[Fault]:
        """Faults of a value that is not empty. Drafts hear only of what cannot be read."""
        return iter(())

    def show(self, value: V) -> Shown:
        """For reading, in the active language."""
        raise NotImplementedError

    def control(self, value: V, at: Place) -> Control:
        raise NotImplementedError

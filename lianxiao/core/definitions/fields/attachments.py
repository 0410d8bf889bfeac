"""Attached files. The files themselves are the caller's; here stand their ids, names and sizes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lianxiao.core.definitions.controls import Control, FilesControl, Place
from lianxiao.core.definitions.fields.base import Field
from lianxiao.core.definitions.problems import Fault
from lianxiao.core.definitions.shown import Shown, ShownFile, ShownFiles
from lianxiao.core.definitions.sources import Source
from lianxiao.core.definitions.texts import one_line

FORMATS = ("pdf", "docx", "xlsx", "jpg", "png")
_BYTES_PER_MB = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Attachment(Field[list[dict[str, Any]]]):
    """Value: [{"id", "name", "size" in bytes, "url", "removable", "digest"}], folded in by `with_attachments`."""

    type = "attachment"
    formats: tuple[str, ...] = FORMATS
    max_mb: int = 20
    multiple: bool = False

    @classmethod
    def own(cls, source: Source) -> dict[str, Any]:
        return {
            "formats": source.words("formats", FORMATS, FORMATS),
            "max_mb": source.count("max_mb", 20, least=1),
            "multiple": source.flag("multiple"),
        }

    def clean(self, raw: object) -> list[dict[str, Any]]:
        files = [item for item in raw if isinstance(item, dict)] if isinstance(raw, list) else []
        return [
            {
                "id": file.get("id"),
                "name": one_line(file.get("name")),
                "size": size if isinstance(size := file.get("size"), int) else 0,
                "url": one_line(file.get("url")),
                "removable": file.get("removable") is True,
                "digest": one_line(file.get("digest")),
            }
            for file in files
        ]

    def accepts(self, name: str, size: int) -> list[str]:
        """What speaks against a file with this name and size in bytes; the caller looks at its contents."""
        against = []
        ending = name.rpartition(".")[2].lower().replace("jpeg", "jpg")
        if ending not in self.formats:
            allowed = "、".join(self.formats)
            against.append(_("“%(name)s” is not one of: %(formats)s.") % {"name": name, "formats": allowed})
        if size > self.max_mb * _BYTES_PER_MB:
            against.append(_("“%(name)s” is larger than %(limit)d MB.") % {"name": name, "limit": self.max_mb})
        return against

    def freeze(self, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{key: file[key] for key in ("id", "name", "size")} for file in value]

    def substance(self, value: list[dict[str, Any]]) -> list[str]:
        """What is in the files, not under which names and numbers they are kept."""
        return sorted(file["digest"] for file in value)

    def missing(self) -> Fault:
        return Fault(_("Attach a file."))

    def faults(self, value: list[dict[str, Any]], *, final: bool) -> Iterator[Fault]:
        for file in value:
            yield from map(Fault, self.accepts(file["name"], file["size"]))
        if final and not self.multiple and len(value) > 1:
            yield Fault(_("Attach one file only."))

    def show(self, value: list[dict[str, Any]]) -> Shown:
        return ShownFiles(tuple(ShownFile(file["name"], file["size"], file["url"]) for file in value))

    def control(self, value: list[dict[str, Any]], at: Place) -> Control:
        endings = [f".{one}" for one in self.formats] + ([".jpeg"] if "jpg" in self.formats else [])
        return FilesControl(
            at=at,
            files=tuple(value),
            accept=",".join(endings),
            formats="、".join(self.formats),
            max_mb=self.max_mb,
            multiple=self.multiple,
        )

"""What the platform itself reads from an application, and so needs in every application form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lianxiao.core.definitions.editing import Raw, Spot, SpotProblem
from lianxiao.core.definitions.editing.spots import fields_of
from lianxiao.core.definitions.names import type_name
from lianxiao.core.definitions.texts import Text
from lianxiao.forms.models import Form


@dataclass(frozen=True, slots=True)
class Framed:
    """A field with a fixed key and type; one that is not `needed` may be missing, but not be something else."""

    key: str
    type: str
    zh: str
    en: str
    needed: bool = True
    more: tuple[tuple[str, Any], ...] = ()

    def field(self) -> Raw:
        label = {"zh": self.zh, "en": self.en}
        required = {"required": True} if self.type != "sum" else {}
        return {"key": self.key, "type": self.type, "label": label} | required | dict(self.more)


_MILESTONES = (
    (
        "columns",
        [
            {"key": "name", "type": "short_text", "label": {"zh": "阶段任务", "en": "Milestone"}, "required": True},
            {"key": "due_date", "type": "date", "label": {"zh": "完成时间", "en": "Due"}, "required": True},
            {"key": "deliverable", "type": "short_text", "label": {"zh": "成果形式", "en": "Deliverable"}},
        ],
    ),
)
# Lists, letters, ledger and public notices take these from the answers (calls/facts.py, copy_out).
FRAME = (
    Framed("title", "short_text", "项目名称", "Project title", more=(("max_length", 60),)),
    Framed("partners", "organisation", "合作单位", "Partners", more=(("multiple", True),)),
    Framed("leader", "person", "项目负责人", "Project leader"),
    Framed("period", "period", "合作期限", "Period of cooperation", needed=False),
    Framed("summary", "long_text", "项目摘要", "Summary", needed=False, more=(("max_words", 500),)),
    Framed("milestones", "table", "阶段任务", "Milestones", needed=False, more=_MILESTONES),
    Framed("funding_total", "sum", "经费合计", "Total funding", needed=False, more=(("of", []),)),
)


def frame_of(purpose: str) -> tuple[Framed, ...]:
    return FRAME if purpose == Form.Purpose.APPLICATION else ()


def missing(purpose: str, raw: Mapping[str, Any]) -> list[Framed]:
    there = {field.get("key") for field in fields_of(raw)}
    return [one for one in frame_of(purpose) if one.key not in there]


def framed_keys(purpose: str) -> set[str]:
    return {one.key for one in frame_of(purpose)}


def frame_problems(purpose: str, raw: Mapping[str, Any]) -> list[SpotProblem]:
    there = {str(field.get("key")): field for field in fields_of(raw)}
    return [problem for one in frame_of(purpose) if (problem := _problem(one, there.get(one.key)))]


def _problem(one: Framed, field: Raw | None) -> SpotProblem | None:
    label = str(Text(one.zh, one.en))
    if field is None:
        said = _("The platform needs this field in every application: add it from the list of fields.")
        return SpotProblem(Spot("form"), "", said, label) if one.needed else None
    if field.get("type") != one.type:
        said = _("The platform reads this field and needs it as “%(type)s”.") % {"type": type_name(one.type)}
        return SpotProblem(Spot("field", one.key), "type", said, label)
    if one.needed and (field.get("required") is not True or field.get("show_if")):
        said = _("The platform reads this field: it must be required, without a condition.")
        return SpotProblem(Spot("field", one.key), "required", said, label)
    if one.key == "milestones" and not any(column.get("key") == "name" for column in field.get("columns") or []):
        said = _("The platform reads the column with the code “name” of this table.")
        return SpotProblem(Spot("field", one.key), "columns", said, label)
    return None


def skeleton(purpose: str, title: str, title_en: str) -> Raw:
    """A new form that asks what has to be asked, and nothing else."""
    words = {"zh": title, "en": title_en} if title_en else {"zh": title}
    if purpose == Form.Purpose.APPLICATION:
        fields = [one.field() for one in FRAME if one.needed]
        section = {"key": "cover", "title": {"zh": "封面", "en": "Cover page"}, "fields": fields}
    else:
        column = {"key": "column_1", "type": "short_text", "label": {"zh": "名称", "en": "Name"}, "required": True}
        table = {"key": "table", "type": "table", "label": {"zh": title, "en": title_en or title}, "columns": [column]}
        section = {"key": "content", "title": {"zh": "填报内容", "en": "Content"}, "fields": [table]}
    return {"title": words, "sections": [section]}

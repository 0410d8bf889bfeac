"""Templates with their versions: which one is used now, which wait to be looked at."""

from dataclasses import dataclass

from django.db.models import Max, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core import papers
from lianxiao.core.actors import Actor
from lianxiao.core.papers.checking import Fault, own_styles
from lianxiao.core.papers.fields import samples
from lianxiao.letters import access
from lianxiao.letters.models import TemplateVersion
from lianxiao.letters.queries.fields import fields_of
from lianxiao.letters.queries.papers import template_content
from lianxiao.letters.states import Kind, TemplateState

TONES: dict[str, str] = {
    TemplateState.CHECKING: "info",
    TemplateState.PUBLISHED: "success",
    TemplateState.REFUSED: "danger",
}

VERBS: dict[str, tuple[str | Promise, str]] = {
    "upload": (_("Uploaded"), ""),
    "publish": (pgettext_lazy("template", "Published"), "success"),
    "refuse": (pgettext_lazy("template", "Refused"), "danger"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A kind of letter with the template that is used now, and one that waits for the second person."""

    kind: str
    label: str
    current: TemplateVersion | None
    waiting: TemplateVersion | None


@dataclass(frozen=True, slots=True)
class FieldLine:
    name: str
    sample: str
    required: bool
    how: str


def versions(actor: Actor) -> "QuerySet[TemplateVersion]":
    rows = TemplateVersion.objects.all() if access.may_use_desk(actor) else TemplateVersion.objects.none()
    return rows.select_related("file", "uploaded_by", "decided_by").order_by("kind", "-version")


def current(kind: str) -> TemplateVersion | None:
    """The newest that is published; letters drafted from now on use it."""
    rows = TemplateVersion.objects.filter(kind=kind, state=TemplateState.PUBLISHED)
    return rows.select_related("file").order_by("-version").first()


def next_version(kind: str) -> int:
    newest: int | None = TemplateVersion.objects.filter(kind=kind).aggregate(newest=Max("version"))["newest"]
    return (newest or 0) + 1


def overview(actor: Actor) -> list[Line]:
    newest: dict[tuple[str, str], TemplateVersion] = {}
    for version in versions(actor):
        newest.setdefault((version.kind, version.state), version)
    return [
        Line(
            kind.value,
            str(kind.label),
            newest.get((kind, TemplateState.PUBLISHED)),
            newest.get((kind, TemplateState.CHECKING)),
        )
        for kind in Kind
    ]


def faults_of(content: bytes, kind: str) -> list[Fault]:
    return papers.faults(content, fields_of(kind))


def own_styles_of(version: TemplateVersion) -> list[tuple[int, str]]:
    return own_styles(template_content(version))


def field_lines(kind: str) -> list[FieldLine]:
    """The fields of a kind as its template's page lists them, with how each is written."""
    lines = []
    for name, one in fields_of(kind).items():
        if isinstance(one, papers.Listing):
            sample, how = (
                "、".join(one.columns),
                f"{{%tr for 行 in {name} %}} {{{{ 行.{one.columns[0]} }}}} {{%tr endfor %}}",
            )
        elif one.many:
            sample, how = "；".join(one.sample), f"{{%p for 段 in {name} %}} {{{{ 段 }}}} {{%p endfor %}}"
        else:
            sample, how = str(one.sample), f"{{{{ {name} }}}}"
        lines.append(FieldLine(name, sample, one.required, how))
    return lines


def sample_paper(version: TemplateVersion) -> papers.Paper:
    """The version filled in with samples, paragraph by paragraph."""
    return papers.read(papers.fill(template_content(version), samples(fields_of(version.kind))))

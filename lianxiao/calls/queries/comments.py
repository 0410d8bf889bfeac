"""Comments at the fields of a draft, for those who see the draft."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from lianxiao.calls.access import hands
from lianxiao.calls.models import Application, Comment, CommentThread, SectionAssignment
from lianxiao.calls.queries.applications import definition_of
from lianxiao.core.actors import Actor


def threads(actor: Actor) -> "QuerySet[CommentThread]":
    """Those on the own campus; in applications of others, those at sections assigned to the actor."""
    own = Application.objects.visible_to(actor).filter(university_id=actor.organisation_id)
    shared = Application.objects.filter(hands.shared_applications(actor))
    assigned = SectionAssignment.objects.filter(
        member__application=OuterRef("application"),
        member__user_id=actor.user_id or 0,
        member__organisation_id=actor.organisation_id or 0,
        key=OuterRef("section_key"),
    )
    return CommentThread.objects.filter(
        Q(application__in=own.values("pk")) | Q(application__in=shared.values("pk")) & Exists(assigned)
    ).select_related("application")


def open_counts(actor: Actor, application: Application) -> Counter[str]:
    """Unresolved threads by section."""
    rows = threads(actor).filter(application=application, resolved_at=None).order_by()
    return Counter(rows.values_list("section_key", flat=True))


@dataclass(frozen=True, slots=True)
class Place:
    """A field, or a section as a whole, with what is said there; `open` counts what is not resolved."""

    section_key: str
    field_key: str
    label: str
    threads: list[CommentThread]

    @property
    def anchor(self) -> str:
        return f"comments-{self.field_key or self.section_key}"

    @property
    def open(self) -> int:
        return sum(thread.resolved_at is None for thread in self.threads)


@dataclass(frozen=True, slots=True)
class CommentedSection:
    key: str
    title: str
    places: list[Place]


def commented_sections(actor: Actor, application: Application, key: str = "") -> list[CommentedSection]:
    """Every section that the actor reads, or the one named, with all its fields; in two queries."""
    rows = threads(actor).filter(application=application).order_by("id")
    if key:
        rows = rows.filter(section_key=key)
    rows = rows.select_related("resolved_by").prefetch_related(
        Prefetch("comments", Comment.objects.select_related("written_by").order_by("id"))
    )
    by_place: dict[tuple[str, str], list[CommentThread]] = {}
    for row in rows:
        by_place.setdefault((row.section_key, row.field_key), []).append(row)
    return [
        CommentedSection(
            section.key,
            str(section.title),
            [
                Place(section.key, field_key, label, by_place.get((section.key, field_key), []))
                for field_key, label in [
                    *((field.key, str(field.label)) for field in section.fields),
                    ("", str(section.title)),
                ]
            ],
        )
        for section in definition_of(application.form).sections
        if (not key or section.key == key) and hands.may_read_section(actor, application, section.key)
    ]

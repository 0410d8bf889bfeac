"""The index of what is public: one entry per public thing, put in and taken out with the step that decides."""

from datetime import datetime

from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Value

from lianxiao.core.models import SearchEntry
from lianxiao.core.steps import kind_of
from lianxiao.core.words import initials, search_text

TITLE_LENGTH = 300


def put(
    thing: models.Model,
    *,
    title: str,
    text: str,
    path: str,
    published_at: datetime,
    title_en: str = "",
    summary: str = "",
) -> None:
    """Index a public thing by its title (weight A) and its whole text; again replaces the entry."""
    SearchEntry.objects.update_or_create(
        kind=kind_of(thing),
        object_id=thing.pk,
        defaults={
            "title": title[:TITLE_LENGTH],
            "title_en": title_en[:TITLE_LENGTH],
            "summary": summary,
            "path": path,
            "initials": initials(title)[:TITLE_LENGTH],
            "published_at": published_at,
            "words": SearchVector(Value(search_text(f"{title} {title_en}")), weight="A", config="simple")
            + SearchVector(Value(search_text(text)), weight="B", config="simple"),
        },
    )


def take_out(thing: models.Model) -> None:
    SearchEntry.objects.filter(kind=kind_of(thing), object_id=thing.pk).delete()

"""Frozen copies: what was submitted, as it was submitted."""

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch, QuerySet

from lianxiao.calls.models import Application, Delivery, Submission
from lianxiao.core.actors import Actor
from lianxiao.core.definitions import (
    Definition,
    Difference,
    ShownSection,
    differences,
    masked_answers,
    parse,
    show,
    with_attachments,
)

Url = Callable[[int], str]


def submissions(actor: Actor) -> "QuerySet[Submission]":
    """Every version of the applications that the actor may see."""
    return (
        Submission.objects.filter(application__in=Application.objects.visible_to(actor))
        .select_related("application__call_category__call", "application__call_category__category", "pdf__file")
        .prefetch_related(Prefetch("deliveries", Delivery.objects.select_related("office").order_by("id")))
    )


def definition_in(submission: Submission) -> Definition:
    return parse(submission.content["form"])


def answers_in(submission: Submission, url: Url | None = None) -> dict[str, dict[str, Any]]:
    """The frozen answers with the attachments in their places; `url` gives the address of one by its number."""
    present = {
        key: [{**one, "url": url(one["id"]) if url else ""} for one in there]
        for key, there in submission.content["attachments"].items()
    }
    return with_attachments(definition_in(submission), submission.content["answers"], present)


def masked_answers_in(submission: Submission) -> dict[str, dict[str, Any]]:
    """The frozen answers as data, for programs."""
    return masked_answers(definition_in(submission), submission.content["answers"])


def shown(submission: Submission, language: str, url: Url | None = None) -> list[ShownSection]:
    return show(definition_in(submission), answers_in(submission, url), language)


def file_in(submission: Submission, number: int) -> dict[str, Any] | None:
    """The attachment with this number: its name, size and digest as they were submitted."""
    for there in submission.content["attachments"].values():
        for one in there:
            if one["id"] == number:
                return dict(one)
    return None


def before(submission: Submission) -> Submission | None:
    """The version that this one replaced."""
    return Submission.objects.filter(application_id=submission.application_id, version=submission.version - 1).first()


def changes(submission: Submission, language: str) -> list[Difference]:
    """What is different from the version before; nothing for the first."""
    earlier = before(submission)
    if earlier is None:
        return []
    return differences(definition_in(submission), answers_in(earlier), answers_in(submission), language)

"""Versions of an application before it is submitted: what it says now, and what was kept."""

from typing import Any, NamedTuple

from lianxiao.calls.models import Application, ApplicationVersion
from lianxiao.calls.queries.applications import attachments_of, definition_of, filled
from lianxiao.core.definitions import Answers, Definition, effective, substance, with_attachments
from lianxiao.core.digests import canonical_json, sha256_hex


class Version(NamedTuple):
    """What an application says now. The number is that of the version kept with the same content, else the next."""

    number: int
    digest: str


def content_of(application: Application) -> dict[str, Any]:
    """Everything that counts: the answers that apply, and the attachments with their digests."""
    return {
        "answers": effective(definition_of(application.form), filled(application)),
        "attachments": {
            key: [
                {
                    "id": one.pk,
                    "name": one.name,
                    "size": one.file.size,
                    "media_type": one.file.media_type,
                    "digest": one.file_id,
                    "sm3": one.file.sm3,
                }
                for one in there
            ]
            for key, there in attachments_of(application).items()
        },
    }


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 over the canonical spelling, so that equal content has an equal digest wherever it is worked out."""
    return sha256_hex(canonical_json(content))


def version_of(application: Application) -> Version:
    digest = digest_of(content_of(application))
    newest = newest_version(application)
    if newest is None:
        return Version(1, digest)
    return Version(newest.number if newest.digest == digest else newest.number + 1, digest)


def newest_version(application: Application) -> ApplicationVersion | None:
    return ApplicationVersion.objects.filter(application=application).order_by("-number").first()


def substance_of(application: Application) -> str:
    """The digest of what partners agree to, as the application says it now."""
    return digest_of(substance(definition_of(application.form), filled(application)))


def substance_in(definition: Definition, content: dict[str, Any]) -> str:
    """The same of a kept or frozen content, which has its answers and attachments under these names."""
    answers: Answers = with_attachments(definition, content["answers"], content["attachments"])
    return digest_of(substance(definition, answers))

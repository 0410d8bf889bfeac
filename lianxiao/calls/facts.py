"""What other apps may know of calls and applications: small facts, announced in the same transaction.

Who answers stands in `site/reactions.py`.
"""

from dataclasses import dataclass

from lianxiao.calls.models import Application, Call, PublicNotice


@dataclass(frozen=True, slots=True)
class CallPublished:
    call: Call


@dataclass(frozen=True, slots=True)
class ApplicationApproved:
    """The application has become a project; `application.approval` holds its number."""

    application: Application


@dataclass(frozen=True, slots=True)
class PublicNoticePublished:
    public_notice: PublicNotice

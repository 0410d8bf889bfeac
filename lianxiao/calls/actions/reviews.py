"""The place of expert review in the lifecycle: after the check, before the proposal.

The app `review` opens and closes it; a review held outside the platform is put on record with its conclusion instead.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.calls import access
from lianxiao.calls.models import Application
from lianxiao.calls.queries.decisions import responsible_office_id, review_comes_first
from lianxiao.calls.states import APPLICATION
from lianxiao.core.actors import Actor
from lianxiao.core.refusals import Refused


class NoReviewNeeded(Refused):
    """The call was configured without review, or this application has been through it."""


class ConclusionMissing(Refused):
    """A review is closed with words."""


@transaction.atomic
def open_review(*, application: Application, by: Actor) -> Application:
    """It goes to the experts, by the responsible office."""
    if not access.may_review(by, application, responsible_office_id(application)):
        raise PermissionDenied
    if not review_comes_first(application, proposed_before=application.proposals.exists()):
        raise NoReviewNeeded(_("This call is decided without expert review."))
    return APPLICATION.move(application, "open_review", by=by)


@transaction.atomic
def close_review(*, application: Application, conclusion: str, by: Actor) -> Application:
    """The experts are done; afterwards a decision can be proposed. Scores are no part of the conclusion."""
    if not access.may_end_review(by, application, responsible_office_id(application)):
        raise PermissionDenied
    return APPLICATION.move(application, "close_review", by=by, remark=conclusion)


@transaction.atomic
def record_conclusion(*, application: Application, conclusion: str, by: Actor) -> Application:
    """Opened and closed in one act by the responsible office; afterwards a decision can be proposed."""
    if not access.may_review(by, application, responsible_office_id(application)):
        raise PermissionDenied
    if not conclusion.strip():
        raise ConclusionMissing(_("Give the experts' conclusion; the decision rests on it."))
    open_review(application=application, by=by)
    return close_review(application=application, conclusion=conclusion.strip(), by=by)

"""Applications are compared when they leave their authors; what resembles another is said, and explained."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.calls.access import similar as access
from lianxiao.calls.models import Application, ApplicationPrint, SimilarityReason, SimilarPair
from lianxiao.calls.queries.similar import candidates, texts_of, titles_alike, unexplained
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import Refused
from lianxiao.core.similarity import prints, share

# Less than this is what any two applications of one kind have in common.
WORTH_SAYING = 0.08


class SimilarUnexplained(Refused):
    """Much of the text stands in another application, and nobody has said why."""


class ReasonForSimilarityMissing(Refused):
    """The reason is what the office reads."""


@transaction.atomic
def compare(*, application: Application) -> list[SimilarPair]:
    """Print the application's texts and keep what resembles it, from both sides, in place of what was kept before."""
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    texts = texts_of(locked)
    found = sorted(prints(texts))
    ApplicationPrint.objects.update_or_create(application=locked, defaults={"prints": found, "made_at": database_now()})
    pairs = [
        pair
        for other in Application.objects.filter(pk__in=candidates(locked, found)).order_by("id")
        for pair in _both_sides(locked, other, texts)
    ]
    SimilarPair.objects.filter(application=locked).delete()
    SimilarPair.objects.filter(other=locked).delete()
    SimilarPair.objects.bulk_create(pairs, ignore_conflicts=True)
    return [pair for pair in pairs if pair.application_id == locked.pk]


def _both_sides(application: Application, other: Application, texts: list[str]) -> list[SimilarPair]:
    theirs = texts_of(other)
    shares = (share(texts, theirs), share(theirs, texts))
    traits = _traits(application, other, max(shares))
    if not traits:
        return []
    now = database_now()
    return [
        SimilarPair(application=application, other=other, share=shares[0], traits=traits, found_at=now),
        SimilarPair(application=other, other=application, share=shares[1], traits=traits, found_at=now),
    ]


def _traits(application: Application, other: Application, most: float) -> list[str]:
    """Why they are pointed out. The same leader alone is no resemblance: people lead more than one project,
    and people of two universities share a name.
    """
    found = [SimilarPair.Trait.TEXT.value] if most >= WORTH_SAYING else []
    if titles_alike(application.title, other.title):
        found.append(SimilarPair.Trait.TITLE.value)
    same_leader = application.leader_name and application.leader_name == other.leader_name
    if found and same_leader and application.university_id == other.university_id:
        found.append(SimilarPair.Trait.LEADER.value)
    return found


def must_be_explained(application: Application) -> None:
    """Before it is submitted. Raises SimilarUnexplained."""
    if count := unexplained(application).count():
        raise SimilarUnexplained(
            _("It shares much of its text with %(count)d other applications: say why they are different projects.")
            % {"count": count}
        )


def explain(*, pair: SimilarPair, reason: str, by: Actor) -> SimilarityReason:
    """The university's word on one resemblance, kept for the formal check. Said again, it replaces the first."""
    if not access.may_explain_similar(by, pair.application):
        raise PermissionDenied
    if not reason.strip():
        raise ReasonForSimilarityMissing(_("Say why they are two projects; the lead office reads the reason."))
    with transaction.atomic():
        given, _new = SimilarityReason.objects.update_or_create(
            application=pair.application,
            other=pair.other,
            defaults={"reason": reason.strip(), "given_by_id": by.person_id, "given_at": database_now()},
        )
        steps.record(pair.application, "explain_similar", by=by, remark=given.reason, details={"share": pair.share})
    return given

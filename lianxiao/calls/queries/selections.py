"""How campus selections are read: candidates, opinions, the order that they give."""

from dataclasses import dataclass
from statistics import fmean, median

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianxiao.calls.models import (
    Application,
    ApplicationMember,
    CampusOpinion,
    Candidate,
    Selection,
    SelectionReviewer,
)
from lianxiao.calls.states import RUNNING
from lianxiao.core.actors import Actor
from lianxiao.organisations.models import Membership, User
from lianxiao.organisations.roles import ROLES, Right, Role

# Whoever may judge on campus, and does not run or approve the choice.
JUDGES = [role for role, entry in ROLES.items() if Right.JUDGE_ON_CAMPUS in entry.rights]
RUNS = [Role.LIAISON, Role.LEADER]
# Marks so far apart that one looks at the opinions again.
WIDE = 20


def selections(actor: Actor) -> "QuerySet[Selection]":
    return (
        Selection.objects.visible_to(actor)
        .select_related("call_category__call", "call_category__category", "university")
        .annotate(candidate_count=Count("candidates", filter=Q(candidates__withdrawn_at=None), distinct=True))
    )


def selection_page(actor: Actor) -> "QuerySet[Selection]":
    """One selection with its reviewers, for those who oversee it."""
    reviewers = SelectionReviewer.objects.select_related("user").order_by("id")
    return (
        selections(actor)
        .select_related("chosen_by", "approved_by", "notice")
        .prefetch_related(Prefetch("reviewers", reviewers))
    )


def reviewers(actor: Actor) -> "QuerySet[SelectionReviewer]":
    return SelectionReviewer.objects.filter(selection__in=Selection.objects.visible_to(actor)).select_related(
        "selection__university", "user"
    )


def candidates(actor: Actor) -> "QuerySet[Candidate]":
    return Candidate.objects.filter(selection__in=Selection.objects.visible_to(actor)).select_related(
        "selection__call_category__category",
        "selection__university",
        "application__form",
        "application__call_category__category",
        "application__call_category__call",
        "application__university",
    )


def possible_reviewers(selection: Selection) -> "QuerySet[User]":
    """People of the university who may judge and do not run or approve the choice."""
    there = Membership.objects.current().filter(organisation_id=selection.university_id)
    runs = there.filter(role__in=RUNS).values("user")
    return User.objects.filter(pk__in=there.filter(role__in=JUDGES).values("user")).exclude(pk__in=runs).order_by("id")


def running_selection(application: Application) -> Selection | None:
    """The selection that decides about this application's category at its university, when one is running."""
    return (
        Selection.objects.filter(
            call_category_id=application.call_category_id,
            university_id=application.university_id,
            state__in=RUNNING,
        )
        .select_related("call_category__category")
        .first()
    )


def standing_candidates(application: Application) -> "QuerySet[Candidate]":
    return Candidate.objects.filter(application=application, withdrawn_at=None)


# --- who may not judge what ------------------------------------------------------------------------


def writes(application: Application, user_id: int) -> bool:
    return ApplicationMember.objects.filter(application=application, user_id=user_id).exists()


def judged_by_person(application: Application, user_id: int) -> bool:
    return CampusOpinion.objects.filter(
        candidate__application=application, reviewer__user_id=user_id, recused=False
    ).exists()


def owed_by(reviewer: SelectionReviewer) -> list[Candidate]:
    """Candidates that he has not handed an opinion in on and does not write himself."""
    own = ApplicationMember.objects.filter(user_id=reviewer.user_id)
    done = reviewer.opinions.filter(handed_in_at__isnull=False)
    return list(
        Candidate.objects.filter(selection_id=reviewer.selection_id, withdrawn_at=None)
        .exclude(application__in=own.values("application"))
        .exclude(pk__in=done.values("candidate"))
        .order_by("id")
    )


def waits_for_reviewers(selection: Selection) -> bool:
    return any(owed_by(reviewer) for reviewer in selection.reviewers.order_by("id"))


# --- results ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Result:
    """A candidate with the opinions handed in on it; `place` is where the means alone would put it."""

    candidate: Candidate
    opinions: tuple[CampusOpinion, ...]
    place: int = 0
    tied: bool = False

    @property
    def is_out(self) -> bool:
        return self.candidate.withdrawn_at is not None

    @property
    def marks(self) -> list[int]:
        return [one.score for one in self.opinions if one.score is not None]

    @property
    def mean(self) -> float:
        return round(fmean(self.marks), 2) if self.marks else 0.0

    @property
    def median(self) -> float:
        return float(median(self.marks)) if self.marks else 0.0

    @property
    def lowest(self) -> int | None:
        return min(self.marks, default=None)

    @property
    def highest(self) -> int | None:
        return max(self.marks, default=None)

    @property
    def spread(self) -> int:
        return max(self.marks) - min(self.marks) if self.marks else 0

    @property
    def is_wide(self) -> bool:
        return self.spread >= WIDE

    @property
    def recusals(self) -> int:
        return sum(one.recused for one in self.opinions)


def results(selection: Selection) -> list[Result]:
    """Every candidate with what was handed in, by rank once there is one, by mean before; those out come last."""
    handed_in = (
        CampusOpinion.objects.filter(handed_in_at__isnull=False)
        .select_related("reviewer__user")
        .order_by("reviewer_id")
    )
    rows = (
        selection.candidates.select_related("application", "grant", "application__slot")
        .prefetch_related(Prefetch("opinions", handed_in))
        .order_by("id")
    )
    found = [Result(one, tuple(one.opinions.all())) for one in rows]
    means = [one.mean for one in found if not one.is_out]
    placed = [
        one
        if one.is_out
        else Result(
            one.candidate,
            one.opinions,
            place=1 + sum(mean > one.mean for mean in means),
            tied=means.count(one.mean) > 1,
        )
        for one in found
    ]
    return sorted(placed, key=lambda one: (one.is_out, one.candidate.rank or one.place, one.candidate.pk))


def not_judged(selection: Selection, lines: list[Result]) -> str:
    """Why it cannot be ranked yet; empty when it can."""
    late = [one.user.name for one in selection.reviewers.select_related("user").order_by("id") if owed_by(one)]
    if late:
        return _("Opinions are missing from: %(names)s.") % {"names": "、".join(late)}
    few = sum(len(line.marks) < selection.min_opinions for line in lines)
    if few:
        return ngettext(
            "%(count)d application has fewer than %(least)d marks: invite another reviewer.",
            "%(count)d applications have fewer than %(least)d marks: invite another reviewer.",
            few,
        ) % {"count": few, "least": selection.min_opinions}
    return "" if lines else _("There is no candidate left.")

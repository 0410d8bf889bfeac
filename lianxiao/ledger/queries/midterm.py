"""How a mid-term check is read: the checks, their projects, what is still awaited, what the sample was drawn from."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.models import Step
from lianxiao.ledger.models import CheckedFile, CheckedProject, MidtermCheck, Project
from lianxiao.ledger.models.midterm import Verdict
from lianxiao.ledger.states import CheckedState, MidtermState, ProjectState

Label = str | Promise
TONES: Mapping[str, str] = {
    MidtermState.DRAFT: "warning",
    MidtermState.OPEN: "primary",
    MidtermState.DRAWN: "info",
    MidtermState.CLOSED: "neutral",
}
CHECKED_TONES: Mapping[str, str] = {
    CheckedState.ASKED: "warning",
    CheckedState.CONCLUDED: "info",
    CheckedState.CHECKED: "success",
}
ICONS: Mapping[str, str] = {
    CheckedState.ASKED: "hourglass-split",
    CheckedState.CONCLUDED: "clipboard-check",
    CheckedState.CHECKED: "check2-circle",
}
VERDICT_TONES: Mapping[str, str] = {Verdict.PASSED: "success", Verdict.MEND: "warning", Verdict.FAILED: "danger"}
VERBS: dict[str, tuple[Label, str]] = {
    "draft": (gettext_lazy("Drafted"), ""),
    "edit": (gettext_lazy("Edited"), ""),
    "open": (pgettext_lazy("midterm", "Opened"), "success"),
    "seal_draw": (gettext_lazy("Seed of the sample sealed; its digest on record"), "info"),
    "draw": (pgettext_lazy("midterm", "Sample drawn"), "info"),
    "close": (pgettext_lazy("midterm", "Closed"), ""),
}
CHECKED_VERBS: dict[str, tuple[Label, str]] = {
    "ask": (pgettext_lazy("midterm", "Asked for"), ""),
    "attach": (gettext_lazy("Attachment added"), ""),
    "conclude": (pgettext_lazy("midterm", "Concluded by the university"), "success"),
    "return": (gettext_lazy("Returned for correction"), "danger"),
    "check": (pgettext_lazy("midterm", "Checked by the office"), "success"),
}

# Of a check that is drawn: what was drawn or not concluded in time, and runs.
FOR_THE_OFFICE = Q(project__state=ProjectState.RUNNING) & (
    Q(state=CheckedState.ASKED) | Q(state=CheckedState.CONCLUDED, in_sample=True)
)


def checks(actor: Actor) -> "QuerySet[MidtermCheck]":
    """With how many projects were asked for and how many of them are concluded, as far as the reader sees them."""
    seen = Q(projects__in=CheckedProject.objects.visible_to(actor).values("pk"))
    asked = Count("projects", filter=seen)
    done = Count("projects", filter=seen & ~Q(projects__state=CheckedState.ASKED))
    rows = MidtermCheck.objects.visible_to(actor).select_related("office").annotate(asked=asked, done=done)
    return rows.defer("sealed_seed", "listed", "result", "note").order_by("-id")


def check_page(actor: Actor) -> "QuerySet[MidtermCheck]":
    return MidtermCheck.objects.visible_to(actor).select_related("office", "drafted_by")


def candidates(check: MidtermCheck) -> "QuerySet[Project]":
    """Projects of the office that run and had no mid-term check yet."""
    rows = Project.objects.filter(state=ProjectState.RUNNING, lead_office_id=check.office_id, midterm=None)
    return rows.select_related("university").defer("words", "summary").order_by("id")


def waiting_in(check: MidtermCheck) -> "QuerySet[CheckedProject]":
    """Their university has not concluded yet; what has ended meanwhile is not waited for."""
    return check.projects.filter(state=CheckedState.ASKED, project__state=ProjectState.RUNNING)


def to_check(check: MidtermCheck) -> "QuerySet[CheckedProject]":
    return check.projects.filter(FOR_THE_OFFICE)


def checked(actor: Actor) -> "QuerySet[CheckedProject]":
    rows = CheckedProject.objects.visible_to(actor).select_related("check_of", "project__university")
    return rows.defer("words", "answer", "project__summary", "project__words").order_by("-id")


def checked_page(actor: Actor) -> "QuerySet[CheckedProject]":
    rows = CheckedProject.objects.visible_to(actor).prefetch_related("files")
    return rows.select_related(
        "check_of__office", "project__university", "project__lead_office", "concluded_by", "checked_by"
    )


def files(actor: Actor) -> "QuerySet[CheckedFile]":
    seen = CheckedProject.objects.visible_to(actor)
    return CheckedFile.objects.filter(checked__in=seen.values("pk")).select_related("file")


def of_project(actor: Actor, project: Project) -> CheckedProject | None:
    return CheckedProject.objects.visible_to(actor).filter(project=project).select_related("check_of").first()


def outs() -> "QuerySet[MidtermCheck]":
    """Those that a list of projects can be narrowed to."""
    return MidtermCheck.objects.exclude(state=MidtermState.DRAFT).order_by("-id")


def counts(actor: Actor, check: MidtermCheck) -> list[dict[str, Any]]:
    """Each count is the number of rows of its list."""
    rows = CheckedProject.objects.visible_to(actor).filter(check_of=check)
    by_state = {str(state): Count("pk", filter=Q(state=state)) for state in CheckedState}
    found = rows.aggregate(sample=Count("pk", filter=Q(in_sample=True)), **by_state)
    lines = [
        _line(check, state.label, found[str(state)], CHECKED_TONES[state], ICONS[state], state=str(state))
        for state in CheckedState
    ]
    sampled = pgettext_lazy("midterm", "In the sample")
    return [*lines, _line(check, sampled, found["sample"], "primary", "shuffle", sample="on")]


def _line(check: MidtermCheck, label: Label, count: int, tone: str, icon: str, **narrowed: str) -> dict[str, Any]:
    url = f"{reverse('ledger:midterm_projects')}?{urlencode({'check': check.pk, **narrowed})}"
    return {"label": label, "count": count, "url": url, "tone": tone, "icon": icon}


def drawn_from(check: MidtermCheck) -> dict[str, Any]:
    """What anybody needs to draw again."""
    return {
        "seed_digest": check.seed_digest,
        "seed": check.seed,
        "size": check.sample_size,
        "list": check.listed,
        "result": check.result,
    }


def steps_of(case: MidtermCheck | CheckedProject) -> "QuerySet[Step]":
    return steps.of_case(case)

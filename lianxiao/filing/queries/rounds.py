"""How rounds are read: the desk's list, one round with its progress."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.definitions import Attachment, parse
from lianxiao.core.models import Step
from lianxiao.filing.models import Return, Round, RoundExtension
from lianxiao.filing.states import IN, ReturnState, RoundState
from lianxiao.forms.models import Form, FormVersion
from lianxiao.forms.queries.versions import published_versions
from lianxiao.organisations.models import Organisation
from lianxiao.organisations.roles import INSTITUTIONS

Label = str | Promise
TONES: Mapping[str, str] = {
    RoundState.DRAFT: "neutral",
    RoundState.OPEN: "success",
    RoundState.CLOSED: "warning",
    RoundState.CONCLUDED: "neutral",
}
VERBS: dict[str, tuple[Label, str]] = {
    "draft": (gettext_lazy("Drafted"), ""),
    "edit": (gettext_lazy("Draft changed"), ""),
    "open": (pgettext_lazy("filing", "Opened"), "success"),
    "ask_extension": (gettext_lazy("Extension asked for"), "warning"),
    "grant_extension": (gettext_lazy("Extension granted"), "success"),
    "refuse_extension": (gettext_lazy("Extension refused"), "danger"),
    "reopen": (gettext_lazy("Opened again by the extension"), ""),
    "close": (pgettext_lazy("filing", "Closed"), ""),
    "conclude": (gettext_lazy("Concluded"), "success"),
    "chase": (gettext_lazy("Those who are late were reminded"), "warning"),
    "export": (gettext_lazy("List exported"), ""),
}


def rounds(actor: Actor) -> "QuerySet[Round]":
    """The desk's list, with how many have to answer and how many have."""
    return (
        Round.objects.visible_to(actor)
        .select_related("office")
        .annotate(
            respondents=Count("returns"),
            in_count=Count("returns", filter=Q(returns__state__in=IN)),
            accepted_count=Count("returns", filter=Q(returns__state=ReturnState.ACCEPTED)),
        )
        .order_by("-id")
    )


def round_page(actor: Actor) -> "QuerySet[Round]":
    extensions = RoundExtension.objects.select_related("asked_by", "granted_by").order_by("id")
    return (
        Round.objects.visible_to(actor)
        .select_related("office", "form__form", "previous", "drafted_by")
        .prefetch_related(
            Prefetch("extensions", extensions), Prefetch("named", Organisation.objects.in_official_order())
        )
    )


def extensions(actor: Actor) -> "QuerySet[RoundExtension]":
    return RoundExtension.objects.filter(round__in=Round.objects.visible_to(actor)).select_related("round")


def pending_extension(round_: Round) -> RoundExtension | None:
    return next((one for one in round_.extensions.all() if one.granted_at is None and one.refused_at is None), None)


def returns_in(actor: Actor, round_: Round) -> "QuerySet[Return]":
    return Return.objects.visible_to(actor).filter(round=round_)


@dataclass(frozen=True, slots=True)
class Progress:
    """One count of a round's page; `query` is the filter under which the list shows exactly these rows."""

    label: str
    count: int
    query: str
    icon: str
    tone: str


def progress(round_: Round) -> list[Progress]:
    """Each count is the number of rows of its list."""
    rows = Return.objects.filter(round=round_)
    count = {state: Count("pk", filter=Q(state=state)) for state in ReturnState.values}
    found = rows.aggregate(all=Count("pk"), **count)
    late = rows.late(database_now()).count()
    lines = [Progress(pgettext("institutions", "Asked"), found["all"], "", "people", "primary")]
    for state, icon in (
        (ReturnState.NOT_BEGUN, "circle"),
        (ReturnState.DRAFT, "pencil"),
        (ReturnState.WITH_LEADER, "person-check"),
        (ReturnState.SUBMITTED, "inbox"),
        (ReturnState.RETURNED, "arrow-return-left"),
        (ReturnState.ACCEPTED, "check2-circle"),
    ):
        if state == ReturnState.WITH_LEADER and not round_.needs_release:
            continue
        tone = RETURN_TONES[state]
        lines.append(Progress(str(ReturnState(state).label), found[state], f"?state={state}", icon, tone))
    return [*lines, Progress(_("Late"), late, "?late=on", "alarm", "danger" if late else "neutral")]


RETURN_TONES: Mapping[str, str] = {
    ReturnState.NOT_BEGUN: "neutral",
    ReturnState.DRAFT: "warning",
    ReturnState.WITH_LEADER: "info",
    ReturnState.SUBMITTED: "info",
    ReturnState.RETURNED: "danger",
    ReturnState.ACCEPTED: "success",
}


def steps_of(round_: Round) -> "QuerySet[Step]":
    return steps.of_case(round_)


def period_of(round_: Round) -> str:
    """2026, or 2026 third quarter."""
    if not round_.part:
        return _("%(year)d, the whole year") % {"year": round_.year}
    return _("%(year)d, %(part)s") % {"year": round_.year, "part": Round.Part(round_.part).label.lower()}


def respondents(kinds: list[str], named: "QuerySet[Organisation]") -> "QuerySet[Organisation]":
    """The institutions of these kinds and those named, that are in being now."""
    return (
        Organisation.objects.active()
        .filter(Q(kind__in=kinds) | Q(pk__in=named.order_by().values("pk")), kind__in=sorted(INSTITUTIONS))
        .in_official_order()
    )


def nameable() -> "QuerySet[Organisation]":
    return Organisation.objects.active().filter(kind__in=sorted(INSTITUTIONS)).in_official_order()


def usable_forms() -> "QuerySet[FormVersion]":
    return published_versions(Form.Purpose.FILING)


def has_files(version: FormVersion) -> bool:
    """A return is figures and texts: files have no place in a workbook or in totals."""
    return any(isinstance(field, Attachment) for field in parse(version.definition).fields.values())


def comparable(actor: Actor) -> "QuerySet[Round]":
    """Earlier rounds of the office that figures can be compared with."""
    return Round.objects.visible_to(actor).exclude(state=RoundState.DRAFT).order_by("-year", "-id")

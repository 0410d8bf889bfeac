"""What is typed in a campus selection."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.actions.selections.choosing import Rank
from lianxiao.calls.models import CampusOpinion, SlotGrant
from lianxiao.calls.queries.places import Slots
from lianxiao.calls.queries.selections import Result

DAY = {"type": "date"}
ORDINARY = "ordinary"


class RulesForm(forms.Form):
    rules = forms.CharField(
        label=_("What reviewers look at"),
        required=False,
        max_length=3000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Shown to the reviewers above the candidates."),
    )
    due_date = forms.DateField(label=_("Opinions until"), widget=forms.DateInput(DAY))
    min_opinions = forms.IntegerField(
        label=_("Opinions per application, at least"), min_value=1, max_value=20, initial=3
    )


class ReviewerForm(forms.Form):
    username = forms.CharField(
        label=_("Account of the reviewer"),
        max_length=60,
        help_text=_("A teacher or expert with an account at your university. Whoever runs or approves does not judge."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter the reviewer's account.")},
    )


class OpinionForm(forms.Form):
    """What is missing is asked for when the opinions are handed in; until then anything can be kept."""

    score = forms.IntegerField(label=_("Mark, 0 to 100"), required=False, min_value=0, max_value=100)
    text = forms.CharField(label=_("Opinion"), required=False, max_length=3000, widget=forms.Textarea({"rows": 5}))
    recused = forms.BooleanField(
        label=_("I should not judge this one"),
        required=False,
        help_text=_("Give the reason as your opinion instead of a mark, for instance that you worked on it."),
    )

    @staticmethod
    def start(opinion: CampusOpinion | None) -> dict[str, Any]:
        if opinion is None:
            return {}
        return {"score": opinion.score, "text": opinion.text, "recused": opinion.recused}


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate with its inputs."""

    line: Result
    first: BoundField
    second: BoundField | None = None


class RankForm(forms.Form):
    """A rank and, where the means do not give it, a reason for each candidate."""

    def __init__(self, *args: Any, lines: Sequence[Result], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = [line for line in lines if not line.is_out]
        for order, line in enumerate(self.lines, 1):
            title = str(line.candidate.application)
            self.fields[f"rank_{line.candidate.pk}"] = forms.IntegerField(
                label=_("Rank of “%(title)s”") % {"title": title}, min_value=1, initial=order
            )
            self.fields[f"reason_{line.candidate.pk}"] = forms.CharField(
                label=_("Reason for the rank of “%(title)s”") % {"title": title}, required=False, max_length=500
            )

    @property
    def rows(self) -> list[Row]:
        return [
            Row(line, self[f"rank_{line.candidate.pk}"], self[f"reason_{line.candidate.pk}"]) for line in self.lines
        ]

    @property
    def ranks(self) -> dict[int, Rank]:
        data = self.cleaned_data
        return {
            line.candidate.pk: Rank(data[f"rank_{line.candidate.pk}"], data[f"reason_{line.candidate.pk}"].strip())
            for line in self.lines
        }

    def show(self, problems: Mapping[int, str]) -> None:
        """A problem stands beside the rank that it is about."""
        for pk, message in problems.items():
            self.add_error(f"rank_{pk}", message)


class NoticeForm(forms.Form):
    file = forms.FileField(label=_("Notice as it hung on campus"), help_text=_("PDF, Word or a picture, up to 20 MB."))
    first = forms.DateField(label=_("First day"), widget=forms.DateInput(DAY))
    last = forms.DateField(label=_("Last day"), widget=forms.DateInput(DAY))

    def clean(self) -> None:
        super().clean()
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day of the notice lies before the first."))


class ChoiceForm(forms.Form):
    """For each ranked candidate: not chosen, an ordinary place, or a place of a pool."""

    def __init__(self, *args: Any, lines: Sequence[Result], places: Slots, chosen: set[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = [line for line in lines if line.candidate.rank is not None]
        self.pools = {pool.pk: pool for pool in places.pools}
        choices: list[tuple[str, Any]] = [("", _("Not chosen")), (ORDINARY, _("Chosen"))]
        choices += [(str(pk), _("Chosen, in “%(pool)s”") % {"pool": pool}) for pk, pool in self.pools.items()]
        for line in self.lines:
            self.fields[f"place_{line.candidate.pk}"] = forms.ChoiceField(
                label=_("Choice for “%(title)s”") % {"title": line.candidate.application},
                choices=choices,
                required=False,
                initial=ORDINARY if line.candidate.pk in chosen else "",
            )

    @property
    def rows(self) -> list[Row]:
        return [Row(line, self[f"place_{line.candidate.pk}"]) for line in self.lines]

    @property
    def chosen(self) -> dict[int, SlotGrant | None]:
        given = {line.candidate.pk: self.cleaned_data[f"place_{line.candidate.pk}"] for line in self.lines}
        return {pk: None if place == ORDINARY else self.pools[int(place)] for pk, place in given.items() if place}

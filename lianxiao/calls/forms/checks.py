"""What an officer typed on the page of a formal check."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.queries.check_sheet import ItemAnswer

ANSWERS = {"yes": True, "no": False}
LONGEST_NOTE = 2000  # characters


@dataclass(frozen=True, slots=True)
class Typed:
    """Answers by item code; remarks by key of the fields that are ticked."""

    answers: dict[str, ItemAnswer]
    remarks: dict[str, str]


def read(posted: Mapping[str, str]) -> Typed:
    """Inputs are item-<code> (yes, no), note-<code>, ask-<field key> and reason-<field key>."""
    codes = [name.partition("-")[2] for name in posted if name.startswith("note-")]
    asked = [name.partition("-")[2] for name in posted if name.startswith("ask-")]
    return Typed(
        answers={
            code: ItemAnswer(ANSWERS.get(posted.get(f"item-{code}", "")), _clean(posted[f"note-{code}"]))
            for code in codes
        },
        remarks={key: _clean(posted.get(f"reason-{key}", "")) for key in asked},
    )


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()[:LONGEST_NOTE]


class RejectionForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The university reads it. Say what cannot be mended by a correction."),
        widget=forms.Textarea({"rows": 4}),
        max_length=LONGEST_NOTE,
    )

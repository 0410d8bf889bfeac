from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxiao.organisations.models import MailSettings
from lianxiao.organisations.models.notification import MIDNIGHT
from lianxiao.organisations.occasions import ALWAYS_TOLD, Group, Mail

HOURS = [(hour, f"{hour:02}:00") for hour in range(MIDNIGHT)]
EXPLAINED = {
    Group.DUTIES: gettext_lazy("A case has come to you: to review, correct, check, approve, confirm or judge."),
    Group.DEADLINES: gettext_lazy("A deadline comes near or is extended; somebody waits for your answer."),
    Group.PROGRESS: gettext_lazy("Submitted, decided, approved or not, places granted."),
    Group.PARTNERS: gettext_lazy("A partner confirmed, declined or did not answer; a confirmation is void."),
    Group.WRITING: gettext_lazy("Comments that name you, members, assigned sections, handing over."),
    Group.NEWS: gettext_lazy("A call is published, a public notice begins, a notice appears or is withdrawn."),
    Group.ACCOUNT: gettext_lazy("Roles that you gave or hold, exports that you asked for."),
}
OBLIGATION = gettext_lazy("It cannot be switched off.")


class MailSettingsForm(forms.Form):
    """A choice for each group of messages, then the hours."""

    digest_hour = forms.TypedChoiceField(label=gettext_lazy("Daily digest at"), choices=HOURS, coerce=int)
    has_quiet_hours = forms.BooleanField(
        label=gettext_lazy("No e-mail in the quiet hours"),
        required=False,
        help_text=gettext_lazy("What comes in them leaves when they end. One-time codes and passwords never wait."),
    )
    quiet_from = forms.TypedChoiceField(label=gettext_lazy("Quiet from"), choices=HOURS, coerce=int)
    quiet_until = forms.TypedChoiceField(label=gettext_lazy("Quiet until"), choices=HOURS, coerce=int)

    def __init__(self, data: Any, *, settings: MailSettings, choices: Mapping[str, str]) -> None:
        super().__init__(data, initial={name: getattr(settings, name) for name in self.base_fields})
        for group in Group:
            told = group in ALWAYS_TOLD
            self.fields[f"mail_{group.value}"] = forms.ChoiceField(
                label=group.label,
                choices=[(mail.value, mail.label) for mail in Mail if mail != Mail.NONE or not told],
                widget=forms.RadioSelect(attrs={"class": "choices-row"}),
                initial=choices[group.value],
                help_text=format_lazy("{} {}", EXPLAINED[group], OBLIGATION) if told else EXPLAINED[group],
            )

    def groups(self) -> list[forms.BoundField]:
        return [self[f"mail_{group.value}"] for group in Group]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        hours = {name: cleaned.get(name) for name in self.base_fields}
        begin, end, digest = hours["quiet_from"], hours["quiet_until"], hours["digest_hour"]
        if begin is None or end is None or digest is None:
            return cleaned
        if begin == end:
            self.add_error("quiet_until", _("Quiet hours end at another hour than they begin."))
        elif hours["has_quiet_hours"] and (begin <= digest < end if begin < end else digest >= begin or digest < end):
            self.add_error("digest_hour", _("This hour lies in your quiet hours. Choose one outside of them."))
        return cleaned

    def hours(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.base_fields}

    def choices(self) -> dict[str, str]:
        return {group.value: self.cleaned_data[f"mail_{group.value}"] for group in Group}

"""How a form is begun, and the words that go with its steps."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.actors import Actor
from lianxiao.forms.models import Form, FormVersion
from lianxiao.forms.queries.versions import led_categories, to_copy


class BeginForm(forms.Form):
    purpose = forms.ChoiceField(
        label=pgettext_lazy("form", "Purpose"), choices=Form.Purpose.choices, widget=forms.RadioSelect
    )
    category: Any = forms.ModelChoiceField(
        label=_("Category"),
        queryset=None,
        required=False,
        empty_label=pgettext_lazy("category", "none"),
        help_text=_("Of an application form. Your office designs the forms of the categories that it leads."),
    )
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2199)
    title = forms.CharField(label=_("Title in Chinese"), max_length=120)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    copy_of: Any = forms.ModelChoiceField(
        label=_("Begin from"),
        queryset=None,
        required=False,
        empty_label=_("an empty form"),
        help_text=_("All sections, fields and conditions are taken over; the form that you copy from stays as it is."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = led_categories(actor)  # type: ignore[attr-defined]
        copies: Any = self.fields["copy_of"]
        copies.queryset = to_copy(actor)
        copies.label_from_instance = told
        self.initial.setdefault("year", timezone.localdate().year + 1)
        self.initial.setdefault("purpose", Form.Purpose.APPLICATION)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        application = cleaned.get("purpose") == Form.Purpose.APPLICATION
        if application and not cleaned.get("category") and "category" not in self.errors:
            self.add_error("category", _("Say for which category the form is."))
        if not application:
            cleaned["category"] = None
        return cleaned


def told(version: FormVersion) -> str:
    return str(
        _("%(year)d · %(form)s, version %(n)d")
        % {"year": version.form.year, "form": version.form, "n": version.version}
    )


class NoteForm(forms.Form):
    note = forms.CharField(
        label=pgettext_lazy("form", "What is new"),
        max_length=200,
        required=False,
        help_text=_("For the colleague who checks it, and for the history of the form."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give a reason; the other side has to act on it.")},
    )

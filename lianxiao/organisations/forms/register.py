"""The register of organisations, leading groups, experts."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc as unified_code
from stdnum.exceptions import ValidationError as WrongNumber

from lianxiao.organisations.actions.organisations import ALL_FACTS, PUBLIC_FACTS
from lianxiao.organisations.models import ExpertProfile, LeadingGroupMember, Organisation
from lianxiao.organisations.queries import register
from lianxiao.organisations.roles import Kind

MAJOR = re.compile(r"^\d{4}(\d{2}[TK]{0,2})?$")
SEPARATORS = re.compile(r"[\s,，;；、]+")


class PublicFactsForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a partner keeps of itself."""

    city = forms.ModelChoiceField(label=_("City"), queryset=register.cities(), required=False)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    class Meta:
        model = Organisation
        fields = PUBLIC_FACTS

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields}


class OrganisationForm(PublicFactsForm):
    is_active = forms.BooleanField(
        label=_("Takes part"),
        required=False,
        help_text=_("Without the tick nobody acts for it any more, from the next request on."),
    )

    class Meta:
        model = Organisation
        fields = ALL_FACTS

    def clean_uscc(self) -> str | None:
        """Eighteen signs whose last one checks the others (GB 32100-2015)."""
        text = self.cleaned_data["uscc"]
        if not text:
            return None
        try:
            return str(unified_code.validate(text))
        except WrongNumber:
            raise forms.ValidationError(
                _("This is no valid unified social credit code: its check digit does not agree. Compare it again.")
            ) from None

    def clean_code(self) -> str | None:
        return self.cleaned_data["code"] or None


class PartnerForm(OrganisationForm):
    class Meta:
        model = Organisation
        fields = ("kind", "name", "uscc", *PUBLIC_FACTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["is_active"]  # a new one does
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(one.value, Kind(one).label) for one in register.PARTNER_KINDS]


class LeadingGroupForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = LeadingGroupMember
        fields = ("name", "position", "duty", "order")

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.organisation = organisation

    def _get_validation_exclusions(self) -> set[str]:
        """The organisation is not typed in but given, and counts in the rule of one head."""
        exclude: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return exclude - {"organisation"}


class ExpertProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    majors = forms.CharField(
        label=_("Codes of majors or classes of majors"),
        required=False,
        max_length=400,
        help_text=_("Such as 0809 or 080901, parted by spaces. Assignments are made by them."),
    )

    class Meta:
        model = ExpertProfile
        fields = (
            "title",
            "disciplines",
            "majors",
            "is_available",
            "available_from_date",
            "available_until_date",
            "conflicts",
            "conflict_note",
        )
        widgets = {
            "disciplines": forms.Textarea(attrs={"rows": 4}),
            "conflict_note": forms.Textarea(attrs={"rows": 3}),
            "available_from_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "available_until_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "conflicts": forms.SelectMultiple(attrs={"data-search": "", "size": 8}),
        }
        help_texts = {
            "conflicts": _("Your own organisation always is one and need not be named."),
            "conflict_note": _("People or projects that you must not judge, and why."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["conflicts"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = register.open_organisations()
        if self.instance.pk:
            self.initial["majors"] = " ".join(self.instance.major_codes)

    def clean_majors(self) -> list[str]:
        codes = list(dict.fromkeys(filter(None, SEPARATORS.split(self.cleaned_data["majors"].upper()))))
        wrong = [code for code in codes if not MAJOR.match(code)]
        if wrong:
            raise forms.ValidationError(
                _("No code of a major: %(codes)s. A class has four digits, a major six.") % {"codes": "、".join(wrong)}
            )
        return codes

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or {}
        begin, end = clean.get("available_from_date"), clean.get("available_until_date")
        if begin and end and end < begin:
            self.add_error("available_until_date", _("The end lies before the beginning."))
        return clean

    def values(self) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in self.fields if name != "majors"}
        return {**values, "major_codes": self.cleaned_data["majors"]}

"""Inputs that several desks ask for in the same way."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def moment_field(label: Any, help_text: Any = "") -> forms.SplitDateTimeField:
    """A day and a time of day on the province's clock."""
    widget = forms.SplitDateTimeWidget(
        date_attrs={"type": "date"}, time_attrs={"type": "time"}, date_format="%Y-%m-%d", time_format="%H:%M"
    )
    return forms.SplitDateTimeField(
        label=label,
        help_text=help_text,
        widget=widget,
        error_messages={
            "required": _("Enter both the day and the time."),
            "invalid_date": _("Enter a day, for example 2026-11-23."),
            "invalid_time": _("Enter a time, for example 17:00."),
        },
    )

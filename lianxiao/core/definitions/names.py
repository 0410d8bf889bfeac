"""What types and properties of a form are called, for the people who design forms."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TYPE_NAMES: dict[str, str | Promise] = {
    "short_text": _("One line of text"),
    "long_text": _("Longer text"),
    "number": pgettext_lazy("field type", "Number"),
    "money": _("Amount in 10,000 yuan"),
    "date": pgettext_lazy("field type", "Date"),
    "period": pgettext_lazy("field type", "Period"),
    "choice": pgettext_lazy("field type", "Choice"),
    "person": pgettext_lazy("field type", "Person"),
    "organisation": pgettext_lazy("field type", "Organisation"),
    "attachment": pgettext_lazy("field type", "Attachment"),
    "table": pgettext_lazy("field type", "Table"),
    "indicator": _("Indicator of a target"),
    "sum": pgettext_lazy("field type", "Sum"),
    "person_name": _("Person's name"),
}
CHECK_NAMES: dict[str, str | Promise] = {
    "at_most": _("A figure is not above another"),
    "not_before": _("A day is not before another"),
    "sum_equals": _("A figure is the sum of others"),
    "required_if": _("An answer is required under a condition"),
}
PROPERTY_NAMES: dict[str, str | Promise] = {
    "title": pgettext_lazy("form", "Title"),
    "label": pgettext_lazy("field", "Label"),
    "help": pgettext_lazy("field", "Help"),
    "type": pgettext_lazy("field", "Type"),
    "key": pgettext_lazy("field", "Code"),
    "required": pgettext_lazy("field", "Required"),
    "show_if": pgettext_lazy("field", "Shown only if"),
    "editorial": _("A change leaves partners' consents as they are"),
    "freeze_date": _("Last day for changes"),
    "max_length": _("Most characters"),
    "max_words": _("Most words"),
    "unit": pgettext_lazy("field", "Unit"),
    "decimals": _("Decimal places"),
    "min": _("Smallest value"),
    "max": _("Largest value"),
    "target": pgettext_lazy("field", "Target"),
    "of": _("Adds up"),
    "equals": _("Must equal"),
    "options": pgettext_lazy("field", "Options"),
    "multiple": _("Several answers"),
    "parts": _("What is asked of the person"),
    "formats": _("Formats"),
    "max_mb": _("Largest file in MB"),
    "columns": pgettext_lazy("field", "Columns"),
    "sums": _("Columns with totals"),
    "min_rows": _("Fewest rows"),
    "max_rows": _("Most rows"),
    "within": _("Lies within the period"),
    "value": pgettext_lazy("option", "Code"),
    "kind": pgettext_lazy("check", "Kind"),
    "left": pgettext_lazy("check", "Answer that is checked"),
    "right": pgettext_lazy("check", "Compared with"),
    "if": pgettext_lazy("check", "Condition"),
    "message": pgettext_lazy("check", "What is said"),
    "section": pgettext_lazy("form", "Section"),
    "order": pgettext_lazy("form", "Position"),
}


def type_name(kind: str) -> str:
    return str(TYPE_NAMES.get(kind, kind))


def property_name(name: str) -> str:
    return str(PROPERTY_NAMES.get(name, name))

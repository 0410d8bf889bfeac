"""Django's own form rendering in Bootstrap's clothes: no form says a class name."""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

WIDGETS = "django/forms/widgets/"
# By the widget's template; a template that is not named here is a text-like control.
CLASSES = {
    "select.html": "form-select",
    "checkbox.html": "form-check-input",
    "radio.html": "",
    "checkbox_select.html": "",
    "hidden.html": "",
    "multiple_hidden.html": "",
    "multiwidget.html": "",
    "splitdatetime.html": "",
    "select_date.html": "",
}
# Of a control in several parts each part needs a name of its own.
PARTS = {"date.html": _("Date"), "time.html": _("Time")}


class BootstrapRenderer(TemplatesSetting):
    """The renderer of all forms (settings.FORM_RENDERER)."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if template_name.startswith(WIDGETS):
            _dress(context["widget"])
        return super().render(template_name, context, request)


def _dress(widget: dict[str, Any]) -> None:
    attrs = widget["attrs"]
    own = CLASSES.get(widget["template_name"].removeprefix(WIDGETS), "form-control")
    invalid = "is-invalid" if own and attrs.get("aria-invalid") == "true" else ""
    names = " ".join(filter(None, (own, invalid, attrs.get("class"))))
    if names:
        attrs["class"] = names
    for part in widget.get("subwidgets", []):
        kind = part["template_name"].removeprefix(WIDGETS)
        if kind in PARTS:
            part["attrs"].setdefault("aria-label", PARTS[kind])
        _dress(part)

"""The form of an item of the formal check."""

from django.utils.translation import gettext_lazy as _

from lianxiao.calls.models import CheckItem
from lianxiao.mandate.forms import FactForm


class CheckItemForm(FactForm):
    """An item's rule belongs to the program and is not edited; a new item is answered by people."""

    class Meta:
        model = CheckItem
        fields = ("category", "text", "text_en", "help", "help_en", "order", "is_active")
        labels = {"category": _("Category")}
        help_texts = {"category": _("Empty: asked in every category.")}


class NewCheckItemForm(CheckItemForm):
    class Meta(CheckItemForm.Meta):
        fields = ("code", *CheckItemForm.Meta.fields)  # type: ignore[assignment]
        labels = {**CheckItemForm.Meta.labels, "code": _("Code")}

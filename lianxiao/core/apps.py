from django import forms
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "lianxiao.core"

    def ready(self) -> None:
        from lianxiao.core import checks  # noqa: F401  registers the system checks

        # What an empty field says in every form, in the words that the application form uses.
        forms.Field.default_error_messages["required"] = _("Fill this in.")

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxiao.core import outside
from lianxiao.core.actors import Actor
from lianxiao.organisations.models import AllowedHost, Organisation, WebHook
from lianxiao.organisations.occasions import HOOKED
from lianxiao.organisations.queries import web_hooks as queries


class WebHookForm(forms.Form):
    organisation = forms.ModelChoiceField(label=gettext_lazy("Organisation"), queryset=Organisation.objects.none())
    name = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=60,
        help_text=gettext_lazy("For example the group of the messenger that reads it."),
    )
    address = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=500,
        widget=forms.URLInput,
        help_text=gettext_lazy("An https address of a host on the list of allowed hosts."),
    )
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Which messages"),
        choices=[(group.value, group.label) for group in HOOKED],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any, *, actor: Actor, hook: WebHook | None = None) -> None:
        super().__init__(data)
        self.hook = hook
        offered = queries.organisations_for(actor)
        field = self.fields["organisation"]
        field.queryset = offered  # type: ignore[attr-defined]
        field.initial = actor.organisation_id

    @classmethod
    def of(cls, hook: WebHook, data: Any, *, actor: Actor) -> "WebHookForm":
        """For changing one, which stays with its organisation."""
        form = cls(data, actor=actor, hook=hook)
        del form.fields["organisation"]
        form.initial = {"name": hook.name, "address": hook.address, "groups": hook.groups}
        return form

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        try:
            outside.target_of(address, queries.host_names())
        except outside.NotAllowed as error:
            raise forms.ValidationError(str(error)) from error
        return address

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        organisation = self.hook.organisation if self.hook else cleaned.get("organisation")
        there = WebHook.objects.filter(organisation=organisation, address=cleaned.get("address", ""))
        others = there.exclude(pk=self.hook.pk) if self.hook else there
        if others.exists():
            self.add_error("address", _("The organisation has a web hook to this address already."))
        return cleaned


class AllowedHostForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = AllowedHost
        fields = ("host", "note")
        help_texts = {
            "host": gettext_lazy("A name such as oapi.dingtalk.com, without https and without a path; no numbers."),
        }

    def clean_host(self) -> str:
        host: str = self.cleaned_data["host"].strip().lower()
        if not re.fullmatch(outside.HOST, host):
            raise forms.ValidationError(_("This is no name of a host. Write it as oapi.dingtalk.com."))
        return host

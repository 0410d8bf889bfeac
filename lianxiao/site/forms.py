from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lianxiao.calls.queries.verification import plain_code
from lianxiao.core.holdings import Holding
from lianxiao.core.refusals import Refused
from lianxiao.organisations.actions.delegations import NotADeputy
from lianxiao.organisations.models import Membership, User
from lianxiao.organisations.queries.people import successor_at
from lianxiao.site.handovers import NotASuccessor, Share, must_fit

MOST_BYTES = 50 * 1024 * 1024


class CodeForm(forms.Form):
    code = forms.CharField(
        label=pgettext_lazy("on a document", "Verification code"),
        max_length=200,
        help_text=gettext_lazy("Printed beside the QR code on every page, such as 7KQX-2MHD-PZ4T-9WRC."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Enter the code that is printed on the document.")},
    )

    def clean_code(self) -> str:
        code = plain_code(str(self.cleaned_data["code"]))
        if not code:
            raise forms.ValidationError(_("Enter the code that is printed on the document."))
        return code


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("PDF file of the document"),
        help_text=gettext_lazy("It is compared with the one on record and not kept."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
        error_messages={"required": gettext_lazy("Choose the file that you received.")},
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than %(limit)s MB.") % {"limit": MOST_BYTES // 1024**2})
        return upload


class HandoverForm(forms.Form):
    """A colleague's account for each kind of things and, where it differs, for a single one."""

    def __init__(self, *args: Any, membership: Membership, shares: list[Share], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membership, self.shares = membership, [share for share in shares if share.can_be_given]
        for share in self.shares:
            kind = share.holding.kind
            self.fields[kind] = account_field(_("Account of the successor for all of them"))
            for held in share.held:
                self.fields[f"{kind}-{held.row.pk}"] = account_field(
                    _("Another successor for “%(title)s”") % {"title": held.title}
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.found: dict[str, User] = {}
        for name, account in list(cleaned.items()):
            if not account:
                continue
            found = successor_at(self.membership.organisation_id, account)
            if found is None:
                self.add_error(name, _("Nobody with this account holds a role there now."))
                continue
            try:
                must_fit(self._holding(name), self.membership, found.user)
            except NotASuccessor as refusal:
                self.add_error(name, str(refusal))
            self.found[name] = found.user
        if not self.errors and not self.gifts():
            self.add_error(None, _("Name a colleague for at least one thing, or for a kind of things."))
        return cleaned

    def _holding(self, name: str) -> Holding:
        return next(share.holding for share in self.shares if share.holding.kind == name.partition("-")[0])

    def gifts(self) -> dict[tuple[str, int], User]:
        """Each thing to whom it goes; what nobody is named for is left out."""
        return {
            (share.holding.kind, held.row.pk): successor
            for share in self.shares
            for held in share.held
            if (successor := self._successor(share.holding.kind, held.row.pk)) is not None
        }

    def _successor(self, kind: str, pk: int) -> User | None:
        return self.found.get(f"{kind}-{pk}") or self.found.get(kind)

    def tables(self) -> list[dict[str, Any]]:
        """What the page shows: each kind with its field, each thing with its own."""
        return [
            {
                "share": share,
                "field": self[share.holding.kind],
                "lines": [{"held": held, "field": self[f"{share.holding.kind}-{held.row.pk}"]} for held in share.held],
            }
            for share in self.shares
        ]


def account_field(label: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"list": "colleagues", "autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(label=label, max_length=60, required=False, widget=widget)


class DelegationForm(forms.Form):
    username = forms.CharField(
        label=gettext_lazy("Account of the deputy"),
        max_length=60,
        help_text=gettext_lazy("A colleague of your organisation; never an administrator."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    from_date = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    until_date = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("Sixty days at most; it ends by itself."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Stays on record."),
    )

    @staticmethod
    def field_of(refusal: Refused) -> str:
        return "username" if isinstance(refusal, NotADeputy) else "until_date"


class TransferForm(forms.Form):
    username = forms.CharField(
        label=gettext_lazy("Account of the colleague"),
        max_length=60,
        widget=forms.TextInput(attrs={"list": "colleagues", "autocomplete": "off", "spellcheck": "false"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Stays on record."),
    )

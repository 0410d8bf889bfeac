"""Uploaded scans as actions take them."""

from typing import Any

from lianxiao.calls.actions.scans import Upload
from lianxiao.calls.forms.consents import ScanForm


def uploads_of(form: ScanForm) -> list[Upload]:
    given: list[Any] = form.cleaned_data["scans"]
    return [(one.name or "", one) for one in given]

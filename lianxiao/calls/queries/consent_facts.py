"""What a frozen copy keeps of consents and sealed scans: who, when, to which version, under which digest."""

from typing import Any

from lianxiao.calls.models import Application, PartnerConsent, SealedScan
from lianxiao.calls.queries.consents import READ
from lianxiao.calls.queries.versions import substance_of
from lianxiao.calls.states import ConsentState


def consent_facts(application: Application) -> list[dict[str, Any]]:
    """The consents to what is being submitted; an address outside is not copied."""
    rows = PartnerConsent.objects.filter(
        application=application, state=ConsentState.GIVEN, version__substance=substance_of(application)
    )
    return [
        {
            "party": one.party,
            "signer": one.signer_name,
            "position": one.signer_position,
            "at": one.answered_at.isoformat() if one.answered_at else "",
            "by": "link" if one.by_link else "account",
            "version": one.version.number,
            "digest": one.version.digest,
        }
        for one in rows.select_related("version").order_by("party", "id")
    ]


def seal_facts(application: Application) -> list[dict[str, Any]]:
    """The scans of what is being submitted, with the digests of their files."""
    rows = SealedScan.objects.filter(
        application=application, state__in=READ, print__version__substance=substance_of(application)
    )
    return [
        {
            "party": one.consent.party if one.consent else application.university.name,
            "code": one.print.code,
            "at": one.uploaded_at.isoformat(),
            "result": one.state,
            "reason": one.reason,
            "files": [{"name": part.name, "digest": part.file_id} for part in one.files.order_by("order")],
        }
        for one in rows.select_related("consent", "print").order_by("id")
    ]

"""Sealed prints come back as scans: kept as they came, read by the worker page by page, confirmed by hand at need."""

from collections.abc import Sequence
from typing import BinaryIO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.calls.access import consents as access
from lianxiao.calls.actions.applications import ReasonMissing, authors_of, path_of, values_of
from lianxiao.calls.actions.reach import must
from lianxiao.calls.actions.version_prints import keep_version_print
from lianxiao.calls.models import Application, PartnerConsent, ScanFile, SealedScan, VersionPrint
from lianxiao.calls.queries.consent_links import has_passed
from lianxiao.calls.queries.scans import Page, page_of, verdict, verdict_of
from lianxiao.calls.queries.version_prints import newest_print
from lianxiao.calls.states import SCAN, ScanState
from lianxiao.core import files, steps
from lianxiao.core.actors import SYSTEM, Actor
from lianxiao.core.clock import database_now
from lianxiao.core.documents import UnreadableScan, codes_on_pages
from lianxiao.core.jobs import enqueue
from lianxiao.core.kept_files import keep_upload
from lianxiao.core.refusals import NotAllowedNow, Refused
from lianxiao.organisations.models import User
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.roles import Role

FORMATS = ("pdf", "jpg", "png")
MOST_BYTES = 60 * 1024 * 1024
MOST_FILES = 60

Upload = tuple[str, BinaryIO]


class NothingToSeal(Refused):
    """There is no print that a scan could be compared with."""


class TooManyFiles(Refused):
    """A scan is one PDF, or one picture a page."""


class NotByHand(Refused):
    """Something else than an unreadable page is wrong with the scan."""


def seal(*, application: Application, uploads: Sequence[Upload], by: Actor) -> SealedScan:
    """The lead university's scan of the newest print. Raises files.RefusedFile with the reason."""
    must(access.may_seal, by, application)
    made = newest_print(application)
    if made is None:
        raise NothingToSeal(_("Make the print first; its scan is what can be uploaded here."))
    return _keep(application, made, None, uploads, by)


def seal_as_partner(*, consent: PartnerConsent, uploads: Sequence[Upload], by: Actor) -> SealedScan:
    if not access.may_seal_as_partner(by, consent):
        raise PermissionDenied
    return _keep(consent.application, consent.version.print, consent, uploads, by)


def seal_by_link(*, consent: PartnerConsent, uploads: Sequence[Upload], given: str, by: Actor) -> SealedScan:
    """`given` is the pass that a code earned in this browser."""
    if not has_passed(consent, given) or not access.may_seal_given(consent):
        raise PermissionDenied
    return _keep(consent.application, consent.version.print, consent, uploads, by)


@transaction.atomic
def _keep(
    application: Application,
    made: VersionPrint,
    consent: PartnerConsent | None,
    uploads: Sequence[Upload],
    by: Actor,
) -> SealedScan:
    """In place of an earlier scan of the same print by the same party."""
    if not 0 < len(uploads) <= MOST_FILES:
        raise TooManyFiles(_("Upload one PDF, or one picture a page, %(most)d at most.") % {"most": MOST_FILES})
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    for earlier in SealedScan.objects.filter(print=made, consent=consent).exclude(state=ScanState.REPLACED):
        SCAN.move(earlier, "replace", by=by)
    scan = SealedScan.objects.create(
        application=locked,
        print=made,
        consent=consent,
        uploaded_by_id=by.user_id,
        uploader_name=by.name or (consent.signer_name if consent else ""),
        uploaded_at=database_now(),
    )
    for order, (name, stream) in enumerate(uploads, 1):
        _keep_file(scan, order, name, stream)
    steps.record(scan, "upload", by=by, after=scan.state)
    party = consent.party if consent else locked.university.name
    steps.record(locked, "upload_scan", by=by, remark=party, details={"scan": scan.pk, "code": made.code})
    enqueue("calls.read_scan", scan_id=scan.pk)
    return scan


def _keep_file(scan: SealedScan, order: int, name: str, stream: BinaryIO) -> None:
    checked = files.check_upload(name, stream, formats=FORMATS, max_bytes=MOST_BYTES)
    stored = keep_upload(checked, stream)
    ScanFile.objects.create(scan=scan, order=order, file=stored, name=checked.name)


def read_scan(*, scan_id: int) -> SealedScan:
    """Reads outside a transaction, since it takes time; a scan that was replaced meanwhile stays as it is."""
    scan = SealedScan.objects.select_related("print").get(pk=scan_id)
    if scan.state != ScanState.READING:
        return scan
    made = keep_version_print(print_id=scan.print_id)
    assert made.pages is not None
    pages = _read(scan)
    complete = verdict(pages, code=made.code, count=made.pages).complete
    with transaction.atomic():
        try:
            moved = SCAN.move(
                scan,
                "find_complete" if complete else "find_faulty",
                by=SYSTEM,
                findings=[page.as_finding() for page in pages],
                checked_at=database_now(),
            )
        except NotAllowedNow:
            return scan
        if not complete:
            application = moved.application
            notify(
                _who_cares(moved),
                "scan_faulty",
                path=f"{path_of(application)}consents/",
                values=values_of(application),
            )
    return moved


def _read(scan: SealedScan) -> list[Page]:
    pages = []
    for part in scan.files.select_related("file").order_by("order"):
        with files.open_stored(part.file_id) as content:
            try:
                for at, texts in enumerate(codes_on_pages(content, part.file.media_type), 1):  # type: ignore[arg-type]
                    pages.append(page_of(texts, part.order, at))
            except UnreadableScan:
                pages.append(page_of((), part.order, 1))
    return pages


def _who_cares(scan: SealedScan) -> list[User]:
    application = scan.application
    liaisons = people_in([application.university_id], Role.LIAISON)
    people = {one.pk: one for one in [*authors_of(application), *liaisons]}
    return [people[key] for key in sorted(people)]


def accept(*, scan: SealedScan, reason: str, by: Actor) -> SealedScan:
    """The liaison has looked at the pages that no program could read. Raises NotByHand for any other fault."""
    if not access.may_accept_scan(by, scan):
        raise PermissionDenied
    if not reason.strip():
        raise ReasonMissing(_("Say what you have looked at; it stays on record."))
    with transaction.atomic():
        if not verdict_of(scan).by_hand:
            raise NotByHand(_("Pages are missing or belong to another version; that cannot be confirmed by hand."))
        moved = SCAN.move(
            scan,
            "accept",
            by=by,
            remark=reason,
            accepted_by_id=by.user_id,
            accepted_at=database_now(),
            reason=reason.strip(),
        )
        steps.record(moved.application, "accept_scan", by=by, remark=reason, details={"scan": moved.pk})
    return moved

"""Scans of sealed prints: what was found on their pages, and what that comes to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from lianxiao.calls.models import Application, PartnerConsent, ScanFile, SealedScan
from lianxiao.calls.states import ScanState
from lianxiao.core.actors import Actor

_PAGE = re.compile(r"/verify/([0-9A-Z-]{4,24})/\?page=([0-9]{1,4})$")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a scan: of which print and which page of it; nothing when no code could be read."""

    file: int
    page: int
    code: str
    number: int

    def as_finding(self) -> dict[str, Any]:
        return {"file": self.file, "page": self.page, "code": self.code, "number": self.number}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`faults` are sentences; `by_hand` says that nothing but unreadable pages is in the way."""

    faults: list[str]
    by_hand: bool

    @property
    def complete(self) -> bool:
        return not self.faults


def page_of(texts: Sequence[str], file: int, page: int) -> Page:
    """What the codes on one page say; other codes on it, such as a cover's, are passed over."""
    for text in texts:
        if found := _PAGE.search(text):
            return Page(file, page, found[1], int(found[2]))
    return Page(file, page, "", 0)


def verdict(pages: Sequence[Page], *, code: str, count: int) -> Verdict:
    """Whether these are all `count` pages of the print with this code, once each and in order."""
    own = [page.number for page in pages if page.code == code]
    others = [at for at, page in enumerate(pages, 1) if page.code and page.code != code]
    unread = [at for at, page in enumerate(pages, 1) if not page.code]
    missing = [number for number in range(1, count + 1) if number not in own]
    faults = [
        *(_("Page %(at)d of the scan belongs to another version.") % {"at": at} for at in others),
        *(_("Page %(n)d of %(count)d is missing.") % {"n": number, "count": count} for number in missing),
        *(_("Page %(n)d is there twice.") % {"n": number} for number in sorted(set(own)) if own.count(number) > 1),
    ]
    if own != sorted(own):
        order = pgettext("between names", ", ").join(map(str, own))
        faults.append(_("The pages are not in order: %(order)s.") % {"order": order})
    if unread:
        places = pgettext("between names", ", ").join(map(str, unread))
        sentence = ngettext(
            "On page %(places)s of the scan no code can be read.",
            "On pages %(places)s of the scan no code can be read.",
            len(unread),
        )
        faults.append(sentence % {"places": places})
    sound = not others and own == sorted(set(own)) and len(missing) <= len(unread)
    return Verdict(faults, by_hand=bool(unread) and sound)


def pages_of(scan: SealedScan) -> list[Page]:
    return [Page(**finding) for finding in scan.findings]


def verdict_of(scan: SealedScan) -> Verdict:
    """Nothing to say while it is being read."""
    if scan.state == ScanState.READING or scan.print.pages is None:
        return Verdict([], by_hand=False)
    return verdict(pages_of(scan), code=scan.print.code, count=scan.print.pages)


def scans_of(application: Application) -> "QuerySet[SealedScan]":
    """Those that count, the lead university's first, with their files."""
    return (
        SealedScan.objects.filter(application=application)
        .exclude(state=ScanState.REPLACED)
        .select_related("print__version", "consent", "uploaded_by", "accepted_by", "application__university")
        .prefetch_related(Prefetch("files", ScanFile.objects.order_by("order")))
        .order_by("consent_id", "-id")
    )


def scans(actor: Actor) -> "QuerySet[SealedScan]":
    """Of the applications that the actor sees."""
    return SealedScan.objects.filter(application__in=Application.objects.visible_to(actor)).select_related(
        "print__version", "application__university", "application__call_category__call"
    )


def scan_files(actor: Actor) -> "QuerySet[ScanFile]":
    """Of those, and what the actor's own organisation sealed as a partner."""
    return ScanFile.objects.filter(
        Q(scan__application__in=Application.objects.visible_to(actor))
        | Q(scan__consent__in=PartnerConsent.objects.visible_to(actor))
    ).select_related("file")

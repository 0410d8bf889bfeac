"""The pages of consents: the university's own, and what a partner is shown of the version it is asked about."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lianxiao.calls.models import Application, ApplicationVersion, PartnerConsent, SealedScan, VersionPrint
from lianxiao.calls.queries.applications import definition_of
from lianxiao.calls.queries.consents import ConsentLine, consents_of, lines
from lianxiao.calls.queries.scans import Verdict, scans_of, verdict_of
from lianxiao.calls.queries.version_prints import newest_print
from lianxiao.calls.queries.versions import substance_of
from lianxiao.calls.states import ConsentState
from lianxiao.core.definitions import ShownSection, show, with_attachments

Url = Callable[[int], str]

# On the page of the case: what was given, and what still stands open.
ON_THE_CASE = (ConsentState.ASKED, ConsentState.GIVEN, ConsentState.REFUSED)


@dataclass(frozen=True, slots=True)
class ScanLine:
    """A scan as pages show it; `party` is the partner, or the lead university."""

    scan: SealedScan
    party: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class SealsAndConsents:
    """`current` says whether the print is of what the application says now."""

    lines: list[ConsentLine]
    print: VersionPrint | None
    current: bool
    scans: list[ScanLine]


def seals_and_consents(application: Application) -> SealsAndConsents:
    made = newest_print(application)
    return SealsAndConsents(
        lines=lines(application),
        print=made,
        current=made is not None and made.version.substance == substance_of(application),
        scans=scan_lines(application),
    )


def scan_lines(application: Application) -> list[ScanLine]:
    return [scan_line(one) for one in scans_of(application)]


def scan_line(scan: SealedScan) -> ScanLine:
    party = scan.consent.party if scan.consent else str(scan.application.university)
    return ScanLine(scan, party, verdict_of(scan))


def on_the_case(application: Application) -> list[PartnerConsent]:
    """In the order in which they were asked, without what was taken back or is void."""
    return [one for one in reversed(consents_of(application)) if one.state in ON_THE_CASE]


def own_scan(consent: PartnerConsent) -> ScanLine | None:
    scans = scans_of(consent.application).filter(consent=consent)
    return next((scan_line(one) for one in scans), None)


def version_shown(version: ApplicationVersion, language: str, url: Url) -> list[ShownSection]:
    """The version for reading; `url` gives the address of an attachment by its number."""
    present = {
        key: [{**one, "url": url(one["id"])} for one in there] for key, there in version.content["attachments"].items()
    }
    definition = definition_of(version.application.form)
    return show(definition, with_attachments(definition, version.content["answers"], present), language)


def title_in(version: ApplicationVersion) -> str:
    """The title of that version; the application may be called otherwise by now."""
    return next((str(one["title"]) for one in version.content["answers"].values() if one.get("title")), "")


def file_in(version: ApplicationVersion, number: int) -> dict[str, Any] | None:
    """The attachment of the version with this number: its name, digest and kind."""
    for there in version.content["attachments"].values():
        for one in there:
            if one["id"] == number:
                return dict(one)
    return None

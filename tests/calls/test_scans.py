"""Sealed scans: our own print comes back from a scanner, and every page of it is known by its code."""

import io
from collections.abc import Sequence

import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.utils import translation
from PIL import Image, ImageChops

from lianxiao.calls.actions import consents, scans, version_prints
from lianxiao.calls.actions.applications import ReasonMissing
from lianxiao.calls.actions.consent_voiding import NotSealed
from lianxiao.calls.models import Application, Call, SealedScan, VersionPrint
from lianxiao.calls.queries.consents import seal_missing
from lianxiao.calls.queries.scans import Page, verdict, verdict_of
from lianxiao.calls.queries.verification import issued
from lianxiao.calls.queries.version_prints import print_pdf, render_version
from lianxiao.calls.states import ScanState, State
from lianxiao.core.digests import Digests
from lianxiao.core.files import RefusedFile
from tests.world import World

pytestmark = pytest.mark.django_db

OWN, OTHER = "AAAA-BBBB-CCCC-DDDD", "EEEE-FFFF-GGGG-HHHH"


# --- what pages come to ------------------------------------------------------------------------------


def pages(*codes: str) -> list[Page]:
    """ "1" is page 1 of the print, "x1" one of another, "" one without a code."""
    return [
        Page(1, at, "" if not one else OTHER if one[0] == "x" else OWN, int(one.lstrip("x") or 0))
        for at, one in enumerate(codes, 1)
    ]


@pytest.mark.parametrize(
    ("found", "faults", "by_hand"),
    [
        (("1", "2", "3"), [], False),
        (("1", "3"), ["Page 2 of 3 is missing."], False),
        (("1", "x2", "3"), ["Page 2 of the scan belongs to another version.", "Page 2 of 3 is missing."], False),
        (("1", "2", "2", "3"), ["Page 2 is there twice."], False),
        (("2", "1", "3"), ["The pages are not in order: 2, 1, 3."], False),
        (("1", "", "3"), ["Page 2 of 3 is missing.", "On page 2 of the scan no code can be read."], True),
        (("1", "", "2", "3"), ["On page 2 of the scan no code can be read."], True),
        (
            ("1", ""),
            ["Page 2 of 3 is missing.", "Page 3 of 3 is missing.", "On page 2 of the scan no code can be read."],
            False,
        ),
        ((), ["Page 1 of 3 is missing.", "Page 2 of 3 is missing.", "Page 3 of 3 is missing."], False),
    ],
)
def test_a_scan_is_told_what_is_wrong_with_it(found: Sequence[str], faults: list[str], by_hand: bool) -> None:
    with translation.override("en"):
        told = verdict(pages(*found), code=OWN, count=3)
    assert (told.faults, told.by_hand, told.complete) == (faults, by_hand, not faults)


# --- real prints, real pictures of them --------------------------------------------------------------


@pytest.fixture
def world() -> World:
    world = World()
    Call.objects.filter(pk=world.call.pk).update(needs_seal=True)
    return world


@pytest.fixture
def application(world: World) -> Application:
    return world.application(state=State.RELEASED)


def made_print(application: Application, world: World) -> VersionPrint:
    made = version_prints.prepare_print(application=application, by=world.lnu.liaison)
    return version_prints.keep_version_print(print_id=made.pk)


def photographed(pdf: bytes, *, dots: int = 150, turned: float = 1.5, noise: float = 30) -> list[Image.Image]:
    """The pages as a scanner sees them: coarse, a little askew, with grain."""
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for number in range(len(document)):
            picture = document[number].render(scale=dots / 72, grayscale=True).to_pil()
            picture = picture.rotate(turned, fillcolor=255, expand=True, resample=Image.Resampling.BICUBIC)
            grain = Image.effect_noise(picture.size, noise)
            found.append(ImageChops.add(picture, grain, scale=1, offset=-128))
    return found


def scanned(pictures: Sequence[Image.Image], kind: str = "PDF") -> io.BytesIO:
    out = io.BytesIO()
    if kind == "PDF":
        pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=150, quality=55)
    else:
        pictures[0].save(out, kind, quality=55)
    out.seek(0)
    return out


def upload(application: Application, world: World, pictures: Sequence[Image.Image]) -> SealedScan:
    uploads = [("扫描件.pdf", scanned(pictures))]
    scan = scans.seal(application=application, uploads=uploads, by=world.lnu.liaison)
    return scans.read_scan(scan_id=scan.pk)


def test_a_coarse_and_crooked_scan_of_our_print_is_found_complete_and_lets_the_application_leave(
    world: World, application: Application, client: Client
) -> None:
    assert seal_missing(application)
    with pytest.raises(NotSealed):
        world.advance(application, State.SUBMITTED)
    application.refresh_from_db()
    made = made_print(application, world)
    assert print_pdf(made) == render_version(made)
    seen = photographed(print_pdf(made))
    assert made.pages == len(seen)

    scan = upload(application, world, seen)

    assert (scan.state, verdict_of(scan).faults) == (ScanState.COMPLETE, [])
    told = issued(made.code)
    assert told is not None
    assert (told.for_seal, told.is_newest, told.pages, len(told.sealed)) == (True, True, made.pages, 1)
    sealed = scan.files.select_related("file").get().file
    assert told.matches(Digests(sealed.digest, sealed.sm3, sealed.size))
    assert f"{told.title}" in client.get(f"/verify/{made.code}/?page=2").content.decode()
    world.advance(application, State.SUBMITTED)
    seal = application.submissions.get().content["seals"][0]
    assert (seal["code"], seal["result"], seal["party"]) == (made.code, "complete", application.university.name)


def test_missing_turned_foreign_and_blank_pages_are_told_and_only_blank_ones_confirmed_by_hand(
    world: World, application: Application
) -> None:
    other = world.application(title="另一项目", state=State.RELEASED)
    foreign = photographed(print_pdf(made_print(other, world)), noise=10)
    made = made_print(application, world)
    seen = photographed(print_pdf(made), noise=10)
    count = made.pages or 0
    blank = Image.new("L", seen[1].size, 255)

    short = upload(application, world, [seen[0], *seen[2:]])
    assert [one["number"] for one in short.findings] == [1, *range(3, count + 1)]
    assert not verdict_of(short).by_hand
    upside_down = upload(application, world, [one.rotate(180) for one in seen])
    assert upside_down.state == ScanState.COMPLETE
    mixed = upload(application, world, [seen[0], foreign[1], *seen[2:]])
    assert (mixed.state, len(verdict_of(mixed).faults)) == (ScanState.FAULTY, 2)
    with pytest.raises(scans.NotByHand):
        scans.accept(scan=mixed, reason="看过", by=world.lnu.liaison)

    soiled = upload(application, world, [seen[0], blank, *seen[2:]])
    assert verdict_of(soiled).by_hand
    with pytest.raises(PermissionDenied):
        scans.accept(scan=soiled, reason="印章盖住了二维码，逐字核对无误", by=world.lnu.author)
    with pytest.raises(ReasonMissing):
        scans.accept(scan=soiled, reason=" ", by=world.lnu.liaison)
    scans.accept(scan=soiled, reason="印章盖住了二维码，逐字核对无误", by=world.lnu.liaison)
    assert not seal_missing(application)
    states = SealedScan.objects.filter(application=application).order_by("id").values_list("state", flat=True)
    assert list(states) == ["replaced", "replaced", "replaced", "accepted"]


def test_pictures_count_in_their_order_and_other_files_are_refused(world: World, application: Application) -> None:
    made = made_print(application, world)
    shots = [(f"{at}.jpg", scanned([one], "JPEG")) for at, one in enumerate(photographed(print_pdf(made)), 1)]
    scan = scans.seal(application=application, uploads=shots, by=world.lnu.liaison)
    assert scans.read_scan(scan_id=scan.pk).state == ScanState.COMPLETE
    with pytest.raises(RefusedFile):
        scans.seal(application=application, uploads=[("a.pdf", io.BytesIO(b"no pdf"))], by=world.lnu.liaison)
    with pytest.raises(scans.TooManyFiles):
        scans.seal(application=application, uploads=[], by=world.lnu.liaison)


def test_a_partner_seals_the_version_that_it_confirmed(world: World) -> None:
    assert world.neu.liaison
    application = world.application()
    consent = consents.ask(application=application, party="东北大学", by=world.lnu.author)
    shot = [("扫描件.pdf", scanned([Image.new("L", (400, 500), 255)]))]
    with pytest.raises(PermissionDenied):
        scans.seal_as_partner(consent=consent, uploads=shot, by=world.neu.leader)
    consent = consents.give(consent=consent, position="处长", by=world.neu.leader)
    with pytest.raises(PermissionDenied):
        scans.seal_as_partner(consent=consent, uploads=shot, by=world.dut.leader)
    scan = scans.seal_as_partner(consent=consent, uploads=shot, by=world.neu.leader)
    assert (scan.consent, scan.print) == (consent, consent.version.print)


def test_a_shell_cannot_accept_without_a_reason_or_submit_without_a_seal(
    world: World, application: Application
) -> None:
    made = made_print(application, world)
    scan = upload(application, world, [Image.new("L", (400, 500), 255)])
    with pytest.raises(IntegrityError, match="scan_accepted_with_reason"), transaction.atomic():
        SealedScan.objects.filter(pk=scan.pk).update(state="accepted")
    scan.pk = None
    with pytest.raises(IntegrityError, match="scan_one_a_party"), transaction.atomic():
        scan.save(force_insert=True)
    assert made.code
    with pytest.raises(DatabaseError, match="sealed scan of this version is missing"), transaction.atomic():
        application.submissions.create(
            version=1,
            content={"answers": {}},
            sha256="0" * 64,
            sm3="0" * 64,
            substance=made.version.substance,
            code="AAAA-AAAA-AAAA-AAAA",
            submitted_by_id=application.created_by_id,
            submitted_at=application.created_at,
        )

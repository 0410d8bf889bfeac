"""Partners of the demo world: asked, answering by account or waiting with a link; and a sealed print, scanned."""

import io

import pypdfium2

from lianxiao.calls.actions import applications as campus
from lianxiao.calls.actions import consents, scans, version_prints
from lianxiao.calls.models import Application, PartnerConsent
from lianxiao.calls.queries.consents import Partner, missing
from lianxiao.calls.queries.version_prints import print_pdf
from lianxiao.calls.states import ConsentState
from lianxiao.core.actors import Actor
from lianxiao.organisations.models import Organisation
from lianxiao.organisations.roles import PARTNERS, Kind, Role
from lianxiao.site.demo.cast import Cast

POSITION = "合作事务负责人（演示）"
CONTACT = consents.Contact("Visiting Partner (demo)", "partner-abroad@example.org", "en")
DOTS = 110  # per inch: small files, and still readable


class Partners:
    """What the partners of one application do."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def ask(self, application: Application, by: Actor) -> None:
        """Everybody who has not confirmed what the application says now."""
        for partner in missing(application):
            outside = self._is_outside(partner)
            if not outside:
                self._speaker(partner)
            consents.ask(application=application, party=partner.name, contact=CONTACT if outside else None, by=by)

    def answer(self, application: Application, *, but_the_last: bool = False) -> None:
        waiting = application.consents.filter(state=ConsentState.ASKED).order_by("id")
        for consent in list(waiting)[: -1 if but_the_last else None]:
            self._confirm(consent)

    def _confirm(self, consent: PartnerConsent) -> None:
        by = self._speaker(Partner(consent.party, consent.organisation_id))
        consents.give(consent=consent, position=POSITION, by=by)

    def _is_outside(self, partner: Partner) -> bool:
        if partner.organisation_id is None:
            return True
        return Organisation.objects.get(pk=partner.organisation_id).kind == Kind.OVERSEAS

    def _speaker(self, partner: Partner) -> Actor:
        assert partner.organisation_id is not None
        organisation = Organisation.objects.get(pk=partner.organisation_id)
        role = Role.PARTNER if Kind(organisation.kind) in PARTNERS else Role.LEADER
        return self.cast.on_campus(organisation.pk, role)

    def change(self, application: Application, by: Actor) -> None:
        """One field of substance, knowing what it does to the consents."""
        section = application.sections.get(key="foundation")
        values = {"foundation": section.answers["foundation"] + "双方已于近期完成首次联合调研。"}
        campus.save_section(
            application=application, key=section.key, values=values, revision=section.revision, by=by, voids=True
        )

    def seal(self, application: Application, by: Actor) -> None:
        """The print signed, sealed and scanned; no seal is drawn on it, since nothing here has any effect."""
        made = version_prints.prepare_print(application=application, by=by)
        scan = scans.seal(
            application=application, uploads=[("盖章扫描件（演示）.pdf", _scanned(print_pdf(made)))], by=by
        )
        scans.read_scan(scan_id=scan.pk)


def _scanned(pdf: bytes) -> io.BytesIO:
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.render(scale=DOTS / 72, grayscale=True).to_pil() for page in document]
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=DOTS, quality=40)
    out.seek(0)
    return out

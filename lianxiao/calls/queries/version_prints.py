"""Prints of versions: the whole form with places for signatures and seals, and a code of its own on each page."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from lianxiao.calls.models import Application, ApplicationVersion, PartnerConsent, VersionPrint
from lianxiao.calls.queries.applications import definition_of
from lianxiao.calls.queries.prints import LANGUAGE, chinese_day, form_data, verify_url
from lianxiao.core import files
from lianxiao.core.actors import Actor
from lianxiao.core.definitions import Answers, with_attachments
from lianxiao.core.documents import count_pages, qr_svg, render_pdf


def prints(actor: Actor) -> "QuerySet[VersionPrint]":
    """Of the applications of the actor's university that he sees, and of what his organisation was asked for."""
    own = Application.objects.visible_to(actor).filter(university_id=actor.organisation_id)
    asked = PartnerConsent.objects.visible_to(actor)
    return (
        VersionPrint.objects.filter(Q(version__application__in=own) | Q(version__consents__in=asked))
        .select_related("version__application__form", "version__application__call_category__call")
        .distinct()
    )


def newest_print(application: Application) -> VersionPrint | None:
    return (
        VersionPrint.objects.filter(version__application=application)
        .select_related("version")
        .order_by("-version__number")
        .first()
    )


def print_pdf(made: VersionPrint) -> bytes:
    """The print that was kept, or the same made now when the worker has not come to it yet."""
    if made.file_id is None:
        return render_version(made)
    with files.open_stored(made.file_id) as content:
        return bytes(content.read())


def answers_in(version: ApplicationVersion) -> Answers:
    return with_attachments(
        definition_of(version.application.form), version.content["answers"], version.content["attachments"]
    )


def page_address(code: str, page: int) -> str:
    """What the code on a page says: a telephone opens the verification, a scan is told the page by it."""
    return f"{verify_url(code)}?page={page}"


def render_version(made: VersionPrint) -> bytes:
    """The same bytes each time. Set twice, since only a set form says how many pages there are to number."""
    version = made.version
    application = version.application
    call, category = application.call_category.call, application.call_category.category
    content = {
        "number": application.number,
        "call": {"title": call.title, "number": call.document_number},
        "category": {"name": category.name},
        "university": {"name": application.university.name},
    }
    verify_at = verify_url(made.code)
    data = form_data(definition_of(application.form), answers_in(version), content) | {
        "code": made.code,
        "verify_at": verify_at,
        "qr": qr_svg(verify_at),
        "page_qrs": [qr_svg(page_address(made.code, 1), error="m")],
        "opinions": _places_to_sign(version),
        "date": chinese_day(made.made_at),
        "draft": False,
        "demo": application.is_demo,
    }
    at = made.made_at.replace(microsecond=0)
    pages = count_pages(render_pdf("application", data, at=at))
    data["page_qrs"] = [qr_svg(page_address(made.code, page), error="m") for page in range(1, pages + 1)]
    return render_pdf("application", data, at=at)


def _places_to_sign(version: ApplicationVersion) -> list[dict[str, Any]]:
    names = [one["name"] for answers in version.content["answers"].values() for one in answers.get("partners") or ()]
    with override(LANGUAGE):
        lead = {"title": _("Opinion of the lead university"), "text": ""}
        return [lead, *({"title": _("Partner: %(name)s") % {"name": name}, "text": ""} for name in names)]

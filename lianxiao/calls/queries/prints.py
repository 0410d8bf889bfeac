"""Applications as PDF: frozen copies with code and QR, drafts with their mark."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from lianxiao.calls.models import Application, Submission, SubmissionPdf
from lianxiao.calls.queries import frozen
from lianxiao.calls.queries.applications import definition_of, filled
from lianxiao.core import files
from lianxiao.core.definitions import Answers, Definition, ShownSection, show
from lianxiao.core.documents import qr_svg, render_pdf
from lianxiao.core.templatetags.lianxiao import day

# Official papers of the province are in Chinese, whatever language the reader's pages are in.
LANGUAGE = "zh-hans"


def submission_pdf(submission: Submission) -> bytes:
    """The print that was kept, or the same made now when the worker has not come to it yet."""
    kept = SubmissionPdf.objects.filter(submission=submission).first()
    if kept is None:
        return render_submission(submission)
    with files.open_stored(kept.file_id) as content:
        return bytes(content.read())


def render_submission(submission: Submission) -> bytes:
    """The same bytes each time: everything in it, the moment as well, is the frozen copy's."""
    content = submission.content
    definition, answers = frozen.definition_in(submission), frozen.answers_in(submission)
    verify_at = verify_url(submission.code)
    data = form_data(definition, answers, content) | {
        "code": submission.code,
        "verify_at": verify_at,
        "qr": qr_svg(verify_at),
        "date": chinese_day(submission.submitted_at),
        "draft": False,
        "demo": submission.application.is_demo,
    }
    return render_pdf("application", data, at=submission.submitted_at.replace(microsecond=0))


def draft_pdf(application: Application) -> bytes:
    """As it stands now, marked as a draft and without a code that could be checked."""
    call, category = application.call_category.call, application.call_category.category
    content = {
        "number": application.number,
        "call": {"title": call.title, "number": call.document_number},
        "category": {"name": category.name},
        "university": {"name": application.university.name},
    }
    now = timezone.now().replace(microsecond=0)
    data = form_data(definition_of(application.form), filled(application), content) | {
        "date": chinese_day(now),
        "draft": True,
        "demo": application.is_demo,
    }
    return render_pdf("application", data, at=now)


def verify_url(code: str) -> str:
    return f"{settings.SITE_URL}/verify/{code}/"


def form_data(definition: Definition, answers: Answers, content: dict[str, Any]) -> dict[str, Any]:
    sections = show(definition, answers, LANGUAGE)
    with override(LANGUAGE):
        cover = [
            (_("Project title"), _text(sections, "title")),
            (_("Lead university"), content["university"]["name"]),
            (_("Partners"), _text(sections, "partners").replace("\n", "、")),
            (_("Project leader"), _text(sections, "leader").split(" · ")[0]),
            (_("Application number"), content["number"] or ""),
        ]
    return {
        "language": LANGUAGE,
        "form_title": "项目申报书",
        "category": content["category"]["name"],
        "title": _text(sections, "title"),
        "cover": [{"label": label, "text": text} for label, text in cover if text],
        "call": content["call"]["title"],
        "call_number": content["call"]["number"],
        "sections": sections,
        "opinions": [],
    }


def _text(sections: Sequence[ShownSection], key: str) -> str:
    return next((field.content.text for section in sections for field in section.fields if field.key == key), "")


def chinese_day(moment: Any) -> str:
    with override(LANGUAGE):
        return day(moment)

"""A version as the PDF that an applicant would print, marked as a draft."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from lianxiao.core.definitions import parse, show
from lianxiao.core.documents import render_pdf
from lianxiao.core.templatetags.lianxiao import day
from lianxiao.forms.models import FormVersion

LANGUAGE = "zh-hans"


def version_pdf(version: FormVersion, answers: Mapping[str, Mapping[str, Any]]) -> bytes:
    """With the test data of whoever asks. Raises DefinitionError for a version that cannot be read yet."""
    sections = show(parse(version.definition), answers, LANGUAGE)
    form, now = version.form, timezone.now().replace(microsecond=0)
    title = version.definition["title"]["zh"]
    with override(LANGUAGE):
        today = day(now)
    data = {
        "language": LANGUAGE,
        "form_title": title,
        "category": form.category.name if form.category else form.get_purpose_display(),
        "title": title,
        "cover": [],
        "call": form.office.name,
        "call_number": "",
        "sections": sections,
        "opinions": [],
        "date": today,
        "draft": True,
        "demo": form.is_demo,
    }
    return render_pdf("application", data, at=now)

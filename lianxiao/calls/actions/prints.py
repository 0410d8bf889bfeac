"""Prints of frozen copies, made once and kept as they were made."""

from django.db import transaction

from lianxiao.calls.models import Submission, SubmissionPdf
from lianxiao.calls.queries.prints import render_submission
from lianxiao.core.documents import count_pages
from lianxiao.core.kept_files import keep_made


def keep_print(*, submission_id: int) -> SubmissionPdf:
    """Renders outside a transaction, since it takes time; doing so again changes nothing."""
    submission = Submission.objects.select_related("application").get(pk=submission_id)
    kept = SubmissionPdf.objects.filter(submission=submission).first()
    if kept is not None:
        return kept
    pdf = render_submission(submission)
    with transaction.atomic():
        stored = keep_made(pdf, "pdf")
        kept, _new = SubmissionPdf.objects.get_or_create(
            submission=submission, defaults={"file": stored, "pages": count_pages(pdf)}
        )
    return kept

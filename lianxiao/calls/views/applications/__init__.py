"""Pages of applications: the list, beginning one, the case, its sections, the way out of the university."""

from lianxiao.calls.views.applications.begin import application_begin, application_new, application_new_list
from lianxiao.calls.views.applications.case import (
    application,
    application_draft_pdf,
    application_form,
    member_add,
    member_remove,
)
from lianxiao.calls.views.applications.copies import (
    application_receipt,
    submission,
    submission_changes,
    submission_file,
    submission_pdf,
)
from lianxiao.calls.views.applications.lists import applications
from lianxiao.calls.views.applications.release import (
    application_check,
    application_decide,
    application_discard,
    application_endorse,
    application_hand_in,
    application_pass_on,
    application_send_back,
)
from lianxiao.calls.views.applications.sections import attachment_file, section, section_save
from lianxiao.calls.views.applications.submitting import (
    application_resubmit,
    application_submit,
    application_submit_now,
    application_withdraw,
    application_withdraw_now,
)

__all__ = [
    "application",
    "application_begin",
    "application_check",
    "application_decide",
    "application_discard",
    "application_draft_pdf",
    "application_endorse",
    "application_form",
    "application_hand_in",
    "application_new",
    "application_new_list",
    "application_pass_on",
    "application_receipt",
    "application_resubmit",
    "application_send_back",
    "application_submit",
    "application_submit_now",
    "application_withdraw",
    "application_withdraw_now",
    "applications",
    "attachment_file",
    "member_add",
    "member_remove",
    "section",
    "section_save",
    "submission",
    "submission_changes",
    "submission_file",
    "submission_pdf",
]

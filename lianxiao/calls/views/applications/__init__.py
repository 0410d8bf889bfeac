"""Pages of applications: the list, beginning one, the case, its sections, the way out of the university."""

from lianxiao.calls.views.applications.begin import application_begin, application_new, application_new_list
from lianxiao.calls.views.applications.case import (
    application,
    application_draft_pdf,
    application_form,
)
from lianxiao.calls.views.applications.chasing import application_chase, chase_selected, chase_selected_page
from lianxiao.calls.views.applications.comments import application_comments, comment_add, comment_step
from lianxiao.calls.views.applications.contacts import application_contacts
from lianxiao.calls.views.applications.copies import (
    application_receipt,
    submission,
    submission_changes,
    submission_file,
    submission_pdf,
)
from lianxiao.calls.views.applications.hands import (
    application_members,
    assigned,
    assignment_add,
    assignment_done,
    assignment_remove,
    member_add,
    member_hand,
    member_own,
    member_remove,
    part,
    section_presence,
)
from lianxiao.calls.views.applications.history import (
    application_fields,
    application_versions,
    section_history,
    section_restore,
    section_version,
    version_compare,
    version_keep,
)
from lianxiao.calls.views.applications.invitations import (
    invitation,
    invitation_accept,
    invitation_ask,
    invitation_withdraw,
    member_invite,
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
    "application_chase",
    "application_check",
    "application_comments",
    "application_contacts",
    "application_decide",
    "application_discard",
    "application_draft_pdf",
    "application_endorse",
    "application_fields",
    "application_form",
    "application_hand_in",
    "application_members",
    "application_new",
    "application_new_list",
    "application_pass_on",
    "application_receipt",
    "application_resubmit",
    "application_send_back",
    "application_submit",
    "application_submit_now",
    "application_versions",
    "application_withdraw",
    "application_withdraw_now",
    "applications",
    "assigned",
    "assignment_add",
    "assignment_done",
    "assignment_remove",
    "attachment_file",
    "chase_selected",
    "chase_selected_page",
    "comment_add",
    "comment_step",
    "invitation",
    "invitation_accept",
    "invitation_ask",
    "invitation_withdraw",
    "member_add",
    "member_hand",
    "member_invite",
    "member_own",
    "member_remove",
    "part",
    "section",
    "section_history",
    "section_presence",
    "section_restore",
    "section_save",
    "section_version",
    "submission",
    "submission_changes",
    "submission_file",
    "submission_pdf",
    "version_compare",
    "version_keep",
]

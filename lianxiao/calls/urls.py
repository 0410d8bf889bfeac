"""Addresses of calls, applications and what follows from them. A section per part; views by module."""

from django.urls import path

from lianxiao.calls.views import applications as a

app_name = "calls"

# --- calls: drafting at /desk/calls/, for the public at /calls/ -----------------------------------------

calls: list = []  # type: ignore[type-arg]

# --- applications: writing, release on campus, submission -----------------------------------------------

applications = [
    path("applications/", a.applications, name="applications"),
    path("applications/new/", a.application_new_list, name="application_new_list"),
    path("applications/new/<int:call_pk>/", a.application_new, name="application_new"),
    path("applications/begin/<int:category_pk>/", a.application_begin, name="application_begin"),
    path("applications/<int:pk>/", a.application, name="application"),
    path("applications/<int:pk>/form/", a.application_form, name="application_form"),
    path("applications/<int:pk>/draft.pdf", a.application_draft_pdf, name="application_draft_pdf"),
    path("applications/<int:pk>/sections/<slug:key>/", a.section, name="section"),
    path("applications/<int:pk>/sections/<slug:key>/save/", a.section_save, name="section_save"),
    path("applications/<int:pk>/check/", a.application_check, name="application_check"),
    path("applications/<int:pk>/hand-in/", a.application_hand_in, name="application_hand_in"),
    path("applications/<int:pk>/discard/", a.application_discard, name="application_discard"),
    path("applications/<int:pk>/decide/", a.application_decide, name="application_decide"),
    path("applications/<int:pk>/pass-on/", a.application_pass_on, name="application_pass_on"),
    path("applications/<int:pk>/endorse/", a.application_endorse, name="application_endorse"),
    path("applications/<int:pk>/send-back/", a.application_send_back, name="application_send_back"),
    path("applications/<int:pk>/submit/", a.application_submit, name="application_submit"),
    path("applications/<int:pk>/submit/now/", a.application_submit_now, name="application_submit_now"),
    path("applications/<int:pk>/resubmit/", a.application_resubmit, name="application_resubmit"),
    path("applications/<int:pk>/receipt/", a.application_receipt, name="application_receipt"),
    path("applications/<int:pk>/withdraw/", a.application_withdraw, name="application_withdraw"),
    path("applications/<int:pk>/withdraw/now/", a.application_withdraw_now, name="application_withdraw_now"),
    path("applications/<int:pk>/members/", a.member_add, name="member_add"),
    path("applications/members/<int:pk>/remove/", a.member_remove, name="member_remove"),
    path("applications/attachments/<int:pk>/", a.attachment_file, name="attachment_file"),
    path("applications/submissions/<int:pk>/", a.submission, name="submission"),
    path("applications/submissions/<int:pk>/changes/", a.submission_changes, name="submission_changes"),
    path("applications/submissions/<int:pk>/form.pdf", a.submission_pdf, name="submission_pdf"),
    path("applications/submissions/<int:pk>/files/<int:number>/", a.submission_file, name="submission_file"),
]

# --- formal checks at /checks/ --------------------------------------------------------------------------

checks: list = []  # type: ignore[type-arg]

# --- decisions at /decisions/ ---------------------------------------------------------------------------

decisions: list = []  # type: ignore[type-arg]

# --- public notices at /desk/public-notices/ and /public-notices/ ---------------------------------------

public_notices: list = []  # type: ignore[type-arg]

urlpatterns = [*calls, *applications, *checks, *decisions, *public_notices]

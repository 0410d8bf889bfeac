"""Addresses of calls, applications and what follows from them. A section per part; views by module."""

from django.urls import path

from lianxiao.calls.views import applications as a
from lianxiao.calls.views import check_items
from lianxiao.calls.views import checks as c
from lianxiao.calls.views import consents as k
from lianxiao.calls.views import decisions as d
from lianxiao.calls.views import grants as g
from lianxiao.calls.views import places as p
from lianxiao.calls.views import public_notices as n
from lianxiao.calls.views import selections as sel
from lianxiao.calls.views import similar as s
from lianxiao.calls.views.calls import desk, public, verbs

app_name = "calls"

# --- calls: drafting at /desk/calls/, for the public at /calls/ -----------------------------------------

calls = [
    path("calls/", public.call_list, name="call_list"),
    path("calls/<int:pk>/", public.call, name="call"),
    path("calls/categories/<int:pk>/form/", public.call_form, name="call_form"),
    path("calls/attachments/<int:pk>/", public.call_attachment, name="call_attachment"),
    path("desk/calls/", desk.desk_calls, name="desk_calls"),
    path("desk/calls/new/", desk.call_new, name="call_new"),
    path("desk/calls/create/", desk.call_create, name="call_create"),
    path("desk/calls/<int:pk>/", desk.desk_call, name="desk_call"),
    path("desk/calls/<int:pk>/edit/", desk.call_edit, name="call_edit"),
    path("desk/calls/<int:pk>/save/", desk.call_save, name="call_save"),
    path("desk/calls/<int:pk>/preview/", desk.call_preview, name="call_preview"),
    path("desk/calls/<int:pk>/copy/", desk.call_copy, name="call_copy"),
    path("desk/calls/<int:pk>/copy/now/", desk.call_copy_now, name="call_copy_now"),
    path("desk/calls/<int:pk>/attachments/", desk.call_attach, name="call_attach"),
    path("desk/calls/attachments/<int:pk>/remove/", desk.call_detach, name="call_detach"),
    path("desk/calls/<int:pk>/hand-in/", verbs.call_hand_in, name="call_hand_in"),
    path("desk/calls/<int:pk>/pass/", verbs.call_pass, name="call_pass"),
    path("desk/calls/<int:pk>/send-back/", verbs.call_send_back, name="call_send_back"),
    path("desk/calls/<int:pk>/publish/", verbs.call_publish, name="call_publish"),
    path("desk/calls/<int:pk>/close/", verbs.call_close, name="call_close"),
    path("desk/calls/<int:pk>/conclude/", verbs.call_conclude, name="call_conclude"),
    path("desk/calls/<int:pk>/extensions/", verbs.extension_ask, name="extension_ask"),
    path("desk/calls/extensions/<int:pk>/grant/", verbs.extension_grant, name="extension_grant"),
    path("desk/calls/extensions/<int:pk>/refuse/", verbs.extension_refuse, name="extension_refuse"),
]

# --- the facts' desk: items of the formal check ----------------------------------------------------------

facts = [
    path("desk/facts/<slug:slug>/", check_items.fact_list, name="facts"),
    path("desk/facts/<slug:slug>/new/", check_items.fact_new, name="fact_new"),
    path("desk/facts/<slug:slug>/create/", check_items.fact_create, name="fact_create"),
    path("desk/facts/<slug:slug>/<str:pk>/", check_items.fact, name="fact"),
    path("desk/facts/<slug:slug>/<str:pk>/save/", check_items.fact_save, name="fact_save"),
]

# --- applications: writing, release on campus, submission -----------------------------------------------

applications = [
    path("applications/", a.applications, name="applications"),
    path("applications/chase/", a.chase_selected_page, name="chase_selected_page"),
    path("applications/chase/now/", a.chase_selected, name="chase_selected"),
    path("applications/new/", a.application_new_list, name="application_new_list"),
    path("applications/new/<int:call_pk>/", a.application_new, name="application_new"),
    path("applications/begin/<int:category_pk>/", a.application_begin, name="application_begin"),
    path("applications/<int:pk>/", a.application, name="application"),
    path("applications/<int:pk>/form/", a.application_form, name="application_form"),
    path("applications/<int:pk>/contacts/", a.application_contacts, name="application_contacts"),
    path("applications/<int:pk>/draft.pdf", a.application_draft_pdf, name="application_draft_pdf"),
    path("applications/<int:pk>/sections/<slug:key>/", a.section, name="section"),
    path("applications/<int:pk>/sections/<slug:key>/save/", a.section_save, name="section_save"),
    path("applications/<int:pk>/chase/", a.application_chase, name="application_chase"),
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
    path("applications/attachments/<int:pk>/", a.attachment_file, name="attachment_file"),
    path("applications/submissions/<int:pk>/", a.submission, name="submission"),
    path("applications/submissions/<int:pk>/changes/", a.submission_changes, name="submission_changes"),
    path("applications/submissions/<int:pk>/form.pdf", a.submission_pdf, name="submission_pdf"),
    path("applications/submissions/<int:pk>/files/<int:number>/", a.submission_file, name="submission_file"),
]

# --- similar applications at /similar/ ------------------------------------------------------------------

similar = [
    path("similar/<int:pk>/", s.similar, name="similar"),
    path("similar/<int:pk>/explain/", s.similar_explain, name="similar_explain"),
]

# --- several hands on one application -------------------------------------------------------------------

hands = [
    path("applications/assigned/", a.assigned, name="assigned"),
    path("applications/<int:pk>/part/", a.part, name="part"),
    path("applications/<int:pk>/members/", a.application_members, name="members"),
    path("applications/<int:pk>/members/add/", a.member_add, name="member_add"),
    path("applications/<int:pk>/members/invite/", a.member_invite, name="member_invite"),
    path("applications/<int:pk>/members/assign/", a.assignment_add, name="assignment_add"),
    path("applications/members/<int:pk>/remove/", a.member_remove, name="member_remove"),
    path("applications/members/<int:pk>/hand/", a.member_hand, name="member_hand"),
    path("applications/members/<int:pk>/own/", a.member_own, name="member_own"),
    path("applications/assignments/<int:pk>/remove/", a.assignment_remove, name="assignment_remove"),
    path("applications/assignments/<int:pk>/done/", a.assignment_done, name="assignment_done"),
    path("applications/invitations/<int:pk>/withdraw/", a.invitation_withdraw, name="invitation_withdraw"),
    path("invitations/<str:token>/", a.invitation, name="invitation"),
    path("invitations/<str:token>/accept/", a.invitation_accept, name="invitation_accept"),
    path("invitations/<str:token>/ask/", a.invitation_ask, name="invitation_ask"),
    path("applications/<int:pk>/sections/<slug:key>/presence/", a.section_presence, name="section_presence"),
    path("applications/<int:pk>/comments/", a.application_comments, name="comments"),
    path("applications/<int:pk>/comments/add/", a.comment_add, name="comment_add"),
    path("applications/threads/<int:pk>/<slug:verb>/", a.comment_step, name="comment_step"),
    path("applications/<int:pk>/fields/", a.application_fields, name="application_fields"),
    path("applications/<int:pk>/versions/", a.application_versions, name="versions"),
    path("applications/<int:pk>/versions/keep/", a.version_keep, name="version_keep"),
    path("applications/<int:pk>/versions/compare/", a.version_compare, name="version_compare"),
    path("applications/<int:pk>/sections/<slug:key>/history/", a.section_history, name="section_history"),
    path("applications/section-versions/<int:pk>/", a.section_version, name="section_version"),
    path("applications/section-versions/<int:pk>/restore/", a.section_restore, name="section_restore"),
]

# --- partners' consents and sealed scans: the lead's below its application, a partner's at /consents/ -----

consents = [
    path("applications/<int:pk>/consents/", k.application_consents, name="application_consents"),
    path("applications/<int:pk>/consents/ask/", k.consent_ask, name="consent_ask"),
    path("applications/<int:pk>/print/", k.print_prepare, name="print_prepare"),
    path("applications/<int:pk>/scans/", k.scan_upload, name="scan_upload"),
    path("consents/", k.consent_list, name="consents"),
    path("consents/<int:pk>/", k.consent, name="consent"),
    path("consents/<int:pk>/give/", k.consent_give, name="consent_give"),
    path("consents/<int:pk>/refuse/", k.consent_refuse, name="consent_refuse"),
    path("consents/<int:pk>/scan/", k.consent_scan, name="consent_scan"),
    path("consents/<int:pk>/files/<int:number>/", k.consent_file, name="consent_file"),
    path("consents/<int:pk>/remind/", k.consent_remind, name="consent_remind"),
    path("consents/<int:pk>/take-back/", k.consent_take_back, name="consent_take_back"),
    path("consents/prints/<int:pk>/form.pdf", k.print_file, name="print_file"),
    path("consents/scans/<int:pk>/accept/", k.scan_accept, name="scan_accept"),
    path("consents/scans/files/<int:pk>/", k.scan_file, name="scan_file"),
    path("consents/link/<str:token>/", k.link, name="link"),
    path("consents/link/<str:token>/code/", k.link_code, name="link_code"),
    path("consents/link/<str:token>/enter/", k.link_enter, name="link_enter"),
    path("consents/link/<str:token>/form.pdf", k.link_pdf, name="link_pdf"),
    path("consents/link/<str:token>/files/<int:number>/", k.link_file, name="link_file"),
    path("consents/link/<str:token>/give/", k.link_give, name="link_give"),
    path("consents/link/<str:token>/refuse/", k.link_refuse, name="link_refuse"),
    path("consents/link/<str:token>/scan/", k.link_scan, name="link_scan"),
]

# --- formal checks at /checks/ --------------------------------------------------------------------------

checks = [
    path("checks/", c.check_list, name="checks"),
    path("checks/<int:pk>/", c.check, name="check"),
    path("checks/<int:pk>/save/", c.check_save, name="check_save"),
    path("checks/<int:pk>/pass/", c.check_pass, name="check_pass"),
    path("checks/<int:pk>/return/prepare/", c.check_prepare_return, name="check_prepare_return"),
    path("checks/<int:pk>/return/", c.check_return_page, name="check_return_page"),
    path("checks/<int:pk>/return/now/", c.check_return, name="check_return"),
    path("checks/<int:pk>/reject/", c.check_reject_page, name="check_reject_page"),
    path("checks/<int:pk>/reject/now/", c.check_reject, name="check_reject"),
]

# --- decisions at /decisions/ ---------------------------------------------------------------------------

decisions = [
    path("decisions/", d.decision_list, name="decisions"),
    path("decisions/propose/", d.bulk_propose_page, name="decisions_propose_page"),
    path("decisions/propose/now/", d.bulk_propose, name="decisions_propose"),
    path("decisions/confirm/", d.bulk_confirm_page, name="decisions_confirm_page"),
    path("decisions/confirm/now/", d.bulk_confirm, name="decisions_confirm"),
    path("decisions/<int:pk>/", d.decision, name="decision"),
    path("decisions/<int:pk>/review/", d.decision_review, name="decision_review"),
    path("decisions/<int:pk>/propose/", d.decision_propose, name="decision_propose"),
    path("decisions/<int:pk>/countersign/", d.decision_countersign, name="decision_countersign"),
    path("decisions/<int:pk>/confirm/", d.decision_confirm, name="decision_confirm"),
    path("decisions/<int:pk>/send-back/", d.decision_send_back, name="decision_send_back"),
]

# --- public notices at /desk/public-notices/ and /public-notices/ ---------------------------------------

public_notices = [
    path("public-notices/", n.public_notices, name="public_notices"),
    path("public-notices/<int:pk>/", n.public_notice, name="public_notice"),
    path("public-notices/<int:pk>/letter.pdf", n.public_notice_letter, {"form": "pdf"}, name="public_notice_letter"),
    path(
        "public-notices/<int:pk>/letter.docx",
        n.public_notice_letter,
        {"form": "docx"},
        name="public_notice_letter_word",
    ),
    path("public-notices/<int:pk>/list.pdf", n.public_notice_pdf, name="public_notice_pdf"),
    path("public-notices/items/<int:pk>/object/", n.object_to, name="object_to"),
    path("public-notices/items/<int:pk>/object/now/", n.object_now, name="object_now"),
    path("public-notices/items/<int:pk>/objections/<slug:number>/", n.objection_receipt, name="objection_receipt"),
    path("desk/public-notices/", n.desk_public_notices, name="desk_public_notices"),
    path("desk/public-notices/new/", n.public_notice_new, name="public_notice_new"),
    path("desk/public-notices/new/<int:call_pk>/", n.public_notice_new_for, name="public_notice_new_for"),
    path("desk/public-notices/<int:pk>/", n.desk_public_notice, name="desk_public_notice"),
    path("desk/public-notices/<int:pk>/edit/", n.public_notice_edit, name="public_notice_edit"),
    path("desk/public-notices/<int:pk>/publish/", n.public_notice_publish, name="public_notice_publish"),
    path("desk/public-notices/<int:pk>/publish/now/", n.public_notice_publish_now, name="public_notice_publish_now"),
    path("desk/public-notices/<int:pk>/close/", n.public_notice_close, name="public_notice_close"),
    path("desk/public-notices/<int:pk>/release/", n.public_notice_release, name="public_notice_release"),
    path("desk/public-notices/<int:pk>/release/now/", n.public_notice_release_now, name="public_notice_release_now"),
    path("desk/public-notices/items/<int:pk>/suspend/", n.item_suspend, name="item_suspend"),
    path("desk/public-notices/items/<int:pk>/suspend/now/", n.item_suspend_now, name="item_suspend_now"),
    path("desk/public-notices/items/<int:pk>/letter.pdf", n.letter_preview, name="letter_preview"),
    path("desk/objections/<int:pk>/", n.objection, name="objection"),
    path("desk/objections/<int:pk>/settle/", n.objection_settle, name="objection_settle"),
    path("applications/<int:pk>/letters/<int:letter_pk>.pdf", n.letter, {"form": "pdf"}, name="letter"),
    path("applications/<int:pk>/letters/<int:letter_pk>.docx", n.letter, {"form": "docx"}, name="letter_word"),
]

# --- campus selections at /selections/ -------------------------------------------------------------------

selections = [
    path("selections/", sel.selections, name="selections"),
    path("selections/new/", sel.selection_new, name="selection_new"),
    path("selections/begin/<int:category_pk>/", sel.selection_begin, name="selection_begin"),
    path("selections/<int:pk>/", sel.selection, name="selection"),
    path("selections/<int:pk>/prepare/", sel.selection_prepare, name="selection_prepare"),
    path("selections/<int:pk>/reviewers/", sel.reviewer_invite, name="reviewer_invite"),
    path("selections/reviewers/<int:pk>/remove/", sel.reviewer_remove, name="reviewer_remove"),
    path("selections/<int:pk>/open/", sel.selection_open, name="selection_open"),
    path("selections/<int:pk>/judge/", sel.judge_list, name="judge_list"),
    path("selections/<int:pk>/judge/hand-in/", sel.judge_hand_in, name="judge_hand_in"),
    path("selections/candidates/<int:pk>/", sel.candidate, name="candidate"),
    path("selections/candidates/<int:pk>/judge/", sel.judge, name="judge"),
    path("selections/candidates/<int:pk>/take-out/", sel.candidate_take_out, name="candidate_take_out"),
    path("selections/<int:pk>/rank/", sel.selection_rank, name="selection_rank"),
    path("selections/<int:pk>/notice/", sel.selection_notice, name="selection_notice"),
    path("selections/<int:pk>/notice/file/", sel.selection_notice_file, name="selection_notice_file"),
    path("selections/<int:pk>/choose/", sel.selection_choose, name="selection_choose"),
    path("selections/<int:pk>/approve/", sel.selection_approve, name="selection_approve"),
    path("selections/<int:pk>/send-back/", sel.selection_send_back, name="selection_send_back"),
    path("selections/<int:pk>/reopen/", sel.selection_reopen, name="selection_reopen"),
]

# --- places of the limit at /places/ and /desk/places/, grants beyond it ---------------------------------

places = [
    path("places/", p.places, name="places"),
    path("applications/<int:pk>/give-up-place/", p.give_up_place, name="give_up_place"),
    path("desk/places/", p.desk_places, name="desk_places"),
    path("desk/places/export/", p.places_export, name="places_export"),
    path("desk/places/grants/", g.grants, name="grants"),
    path("desk/places/grants/new/", g.grant_new, name="grant_new"),
    path("desk/places/grants/<int:pk>/", g.grant, name="grant"),
    path("desk/places/grants/<int:pk>/grant/", g.grant_grant, name="grant_grant"),
    path("desk/places/grants/<int:pk>/refuse/", g.grant_refuse, name="grant_refuse"),
    path("desk/places/grants/<int:pk>/revoke/", g.grant_revoke, name="grant_revoke"),
]

urlpatterns = [
    *calls,
    *facts,
    *applications,
    *hands,
    *similar,
    *checks,
    *decisions,
    *public_notices,
    *consents,
    *selections,
    *places,
]

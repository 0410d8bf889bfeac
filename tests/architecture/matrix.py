"""The authorization matrix: which row each address stands for, and which roles reach somebody else's.

A role without the right of the view's door is turned away there, whatever the row. Behind the door, `SEE` says
whose work it is to read rows that are not their own, `ACT` whose work it is to take a step on them. Everybody
else gets "not found" or "not allowed", and never a page.
"""

# What is behind an address: (kind of row, {parameter: row}). Without a kind the address is a page of one's own.
PUBLIC_ROW, OWN = "public", ""

PLACES: dict[str, tuple[str, dict[str, str]]] = {
    # accounts and people
    "usersessions_end_one": ("session", {"pk": "session"}),
    "sign_on_unbind": ("binding", {"pk": "binding"}),
    **{f"sign_on_{name}": (PUBLIC_ROW, {"pk": "sign_on"}) for name in ("start", "arrive", "acs", "metadata")},
    "organisations:binding_code": ("person", {"pk": "person", "sign_on_pk": "sign_on"}),
    "organisations:binding_end": ("binding", {"pk": "binding"}),
    "organisations:sign_on_new": (PUBLIC_ROW, {"kind": "=cas"}),
    **{
        f"organisations:sign_on{name}": ("sign_on", {"pk": "sign_on"})
        for name in ("", "_edit", "_try", "_switch_on", "_switch_off")
    },
    "second_factor_remove": ("factor", {"pk": "factor"}),
    "site:notification_open": ("notification", {"pk": "notification"}),
    "organisations:person_new": ("person", {"organisation_pk": "organisation"}),
    "organisations:person": ("person", {"pk": "person"}),
    "organisations:person_in_full": ("person", {"pk": "person"}),
    "organisations:erasure_ask": ("person", {"pk": "person"}),
    "organisations:erase": ("person", {"pk": "person"}),
    "organisations:person_edit": ("person", {"pk": "person"}),
    "organisations:password_ask": ("person", {"pk": "person"}),
    "organisations:password_reset": ("person", {"pk": "person"}),
    "organisations:account_close": ("person", {"pk": "person"}),
    "organisations:account_open_again": ("person", {"pk": "person"}),
    "organisations:import_new": ("import", {"organisation_pk": "organisation"}),
    **{
        f"organisations:import_{name}": ("import", {"pk": "import"})
        for name in ("run", "errors", "confirm", "discard", "passwords")
    },
    "organisations:factor_reset_ask": ("person", {"pk": "person"}),
    "organisations:factor_reset_grant": ("factor_reset", {"pk": "factor_reset"}),
    "organisations:factor_reset_refuse": ("factor_reset", {"pk": "factor_reset"}),
    "organisations:role_where": ("person", {"pk": "person"}),
    "organisations:role_new": ("person", {"pk": "person", "organisation_pk": "organisation"}),
    "organisations:role_confirm": ("person", {"pk": "membership"}),
    "organisations:role_refuse": ("person", {"pk": "membership"}),
    "organisations:role_end": ("person", {"pk": "membership"}),
    "organisations:role_reopen": ("person", {"pk": "membership"}),
    "site:handover": ("person", {"pk": "membership"}),
    "site:delegation": ("delegation", {"pk": "delegation"}),
    "site:delegation_confirm": ("delegation", {"pk": "delegation"}),
    "site:delegation_end": ("delegation", {"pk": "delegation"}),
    "site:transfer": ("check", {"kind": "=checks", "pk": "check"}),
    "site:transfer_back": ("check", {"pk": "transfer"}),
    "organisations:institution": (PUBLIC_ROW, {"pk": "organisation"}),
    "organisations:token_revoke": ("person", {"pk": "token"}),
    **{f"organisations:web_hook{name}": ("web_hook", {"pk": "web_hook"}) for name in ("", "_edit", "_try", "_switch")},
    "organisations:allowed_host_remove": ("allowed_host", {"pk": "allowed_host"}),
    "organisations:organisation": (PUBLIC_ROW, {"pk": "organisation"}),
    "organisations:organisation_edit": ("organisation", {"pk": "organisation"}),
    "organisations:leading_group": ("organisation", {"pk": "organisation"}),
    "organisations:leading_group_remove": ("organisation", {"pk": "group_member"}),
    # record and exports
    "calls:application_chase": ("submitted", {"pk": "submitted"}),
    "site:record_step": ("record", {"pk": "step"}),
    "site:step_proof": ("record", {"pk": "step"}),
    "site:record_change": ("record", {"pk": "record_change"}),
    "site:change_proof": ("record", {"pk": "record_change"}),
    "site:consistency": (PUBLIC_ROW, {"pk": "head"}),
    "site:export_new": (OWN, {"kind": "=people"}),
    **{
        f"site:{name}": ("export", {"pk": "export"})
        for name in ("export", "export_grant", "export_refuse", "export_take")
    },
    # calls
    "calls:call": ("draft_call", {"pk": "draft_call"}),
    "calls:call_form": ("draft_call", {"pk": "draft_call_category"}),
    "calls:call_attachment": ("draft_call", {"pk": "draft_call_file"}),
    "calls:call_detach": ("draft_call", {"pk": "draft_call_file"}),
    **{
        f"calls:{name}": ("draft_call", {"pk": "draft_call"})
        for name in [
            "desk_call",
            "call_edit",
            "call_save",
            "call_preview",
            "call_copy",
            "call_copy_now",
            "call_attach",
            "call_hand_in",
            "call_pass",
            "call_send_back",
            "call_publish",
            "call_close",
            "call_conclude",
            "extension_ask",
        ]
    },
    "calls:extension_grant": ("extension", {"pk": "extension"}),
    "calls:extension_refuse": ("extension", {"pk": "extension"}),
    # forms
    "forms:form": ("form", {"pk": "form"}),
    "forms:version_begin": ("form", {"pk": "form"}),
    "forms:spot": ("form", {"pk": "form_version", "spot": "=field:title"}),
    "forms:spot_save": ("form", {"pk": "form_version", "spot": "=field:title"}),
    "forms:differences": ("form", {"pk": "form_version", "other_pk": "form_version"}),
    **{
        f"forms:{name}": ("form", {"pk": "form_version"})
        for name in [
            "version",
            "operate",
            "preview",
            "preview_frame",
            "preview_pdf",
            "trial",
            "trial_save",
            "version_hand_in",
            "version_publish",
            "version_send_back",
            "version_discard",
        ]
    },
    # applications
    "calls:application_new": (PUBLIC_ROW, {"call_pk": "call"}),
    "calls:application_begin": ("draft_call", {"category_pk": "draft_call_category"}),
    "calls:section": ("campus", {"pk": "campus", "key": "=cover"}),
    "calls:section_save": ("campus", {"pk": "campus", "key": "=cover"}),
    **{
        f"calls:{name}": ("campus", {"pk": "campus"})
        for name in [
            "application",
            "application_form",
            "application_contacts",
            "application_draft_pdf",
            "application_check",
            "application_hand_in",
            "application_discard",
            "application_decide",
            "application_pass_on",
            "application_endorse",
            "application_send_back",
            "application_submit",
            "application_submit_now",
            "application_resubmit",
            "member_add",
            "member_invite",
            "members",
            "assignment_add",
            "part",
            "comments",
            "comment_add",
            "versions",
            "application_fields",
            "version_keep",
            "version_compare",
        ]
    },
    "calls:section_presence": ("campus", {"pk": "campus", "key": "=cover"}),
    "calls:section_history": ("campus", {"pk": "campus", "key": "=cover"}),
    "calls:section_version": ("campus", {"pk": "section_version"}),
    "calls:section_restore": ("campus", {"pk": "section_version"}),
    "calls:member_hand": ("campus", {"pk": "member"}),
    "calls:member_own": ("campus", {"pk": "member"}),
    "calls:assignment_remove": ("campus", {"pk": "assignment"}),
    "calls:assignment_done": ("campus", {"pk": "assignment"}),
    "calls:comment_step": ("campus", {"pk": "thread", "verb": "=resolve"}),
    "calls:invitation_withdraw": ("campus", {"pk": "invitation"}),
    # links are signed: whoever makes one up finds nothing
    **{
        f"calls:{name}": ("campus", {"token": "=1.made-up"})
        for name in ["invitation", "invitation_accept", "invitation_ask"]
    },
    **{
        f"calls:{name}": ("submitted", {"pk": "submitted"})
        for name in ["application_receipt", "application_withdraw", "application_withdraw_now"]
    },
    "calls:similar": ("submitted", {"pk": "similar"}),
    "calls:similar_explain": ("submitted", {"pk": "similar"}),
    "calls:member_remove": ("campus", {"pk": "member"}),
    "calls:attachment_file": ("campus", {"pk": "attachment"}),
    "calls:submission": ("submitted", {"pk": "submission"}),
    "calls:submission_changes": ("submitted", {"pk": "submission"}),
    "calls:submission_pdf": ("submitted", {"pk": "submission"}),
    "calls:submission_file": ("submitted", {"pk": "submission", "number": "=1"}),
    "calls:letter": ("project", {"pk": "approved", "letter_pk": "letter"}),
    "calls:letter_word": ("project", {"pk": "approved", "letter_pk": "letter"}),
    # consents and seals: of the lead university's own, and of the partner that was asked
    **{
        f"calls:{name}": ("campus", {"pk": "campus"})
        for name in ["application_consents", "consent_ask", "print_prepare", "scan_upload"]
    },
    **{
        f"calls:{name}": ("consent", {"pk": "consent"})
        for name in ["consent", "consent_give", "consent_refuse", "consent_scan", "consent_remind", "consent_take_back"]
    },
    "calls:consent_file": ("consent", {"pk": "consent", "number": "=1"}),
    "calls:print_file": ("consent", {"pk": "version_print"}),
    "calls:scan_accept": ("consent", {"pk": "scan"}),
    "calls:scan_file": ("consent", {"pk": "scan_file"}),
    **{
        f"calls:{name}": ("link", {"token": "=unsigned"})
        for name in ["link", "link_code", "link_enter", "link_pdf", "link_give", "link_refuse", "link_scan"]
    },
    "calls:link_file": ("link", {"token": "=unsigned", "number": "=1"}),
    # checks, decisions
    **{
        f"calls:{name}": ("check", {"pk": "check"})
        for name in [
            "check",
            "check_save",
            "check_pass",
            "check_prepare_return",
            "check_return_page",
            "check_return",
            "check_reject_page",
            "check_reject",
        ]
    },
    **{
        f"calls:{name}": ("decided", {"pk": "decided"})
        for name in [
            "decision",
            "decision_review",
            "decision_propose",
            "decision_countersign",
            "decision_confirm",
            "decision_send_back",
        ]
    },
    # campus selections, places of the limit
    "calls:selection_begin": ("draft_call", {"category_pk": "draft_call_category"}),
    **{
        f"calls:{name}": ("selection", {"pk": "selection"})
        for name in [
            "selection",
            "selection_prepare",
            "reviewer_invite",
            "selection_open",
            "judge_list",
            "judge_hand_in",
            "selection_rank",
            "selection_notice",
            "selection_notice_file",
            "selection_choose",
            "selection_approve",
            "selection_send_back",
            "selection_reopen",
        ]
    },
    **{f"calls:{name}": ("selection", {"pk": "candidate"}) for name in ["candidate", "judge", "candidate_take_out"]},
    "calls:reviewer_remove": ("selection", {"pk": "selection_reviewer"}),
    "calls:give_up_place": ("campus", {"pk": "campus"}),
    **{
        f"calls:{name}": ("grant", {"pk": "grant"}) for name in ["grant", "grant_grant", "grant_refuse", "grant_revoke"]
    },
    # public notices and objections
    "calls:public_notice": ("draft_list", {"pk": "draft_list"}),
    "calls:public_notice_pdf": ("draft_list", {"pk": "draft_list"}),
    "calls:public_notice_letter": ("draft_list", {"pk": "draft_list"}),
    "calls:public_notice_letter_word": ("draft_list", {"pk": "draft_list"}),
    "calls:object_to": ("draft_list", {"pk": "draft_item"}),
    "calls:object_now": ("draft_list", {"pk": "draft_item"}),
    "calls:objection_receipt": ("objection", {"pk": "draft_item", "number": "=YY-2020-0001"}),
    "calls:public_notice_new_for": ("call_of_office", {"call_pk": "call"}),
    **{
        f"calls:{name}": ("draft_list", {"pk": "draft_list"})
        for name in [
            "desk_public_notice",
            "public_notice_edit",
            "public_notice_publish",
            "public_notice_publish_now",
            "public_notice_close",
            "public_notice_release",
            "public_notice_release_now",
        ]
    },
    "calls:item_suspend": ("objection", {"pk": "running_item"}),
    "calls:item_suspend_now": ("objection", {"pk": "running_item"}),
    "calls:letter_preview": ("draft_list", {"pk": "draft_item"}),
    "calls:objection": ("objection", {"pk": "objection"}),
    "calls:objection_settle": ("objection", {"pk": "objection"}),
    # notices
    "publishing:notice": ("draft_notice", {"pk": "draft_notice"}),
    "publishing:notice_pdf": ("draft_notice", {"pk": "draft_notice"}),
    "publishing:attachment": ("draft_notice", {"pk": "draft_notice_file"}),
    "publishing:attachment_remove": ("draft_notice", {"pk": "draft_notice_file"}),
    "publishing:version": ("draft_notice", {"pk": "draft_notice", "number": "=1"}),
    **{
        f"publishing:{name}": ("draft_notice", {"pk": "draft_notice"})
        for name in [
            "desk_notice",
            "desk_pdf",
            "notice_edit",
            "notice_save",
            "notice_copy",
            "attach",
            "hand_in",
            "pass_check",
            "send_back",
            "publish",
            "withdraw_page",
            "withdraw",
        ]
    },
    # letters
    **{
        f"letters:{name}": ("letter", {"pk": "draft_letter"})
        for name in [
            "letter",
            "letter_pdf",
            "letter_word",
            "edit_page",
            "edit",
            "pass_check",
            "send_back",
            "issue",
            "discard_page",
            "discard",
            "draft_anew",
        ]
    },
    "letters:withdraw_page": ("letter", {"pk": "letter"}),
    "letters:withdraw": ("letter", {"pk": "letter"}),
    **{
        f"letters:{name}": ("letter", {"pk": "delivery"})
        for name in ["received_pdf", "received_word", "confirm_receipt"]
    },
    "letters:template": ("template", {"kind": "=approval"}),
    "letters:template_upload": ("template", {"kind": "=approval"}),
    "letters:set_code": ("template", {"pk": "speaker"}),
    **{
        f"letters:version{name}": ("template", {"pk": "template_version"})
        for name in ["", "_file", "_pdf", "_word", "_publish", "_refuse"]
    },
    # data filing
    **{
        f"filing:round{name}": ("round", {"pk": "round"})
        for name in ("", "_edit", "_open", "_close", "_conclude", "_chase", "_export", "_totals")
    },
    "filing:extension_ask": ("round", {"pk": "round"}),
    "filing:extension_grant": ("round", {"pk": "round_extension"}),
    "filing:extension_refuse": ("round", {"pk": "round_extension"}),
    **{
        f"filing:return{name}": ("return", {"pk": "filing"})
        for name in ("", "_accept", "_correct", "_back", "_extend", "_chase", "_contacts")
    },
    **{
        f"filing:return_{name}": ("return", {"pk": "filing_back"})
        for name in ("check", "explain", "submit", "pass_on", "release", "send_back")
    },
    "filing:section": ("return", {"pk": "filing_back", "key": "=basic"}),
    "filing:section_save": ("return", {"pk": "filing_back", "key": "=basic"}),
    "filing:template": ("return", {"pk": "filing_back"}),
    "filing:upload_new": ("return", {"pk": "filing_back"}),
    "filing:copy": ("return", {"pk": "filing_copy"}),
    **{f"filing:upload{name}": ("upload", {"pk": "filing_upload"}) for name in ("", "_confirm", "_discard", "_errors")},
    # expert reviews
    **{
        f"review:{name}": ("review", {"pk": "review_plan"})
        for name in (
            "plan",
            "plan_edit",
            "plan_open",
            "plan_take_in",
            "plan_invite",
            "plan_remind",
            "plan_open_scores",
            "plan_second",
            "plan_open_second",
            "plan_close",
            "plan_results",
            "plan_results_export",
            "plan_comparison_export",
            "plan_comparison",
            "panel_new",
        )
    },
    **{
        f"review:{name}": ("review", {"pk": "review_panel"})
        for name in ("panel", "panel_edit", "panel_rule", "draw_seal")
    },
    **{
        f"review:{name}": ("review", {"pk": "review_panel", "application_pk": "reviewed"})
        for name in ("panel_assign", "panel_extra", "panel_move")
    },
    "review:plan_begin": ("review", {"category_pk": "review_category"}),
    "review:draw_carry_out": ("review", {"pk": "review_draw"}),
    "review:draw_file": ("review", {"pk": "review_draw"}),
    "review:seat_replace": ("review", {"pk": "review_seat"}),
    "review:sheet_take_back": ("review", {"pk": "review_sheet"}),
    **{f"review:seat{name}": ("review_seat", {"pk": "review_seat"}) for name in ("", "_accept", "_decline")},
    **{
        f"review:sheet{name}": ("review_seat", {"pk": "review_sheet"})
        for name in ("", "_save", "_submit", "_recuse", "_print")
    },
    **{f"review:workbook{name}": ("review_seat", {"pk": "review_seat"}) for name in ("", "_upload")},
    **{f"review:workbook{name}": ("review_seat", {"pk": "review_upload"}) for name in ("_refused", "_errors")},
    "review:sheet_file": ("review_seat", {"pk": "review_sheet", "number": "=1"}),
    "review:expert": ("pool", {"pk": "pool_expert"}),
    **{f"review:import{name}": ("pool", {"pk": "pool_import"}) for name in ("", "_errors", "_confirm", "_discard")},
    # ledger
    **{
        f"ledger:import{name}": ("project_import", {"pk": "project_import"})
        for name in ("", "_check", "_errors", "_confirm", "_discard")
    },
    "ledger:project": ("project", {"pk": "project"}),
    "ledger:project_letter": ("project", {"pk": "project"}),
    "ledger:project_fields": ("project", {"pk": "project"}),
    "ledger:project_letter_word": ("project", {"pk": "project"}),
    **{f"ledger:period{name}": ("period", {"pk": "period"}) for name in ("", "_edit", "_open", "_close")},
    **{
        f"ledger:report{name}": ("report", {"pk": "report"})
        for name in ("", "_confirm", "_return", "_returned", "_release", "_send_back")
    },
    **{f"ledger:report_{name}": ("report", {"pk": "report_back"}) for name in ("edit", "save", "hand_in")},
    "ledger:board_target": (PUBLIC_ROW, {"pk": "target"}),
    "ledger:fact": ("report", {"pk": "fact"}),
    "ledger:fact_correct": ("report", {"pk": "fact"}),
    "ledger:evidence_file": ("report", {"pk": "evidence"}),
    **{f"ledger:yearly_{name}": (PUBLIC_ROW, {"pk": "yearly"}) for name in ("pdf", "workbook")},
    **{f"ledger:change_{name}": ("change_back", {"pk": "project"}) for name in ("new", "draft")},
    **{f"ledger:change{name}": ("change", {"pk": "change"}) for name in ("", "_release", "_send_back", "_decide")},
    **{
        f"ledger:change_{name}": ("change_back", {"pk": "change_back"})
        for name in ("edit", "save", "hand_in", "withdraw")
    },
    "ledger:change_file": ("change", {"pk": "change_file"}),
    "ledger:report_chase": ("report", {"pk": "report_back"}),
    "ledger:extension_ask": ("report", {"pk": "report_back"}),
    "ledger:extension_decide": ("report", {"pk": "report_extension"}),
    "ledger:period_chase": ("period", {"pk": "period"}),
    **{f"ledger:follow_up_{name}": ("follow_up", {"pk": "project"}) for name in ("new", "raise")},
    **{f"ledger:follow_up{name}": ("follow_up", {"pk": "follow_up"}) for name in ("", "_answer", "_again", "_close")},
    **{f"ledger:acceptance_{name}": ("acceptance", {"pk": "project"}) for name in ("new", "apply")},
    **{f"ledger:acceptance{name}": ("acceptance", {"pk": "acceptance"}) for name in ("", "_confirm", "_return")},
    "ledger:acceptance_file": ("acceptance", {"pk": "acceptance_file"}),
    **{f"ledger:withdrawal_{name}": ("withdrawal", {"pk": "ending_project"}) for name in ("new", "propose")},
    **{f"ledger:withdrawal_{name}": ("withdrawal", {"pk": "withdrawal"}) for name in ("confirm", "drop")},
    **{f"ledger:midterm{name}": ("midterm_draft", {"pk": "midterm_draft"}) for name in ("_edit", "_open")},
    **{f"ledger:midterm{name}": ("midterm", {"pk": "midterm"}) for name in ("", "_draw", "_close", "_sample")},
    **{f"ledger:midterm_{name}": ("checked", {"pk": "checked"}) for name in ("project", "conclude", "return", "check")},
    "ledger:midterm_file": ("checked", {"pk": "checked_file"}),
    # facts: everybody who keeps them keeps all of them
    **{f"mandate:{name}": ("fact", {"slug": "=categories"}) for name in ("facts", "fact_new", "fact_create")},
    **{f"mandate:{name}": ("fact", {"slug": "=categories", "pk": "=0"}) for name in ("fact", "fact_save")},
    **{f"mandate:{name}": ("fact", {"pk": "=0"}) for name in ("text_preview", "text_reset")},
    **{f"calls:{name}": ("fact", {"slug": "=check-items"}) for name in ("facts", "fact_new", "fact_create")},
    **{f"calls:{name}": ("fact", {"slug": "=check-items", "pk": "=0"}) for name in ("fact", "fact_save")},
    # codes say what their document is, and nothing of what stands in it
    "site:verify_code": (PUBLIC_ROW, {"code": "=AAAA-AAAA-AAAA-AAAA"}),
    "site:verify_file": (PUBLIC_ROW, {"code": "=AAAA-AAAA-AAAA-AAAA"}),
}

# Addresses of the API, asked with a token that has every scope. What has no row in it is a list.
API_PLACES: dict[str, tuple[str, dict[str, str]]] = {
    "api:institution": (PUBLIC_ROW, {"pk": "organisation"}),
    "api:call": ("draft_call", {"pk": "draft_call"}),
    "api:form": ("draft_call", {"pk": "draft_call", "category": "=joint_training"}),
    "api:application": ("campus", {"pk": "campus"}),
    "api:save_section": ("campus", {"pk": "campus", "key": "=cover"}),
    "api:hand_in": ("campus", {"pk": "campus"}),
    "api:submit": ("campus", {"pk": "campus"}),
    "api:project": ("project", {"pk": "project"}),
}

OFFICE, LEADER, GROUP = "officer", "department_leader", "department_group"
SYSTEM, SECURITY, AUDIT = "system_admin", "security_admin", "auditor"

# Whose work it is to read what belongs to others. An officer here is of an office that has no part in the case.
SEE: dict[str, set[str]] = {
    "session": set(),
    "factor": set(),
    "binding": {SYSTEM, SECURITY},
    "sign_on": {SYSTEM, SECURITY},
    "import": {SYSTEM},
    "delegation": {SYSTEM, SECURITY, AUDIT},
    "factor_reset": {SECURITY},
    "web_hook": {SYSTEM},
    "allowed_host": {SYSTEM, "liaison"},  # whoever keeps web hooks reads which hosts they may call
    "notification": set(),
    "person": {SYSTEM, SECURITY, AUDIT},
    "organisation": {SYSTEM},
    "record": {AUDIT},
    "export": {SECURITY, AUDIT},
    "draft_call": {OFFICE, LEADER},
    "extension": {OFFICE, LEADER},
    "form": set(),
    "campus": set(),
    "submitted": {LEADER, GROUP},
    "decided": {LEADER, GROUP},
    "check": set(),
    "selection": set(),
    "grant": {OFFICE, LEADER, GROUP},
    "consent": set(),
    "link": set(),
    "draft_list": {LEADER},
    "call_of_office": set(),
    "objection": set(),
    "draft_notice": {OFFICE, LEADER},
    "letter": {OFFICE, LEADER},
    "template": {OFFICE, LEADER},
    "round": {LEADER, GROUP},
    "round_reason": {LEADER, GROUP, AUDIT},  # what somebody says to a step is part of the record
    "return": {LEADER, GROUP},
    "upload": set(),
    "review": set(),
    "under_review": {LEADER, GROUP},  # the application; of its review they read nothing
    "review_seat": set(),
    "pool": {
        OFFICE,
        SYSTEM,
        SECURITY,
    },  # experts are people, whose accounts these two keep; all offices that run reviews share the pool
    "project_import": set(),  # each office keeps its own
    "project": {OFFICE, LEADER, GROUP},
    "period": {OFFICE},
    "report": {OFFICE, LEADER, GROUP},
    "change": {OFFICE, LEADER, GROUP},
    "follow_up": {OFFICE, LEADER, GROUP},
    "acceptance": {OFFICE, LEADER, GROUP},
    "midterm_draft": {OFFICE},
    "midterm": {OFFICE, LEADER, GROUP, "liaison", "leader", "leading_group", "teacher"},
    "checked": {OFFICE, LEADER, GROUP},
    "withdrawal": {OFFICE, LEADER, GROUP, AUDIT},  # what somebody says to a step is part of the record
    "change_back": set(),  # still with its university
    "fact": {OFFICE},
}
# Whose work it is to take this step on what belongs to others.
ACT: dict[str, set[str]] = {
    "ledger:period_chase": {OFFICE},  # each for the projects that it leads
    "calls:call_copy_now": {OFFICE},
    "calls:call_send_back": {LEADER},
    "calls:extension_grant": {LEADER},
    "calls:extension_refuse": {LEADER},
    "calls:grant_grant": {LEADER},
    "calls:grant_refuse": {LEADER},
    "calls:decision_send_back": {LEADER},
    "publishing:notice_copy": {OFFICE},
    "letters:pass_check": {OFFICE},
    "letters:set_code": {OFFICE},
    "publishing:pass_check": {OFFICE},
    "publishing:withdraw": {LEADER},
    "site:delegation_confirm": {SECURITY},
    "site:delegation_end": {SYSTEM, SECURITY},
    "filing:extension_grant": {LEADER},
    "filing:extension_refuse": {LEADER},
    "filing:round_export": {LEADER, GROUP},
    "review:import_confirm": {OFFICE},
    "review:import_discard": {OFFICE},
    "site:export_grant": {SECURITY},
    "site:export_refuse": {SECURITY},
    "organisations:password_reset": {SYSTEM},
    "organisations:token_revoke": {SYSTEM},
    "organisations:account_open_again": {SYSTEM},
    "organisations:factor_reset_grant": {SECURITY},
    "organisations:binding_end": {SYSTEM},
    "organisations:sign_on_try": {SYSTEM, SECURITY},
    "organisations:sign_on_switch_on": {SECURITY},
    "organisations:sign_on_switch_off": {SECURITY},
    "organisations:leading_group_remove": {SYSTEM},
    "organisations:web_hook_edit": {SYSTEM},
    "organisations:web_hook_try": {SYSTEM},
    "organisations:web_hook_switch": {SYSTEM},
    "organisations:allowed_host_remove": {SYSTEM},
    "organisations:import_confirm": {SYSTEM},
    "organisations:import_discard": {SYSTEM},
}

# Whose rows they are and whose work is on them: for each address one of these at least gets a page or an answer.
OWNERS: dict[str, tuple[str, ...]] = {
    PUBLIC_ROW: ("public", "author", "drafter", "system_admin"),
    "session": ("himself",),
    "notification": ("himself",),
    "factor": ("himself",),
    "factor_reset": ("security_admin",),
    "consent": ("author", "his liaison", "his leader"),
    "link": ("public",),
    "web_hook": ("his liaison", "system_admin"),
    "allowed_host": ("system_admin",),
    "binding": ("himself", "his liaison", "system_admin", "security_admin"),
    "sign_on": ("system_admin", "security_admin"),
    "selection": ("his liaison", "his leader", "his judge"),
    "grant": ("drafter", "department_leader"),
    "import": ("his liaison", "system_admin"),
    "delegation": ("his liaison", "his leader", "security_admin"),
    "record": ("auditor",),
    "export": ("his liaison", "security_admin"),
    "person": ("his liaison", "system_admin", "security_admin"),
    "organisation": ("his liaison", "system_admin"),
    "draft_call": ("drafter", "colleague", "department_leader", "author"),
    "extension": ("department_leader",),
    "form": ("drafter", "colleague"),
    "campus": ("author", "his colleague", "his liaison", "his leader"),
    "submitted": ("author", "his liaison", "drafter"),
    "check": ("drafter", "other office"),
    "decided": ("drafter", "other office", "department_leader"),
    "draft_list": ("drafter", "department_leader", "public"),
    "call_of_office": ("drafter",),
    "objection": ("drafter", "public"),
    "draft_notice": ("drafter", "colleague", "department_leader"),
    "letter": ("drafter", "colleague", "department_leader", "his liaison"),
    "template": ("drafter", "department_leader"),
    "round": ("drafter", "colleague", "department_leader"),
    "return": ("his liaison", "his leader", "drafter"),
    "upload": ("his liaison",),
    "review": ("reviewing office",),
    "review_seat": ("his expert",),
    "pool": ("reviewing office",),
    "project_import": ("drafter", "colleague"),
    "project": ("his liaison", "department_leader"),
    "period": ("drafter",),
    "report": ("author", "his liaison", "drafter"),
    "change": ("author", "his liaison", "drafter"),
    "change_back": ("author", "his liaison"),
    "follow_up": ("his liaison", "drafter"),
    "acceptance": ("his liaison", "drafter"),
    "midterm_draft": ("drafter",),
    "midterm": ("drafter", "his liaison"),
    "checked": ("his liaison", "drafter"),
    "withdrawal": ("drafter", "colleague"),
    "fact": ("drafter",),
}
# Addresses at which the planted rows have nothing to show, to anybody.
DRAFT, MADE_UP = "not before the public yet", "no such number is planted"
TYPED = "nothing is there without what its form sends along"
NOT_YET: dict[str, str] = {
    "ledger:follow_up_again": "not answered yet",
    "ledger:midterm_sample": "the planted seed is still sealed",
    "ledger:midterm_check": "nothing is drawn yet",
    "ledger:midterm_conclude": "concluded already",
    "calls:call": DRAFT,
    "calls:application_begin": DRAFT,
    "calls:public_notice": DRAFT,
    "calls:public_notice_pdf": DRAFT,
    "calls:public_notice_letter": DRAFT,
    "calls:public_notice_letter_word": DRAFT,
    "calls:object_to": DRAFT,
    "calls:object_now": DRAFT,
    "calls:objection_receipt": DRAFT,
    "publishing:notice": DRAFT,
    "publishing:notice_pdf": DRAFT,
    "publishing:withdraw_page": DRAFT,
    "publishing:notice_edit": "handed in, and so no longer the drafter's",
    "publishing:notice_save": "handed in, and so no longer the drafter's",
    **{f"sign_on_{name}": "not switched on" for name in ("start", "arrive", "acs")},
    "organisations:binding_code": "not switched on",
    "calls:selection_begin": DRAFT,
    "calls:judge": "the opinions are handed in",
    **{
        f"calls:{name}": "asked of somebody without an account, who answers by his link"
        for name in ("consent", "consent_give", "consent_refuse", "consent_scan", "consent_file")
    },
    **{name: "the link is not signed" for name, (kind, _rows) in PLACES.items() if kind == "link"},
    "review:draw_file": "the planted seed is still sealed",
    "review:plan_begin": "the planted category has its review already",
    "ledger:import_errors": "nothing is wrong with the planted table",
    "review:import_errors": "nothing is wrong with the planted table",
    "review:panel_assign": TYPED,
    "review:panel_extra": TYPED,
    "review:panel_move": TYPED,
    "review:sheet_file": MADE_UP,
    "filing:upload_errors": "nothing is wrong with the planted workbook",
    "organisations:import_errors": "nothing is wrong with the planted table",
    "calls:member_add": TYPED,
    "calls:member_hand": TYPED,
    "calls:version_compare": TYPED,
    "calls:part": "for people of a partner, of whom none is a member",
    "calls:invitation": MADE_UP,
    "calls:invitation_accept": MADE_UP,
    "calls:invitation_ask": MADE_UP,
    "calls:submission_changes": "the first version changes nothing",
    "calls:submission_file": MADE_UP,
    "calls:fact": MADE_UP,
    "calls:fact_save": MADE_UP,
    "mandate:fact": MADE_UP,
    "mandate:fact_save": MADE_UP,
    "mandate:text_preview": MADE_UP,
    "mandate:text_reset": MADE_UP,
    "site:verify_code": MADE_UP,
    "site:verify_file": MADE_UP,
}

# Models of the product: the kind of row that stands for them in the walk, or why nobody owns them.
NOBODYS = "open to everybody, or a fact that is kept for all"
INSIDE = "never on a page by itself: "
MODELS: dict[str, str] = {
    "core.Step": "person",
    "core.Change": "person",
    "core.Effect": INSIDE + "answers kept for retries, by actor",
    "core.StoredFile": INSIDE + "reached by the row that points to it",
    "core.SearchEntry": NOBODYS,
    "core.WorkDay": NOBODYS,
    "core.NumberSeries": INSIDE + "counts",
    "organisations.City": NOBODYS,
    "organisations.Organisation": "organisation",
    "organisations.LeadingGroupMember": "organisation",
    "organisations.Delegation": "delegation",
    "organisations.Transfer": "check",
    "core.CaseKey": INSIDE + "leads to what opens what is sealed, by actions alone",
    "core.PersonalKey": INSIDE + "opens what is sealed, by actions alone",
    "core.RecordLeaf": INSIDE + "digests",
    "core.RecordNode": INSIDE + "digests",
    "core.RecordHead": NOBODYS,
    "organisations.PersonalReading": "person",
    "organisations.PersonalExport": "export",
    "organisations.Erasure": "person",
    "organisations.User": "person",
    "organisations.Membership": "person",
    "organisations.FactorReset": "factor_reset",
    "organisations.SignOn": "sign_on",
    "organisations.ImportRun": "import",
    "organisations.Binding": "binding",
    "organisations.BindingCode": INSIDE + "a digest, made for one person by another",
    "organisations.ApiToken": "person",
    "organisations.ApiUse": INSIDE + "counts",
    "organisations.ExpertProfile": INSIDE + "a page without a number, one's own",
    "organisations.NoticeText": NOBODYS,
    "organisations.Notification": "notification",
    "organisations.AllowedHost": "allowed_host",
    "organisations.WebHook": "web_hook",
    "organisations.HookDelivery": "web_hook",
    "organisations.HookAttempt": "web_hook",
    "organisations.MailSettings": INSIDE + "a page without a number, one's own",
    "organisations.MailChoice": INSIDE + "a page without a number, one's own",
    "mandate.Category": "fact",
    "mandate.CategoryLead": "fact",
    "mandate.Target": "fact",
    "mandate.MandateTask": "fact",
    "mandate.StockPhrase": "fact",
    "mandate.Major": "fact",
    "forms.Form": "form",
    "forms.FormVersion": "form",
    "forms.Trial": INSIDE + "test data on a page of one's own",
    "calls.Call": "draft_call",
    "calls.CallCategory": "draft_call",
    "calls.CallAttachment": "draft_call",
    "calls.CallExtension": "extension",
    "calls.Application": "campus",
    "calls.ApplicationMember": "campus",
    "calls.Comment": "campus",
    "calls.CommentThread": "campus",
    "calls.MemberInvitation": "campus",
    "calls.Presence": "campus",
    "calls.SectionAssignment": "campus",
    "calls.ApplicationParty": "campus",
    "calls.ApplicationSection": "campus",
    "calls.ApplicationVersion": "campus",
    "calls.SectionVersion": "campus",
    "calls.Attachment": "campus",
    "calls.ApplicationPrint": INSIDE + "numbers that similar texts are found by",
    "calls.SimilarPair": "submitted",
    "calls.SimilarityReason": "submitted",
    "calls.PartnerConsent": "consent",
    "calls.ConsentCode": "consent",
    "calls.VersionPrint": "consent",
    "calls.SealedScan": "consent",
    "calls.ScanFile": "consent",
    "calls.Slot": "submitted",
    "calls.PlaceLine": "grant",
    "calls.SlotGrant": "grant",
    "calls.Selection": "selection",
    "calls.SelectionReviewer": "selection",
    "calls.Candidate": "selection",
    "calls.CampusOpinion": "selection",
    "calls.Submission": "submitted",
    "calls.SubmissionPdf": "submitted",
    "calls.Delivery": "submitted",
    "calls.Chase": "submitted",
    "calls.CheckItem": "fact",
    "calls.FormalCheck": "check",
    "calls.Correction": "check",
    "calls.CorrectionReason": "check",
    "calls.Proposal": "decided",
    "calls.Countersign": "decided",
    "calls.Approval": "project",
    "calls.PublicNotice": "draft_list",
    "calls.PublicNoticeItem": "draft_list",
    "calls.Objection": "objection",
    "letters.DocumentCode": NOBODYS,
    "letters.TemplateVersion": "template",
    "letters.Letter": "letter",
    "letters.LetterDelivery": "letter",
    "publishing.Notice": "draft_notice",
    "publishing.NoticeVersion": "draft_notice",
    "publishing.NoticeAttachment": "draft_notice",
    "filing.Round": "round",
    "filing.RoundExtension": "round",
    "filing.Return": "return",
    "filing.ReturnSection": "return",
    "filing.ReturnCopy": "return",
    "filing.Correction": "return",
    "filing.CorrectionReason": "return",
    "filing.Explanation": "return",
    "filing.Figure": "return",
    "filing.Chase": "return",
    "filing.Upload": "upload",
    "review.Plan": "review",
    "review.Criterion": "review",
    "review.Panel": "review",
    "review.Entry": "review",
    "review.Draw": "review",
    "review.Seat": "review_seat",
    "review.Sheet": "review_seat",
    "review.Score": "review_seat",
    "review.ScoreUpload": "review_seat",
    "review.Change": INSIDE + "the history of reviews, in their schema",
    "review.PoolExpert": "pool",
    "review.PoolImport": "pool",
    "ledger.Project": "project",
    "ledger.ProjectImport": "project_import",
    "ledger.ProjectParty": "project",
    "ledger.ProjectMilestone": "project",
    "ledger.ProjectIndicator": "project",
    "ledger.ReportingPeriod": "period",
    "ledger.ProgressReport": "report",
    "ledger.ReportItem": "report",
    "ledger.ReportFigure": "report",
    "ledger.ReportFile": "report",
    "ledger.ReturnReason": "report",
    "ledger.ChangeRequest": "change",
    "ledger.ChangeFile": "change",
    "ledger.FollowUp": "follow_up",
    "ledger.ReportChase": "report",
    "ledger.Acceptance": "acceptance",
    "ledger.AcceptanceFile": "acceptance",
    "ledger.Withdrawal": "withdrawal",
    "ledger.MidtermCheck": "midterm_draft",
    "ledger.CheckedProject": "checked",
    "ledger.CheckedFile": "checked",
    "ledger.ReportExtension": "report",
    "ledger.IndicatorFact": "project",
    "ledger.IndicatorTotal": NOBODYS,
    "ledger.ProjectLight": "project",
    "ledger.ProjectTotal": NOBODYS,
    "ledger.PromiseTotal": NOBODYS,
    "ledger.YearlyLedger": INSIDE + "a paper of the whole department",
    "ledger.LedgerExport": INSIDE + "who took what, read in the record",
}

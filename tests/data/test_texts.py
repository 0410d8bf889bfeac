"""Checklists, notifications and phrases are complete in both languages and usable as they stand."""

import re
import string
from pathlib import Path
from typing import Any

import pytest

from tests.data.files import CATEGORIES, DATA, document, texts

DOCUMENTS = sorted(str(path.relative_to(DATA)) for path in DATA.rglob("*.json"))
RULES = {
    "complete",
    "in_time",
    "within_limit",
    "eligible_lead",
    "has_partner",
    "funding_adds_up",
    "period_valid",
    "attachments_present",
    "unlike_others",
}
PLACEHOLDERS = {
    "project",
    "period",
    "check",
    "application",
    "code",
    "call",
    "category",
    "university",
    "reason",
    "due",
    "url",
    "number",
    "notice",
    "office",
    "person",
    "party",
    "contact",
    "pin",
    "count",
    "lines",
    "name",
    "letter",
    "template",
    "filing",
    "panel",
}
KINDS = [
    "handed_in",
    "sent_back",
    "passed_to_leader",
    "released",
    "submitted",
    "received",
    "withdrawn",
    "returned",
    "resubmitted",
    "check_passed",
    "check_rejected",
    "proposed",
    "countersign_requested",
    "confirm_requested",
    "proposal_sent_back",
    "decided",
    "public_notice_opened",
    "notice_ended",
    "objection_received",
    "approved",
    "letter_to_issue",
    "letter_sent_back",
    "letter_received",
    "letter_void",
    "template_to_check",
    "not_approved",
    "call_published",
    "call_extended",
    "deadline_near",
    "account_created",
    "notice_to_check",
    "notice_sent_back",
    "notice_to_publish",
    "notice_published",
    "notice_withdrawn",
    "password_reset",
    "role_to_confirm",
    "role_confirmed",
    "role_refused",
    "factor_added",
    "factor_removed",
    "wrong_codes",
    "factor_reset_to_confirm",
    "factor_reset",
    "member_added",
    "application_transferred",
    "section_assigned",
    "section_done",
    "taken_over",
    "handed_over",
    "task_transferred",
    "delegation_made",
    "delegation_to_confirm",
    "delegation_ended",
    "comment_mention",
    "comment_answer",
    "invitation_accepted",
    "account_asked",
    "invitation",
    "selection_invited",
    "selection_judged",
    "selection_chosen",
    "selection_sent_back",
    "selection_approved",
    "application_chosen",
    "application_not_chosen",
    "place_given_up",
    "places_granted",
    "places_refused",
    "places_revoked",
    "sign_on_bound",
    "consent_asked",
    "consent_reminder",
    "consent_taken_back",
    "consent_voided",
    "consents_voided",
    "consent_given",
    "consent_refused",
    "consent_expired",
    "scan_faulty",
    "consent_link",
    "consent_link_reminder",
    "consent_link_taken_back",
    "consent_link_voided",
    "consent_link_receipt",
    "consent_code",
    "export_to_grant",
    "export_granted",
    "export_refused",
    "erasure_to_grant",
    "digest",
    "chased",
    "chased_leader",
    "hook_given_up",
    "hook_off",
    "filing_opened",
    "filing_extension_asked",
    "filing_extended",
    "filing_own_extension",
    "filing_passed_on",
    "filing_sent_back",
    "filing_submitted",
    "filing_resubmitted",
    "filing_returned",
    "filing_accepted",
    "filing_due",
    "filing_overdue",
    "filing_chased",
    "progress_opened",
    "progress_handed_in",
    "progress_sent_back",
    "progress_submitted",
    "progress_returned",
    "progress_confirmed",
    "change_handed_in",
    "change_sent_back",
    "change_submitted",
    "change_returned",
    "change_approved",
    "change_refused",
    "progress_chased",
    "progress_chased_leader",
    "progress_extension_asked",
    "progress_extended",
    "progress_not_extended",
    "follow_up_raised",
    "follow_up_climbed",
    "follow_up_unanswered",
    "follow_up_answered",
    "follow_up_again",
    "follow_up_closed",
    "acceptance_applied",
    "acceptance_returned",
    "project_finished",
    "withdrawal_proposed",
    "project_withdrawn",
    "projects_imported",
    "midterm_opened",
    "midterm_returned",
    "midterm_checked",
    "review_invited",
    "review_due",
    "review_overdue",
    "review_declined",
    "review_scored",
]
MAIL: list[dict[str, Any]] = document("notice_texts.json")["texts"]


def placeholders(text: str) -> set[str]:
    return {name for _literal, name, _spec, _conversion in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_text_stands_in_chinese_and_in_english(name: str) -> None:
    for path, text in texts(document(name)):
        assert set(text) == {"zh", "en"}, path
        # The numbers of documents are the only Chinese in English texts.
        english = text["en"].replace("辽教发〔2020〕4号", "")
        assert re.search("[A-Za-z]", english), path
        assert not re.search("[\u4e00-\u9fff]", english), path
        assert text["zh"].strip() == text["zh"] != "", path
        assert re.search("[\u4e00-\u9fff]", text["zh"]), path


def test_forms_exist_for_exactly_the_five_categories() -> None:
    assert {Path(name).stem for name in DOCUMENTS if name.startswith("forms/")} == set(CATEGORIES)


def test_every_rule_that_the_system_checks_stands_in_the_common_checklist_once() -> None:
    checklists = document("checklists.json")

    assert sorted(item["rule"] for item in checklists["common"] if item["rule"]) == sorted(RULES)
    assert [item["rule"] for items in checklists["categories"].values() for item in items if item["rule"]] == []


def test_every_category_has_check_items_of_its_own_and_no_code_stands_twice() -> None:
    checklists = document("checklists.json")
    codes = [item["code"] for items in (checklists["common"], *checklists["categories"].values()) for item in items]

    assert list(checklists["categories"]) == CATEGORIES
    assert all(len(items) >= 4 for items in checklists["categories"].values())
    assert len(set(codes)) == len(codes)


def test_there_is_a_notification_for_every_step() -> None:
    assert [text["kind"] for text in MAIL] == KINDS


@pytest.mark.parametrize("text", MAIL, ids=lambda text: text["kind"])
def test_both_languages_of_a_notification_say_the_same_and_lead_to_the_page(text: dict[str, Any]) -> None:
    for part in ("subject", "body"):
        assert placeholders(text[part]["zh"]) == placeholders(text[part]["en"])
        assert placeholders(text[part]["zh"]) <= PLACEHOLDERS
    assert "url" in placeholders(text["body"]["zh"])


def test_mail_tells_the_reason_of_an_extension_and_of_nothing_else() -> None:
    """An extension's reason is public; that of a return or a rejection is content of a case."""
    assert [text["kind"] for text in MAIL if "reason" in placeholders(text["body"]["zh"])] == ["call_extended"]


def test_offices_find_phrases_for_every_reason_they_must_give() -> None:
    phrases = document("stock_phrases.json")
    codes = [phrase["code"] for group in phrases.values() for phrase in group]

    assert list(phrases) == ["send_back", "return", "reject", "not_approve", "approve_with_changes", "extend"]
    assert all(len(group) >= 3 for group in phrases.values())
    assert len(set(codes)) == len(codes)

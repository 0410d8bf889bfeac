"""What must be true of calls and applications. The first of them are the promises of the platform."""

from collections.abc import Iterator

from lianxiao.calls.invariants.consents import CONSENT_INVARIANTS
from lianxiao.calls.models import (
    Application,
    ApplicationVersion,
    Call,
    PublicNotice,
    Selection,
    Submission,
)
from lianxiao.calls.queries.calls import seal_of
from lianxiao.calls.queries.public_notices import digest_of
from lianxiao.calls.queries.versions import digest_of as digest_of_version
from lianxiao.calls.states import (
    APPLICATION,
    CALL,
    ON_CAMPUS,
    PUBLIC_NOTICE,
    SELECTION,
    CallState,
    PublicNoticeState,
    State,
)
from lianxiao.core.digests import canonical_json, digests
from lianxiao.core.invariants import Invariant, in_sql, recorded

_CAMPUS = ", ".join(f"'{state}'" for state in ON_CAMPUS)
_PASSED = ", ".join(
    f"'{state}'"
    for state in (
        State.CHECKED,
        State.UNDER_REVIEW,
        State.REVIEWED,
        State.PROPOSED,
        State.CONFIRMED,
        State.ON_NOTICE,
        State.SUSPENDED,
        State.APPROVED,
    )
)
_DECIDED = ", ".join(
    f"'{state}'" for state in (State.CONFIRMED, State.ON_NOTICE, State.SUSPENDED, State.APPROVED, State.REJECTED)
)


def copies_with_other_digests() -> Iterator[str]:
    for copy in Submission.objects.order_by("id").iterator(chunk_size=500):
        found = digests(canonical_json(copy.content))
        if (found.sha256, found.sm3) != (copy.sha256, copy.sm3):
            yield f"{copy.pk}: {copy.code}"


def versions_with_other_digests() -> Iterator[str]:
    for version in ApplicationVersion.objects.order_by("id").iterator(chunk_size=500):
        if digest_of_version(version.content) != version.digest:
            yield f"{version.application_id}: {version.number}"


def lists_with_other_digests() -> Iterator[str]:
    published = PublicNotice.objects.exclude(state=PublicNoticeState.DRAFT).prefetch_related("items")
    for notice in published.order_by("id").iterator(chunk_size=100):
        lines = [item.content for item in sorted(notice.items.all(), key=lambda item: item.order)]
        if digest_of(lines) != notice.digest:
            yield f"{notice.pk}: {notice.title}"


def calls_with_other_seals() -> Iterator[str]:
    for call in Call.objects.filter(state__in=[CallState.CLOSED, CallState.CONCLUDED]).order_by("id"):
        seal = seal_of(call)
        if (seal.count, seal.digest) != (call.sealed_count, call.sealed_digest):
            yield f"{call.pk}: sealed {call.sealed_count}, found {seal.count}"


INVARIANTS: list[Invariant] = [
    in_sql(
        "slots: within the limit",
        "No university has more places in a category, used and held, than its limit and what stands granted.",
        """
        SELECT s.call_category_id || ', university ' || s.university_id || ': ' || count(*)
        FROM calls_slot s JOIN calls_callcategory c ON c.id = s.call_category_id
        GROUP BY s.call_category_id, s.university_id, c."limit" HAVING count(*) > c."limit" + (
            SELECT COALESCE(sum(g.places), 0) FROM calls_slotgrant g
            WHERE g.call_category_id = s.call_category_id AND g.university_id = s.university_id
        )
        UNION ALL
        SELECT 'grant ' || g.id || ': ' || count(*) || ' of ' || COALESCE(g.places, 0)
        FROM calls_slotgrant g JOIN calls_slot s ON s.grant_id = g.id
        GROUP BY g.id HAVING count(*) > COALESCE(g.places, 0)
        """,
    ),
    in_sql(
        "slots: numbered within the limit",
        "Numbers lie between 1 and the limit of the category, or the places of their grant, and none is given twice.",
        """
        SELECT s.id || ': ' || s.number || ' of ' || COALESCE(g.places, c."limit")
        FROM calls_slot s JOIN calls_callcategory c ON c.id = s.call_category_id
        LEFT JOIN calls_slotgrant g ON g.id = s.grant_id
        WHERE s.number NOT BETWEEN 1 AND CASE WHEN s.grant_id IS NULL THEN c."limit" ELSE COALESCE(g.places, 0) END
        OR s."limit" <> c."limit" OR EXISTS (
            SELECT FROM calls_slot o WHERE o.id < s.id AND o.number = s.number
            AND o.call_category_id = s.call_category_id AND o.university_id = s.university_id
            AND o.grant_id IS NOT DISTINCT FROM s.grant_id
        )
        """,
    ),
    in_sql(
        "slots: taken in the window",
        "No place was taken before its call opened or after it closed.",
        """
        SELECT s.id || ': ' || s.taken_at
        FROM calls_slot s JOIN calls_callcategory cc ON cc.id = s.call_category_id
            JOIN calls_call c ON c.id = cc.call_id
        WHERE s.taken_at < c.opens_at OR s.taken_at >= c.closes_at
        """,
    ),
    in_sql(
        "applications: one place each",
        "What was submitted and not withdrawn uses exactly one place, of its own university and category; "
        "what is on campus uses none.",
        f"""
        SELECT a.id || ': ' || a.state || ', ' || count(s.id) || ' places'
        FROM calls_application a LEFT JOIN calls_slot s ON s.application_id = a.id
            AND s.university_id = a.university_id AND s.call_category_id = a.call_category_id AND NOT s.held
        GROUP BY a.id HAVING count(s.id) <> CASE WHEN a.state IN ({_CAMPUS}) THEN 0 ELSE 1 END
        UNION ALL
        SELECT a.id || ': the place is of another university or category'
        FROM calls_application a JOIN calls_slot s ON s.application_id = a.id
        WHERE s.university_id <> a.university_id OR s.call_category_id <> a.call_category_id
        """,  # noqa: S608  states from the table of states
    ),
    in_sql(
        "slots: held for what was chosen",
        "A place is held for a chosen candidate of an approved selection, which is ready to submit.",
        """
        SELECT s.id || ': held for ' || s.application_id || ', ' || a.state
        FROM calls_slot s JOIN calls_application a ON a.id = s.application_id
        LEFT JOIN calls_selection l ON l.id = s.selection_id
        LEFT JOIN calls_candidate c ON c.application_id = s.application_id AND c.selection_id = l.id
        WHERE s.held AND (a.state <> 'released' OR l.state IS DISTINCT FROM 'approved' OR c.chosen IS NOT TRUE)
        """,
    ),
    in_sql(
        "grants: by two people",
        "Places beyond the limit were asked for by one person and granted by another.",
        """
        SELECT g.id || ': ' || COALESCE(g.granted_by_id::text, 'nobody') FROM calls_slotgrant g
        WHERE g.places IS NOT NULL AND (g.granted_by_id IS NULL OR g.granted_by_id = g.asked_by_id)
        """,
    ),
    in_sql(
        "selections: nobody judges his own",
        "No mark on an application comes from a person who writes it.",
        """
        SELECT o.id || ': reviewer ' || r.user_id || ', application ' || c.application_id
        FROM calls_campusopinion o JOIN calls_selectionreviewer r ON r.id = o.reviewer_id
        JOIN calls_candidate c ON c.id = o.candidate_id
        JOIN calls_applicationmember m ON m.application_id = c.application_id AND m.user_id = r.user_id
        WHERE NOT o.recused
        """,
    ),
    in_sql(
        "selections: approved by a second person",
        "An approved choice was made by one person and approved by another, from ranked candidates of its own.",
        """
        SELECT l.id || ': ' || l.state FROM calls_selection l
        WHERE l.state = 'approved' AND (l.approved_by_id IS NULL OR l.approved_by_id = l.chosen_by_id)
        UNION ALL
        SELECT c.id || ': of another university or category'
        FROM calls_candidate c JOIN calls_selection l ON l.id = c.selection_id
        JOIN calls_application a ON a.id = c.application_id
        WHERE a.university_id <> l.university_id OR a.call_category_id <> l.call_category_id
        """,
    ),
    in_sql(
        "applications: a copy of each submission",
        "What was submitted has a frozen copy; copies are numbered from 1 without a gap.",
        f"""
        SELECT a.id || ': ' || a.state || ', ' || count(s.id) || ' copies'
        FROM calls_application a LEFT JOIN calls_submission s ON s.application_id = a.id
        GROUP BY a.id
        HAVING (a.state NOT IN ({_CAMPUS}) AND count(s.id) = 0) OR count(s.id) <> COALESCE(max(s.version), 0)
        """,  # noqa: S608
    ),
    Invariant("copies: digests", "Frozen copies have the digests that were kept with them.", copies_with_other_digests),
    in_sql(
        "copies: delivered to every lead office",
        "Each frozen copy arrived at every lead office of its category as they were then.",
        """
        SELECT s.id || ': not at office ' || l.office_id
        FROM calls_submission s JOIN calls_application a ON a.id = s.application_id
        JOIN calls_callcategory cc ON cc.id = a.call_category_id
        JOIN mandate_categorylead l ON l.category_id = cc.category_id
        WHERE NOT EXISTS (SELECT FROM calls_delivery d WHERE d.submission_id = s.id AND d.office_id = l.office_id)
        AND NOT EXISTS (
            SELECT FROM core_step t WHERE t.case_kind = 'mandate.category' AND t.case_id = cc.category_id
            AND t.at > s.submitted_at AND t.details -> 'changed' ? 'leads'
        )
        UNION ALL
        SELECT s.id || ': at no office' FROM calls_submission s
        WHERE NOT EXISTS (SELECT FROM calls_delivery d WHERE d.submission_id = s.id)
        """,
    ),
    in_sql(
        "checks: passed by all before it goes on",
        "What has passed the formal check was passed by every office that the last copy went to.",
        f"""
        SELECT a.id || ': ' || a.state || ', office ' || d.office_id
        FROM calls_application a
        JOIN LATERAL (
            SELECT id FROM calls_submission WHERE application_id = a.id ORDER BY version DESC LIMIT 1
        ) s ON TRUE
        JOIN calls_delivery d ON d.submission_id = s.id
        LEFT JOIN calls_formalcheck f ON f.submission_id = s.id AND f.office_id = d.office_id
        WHERE a.state IN ({_PASSED}) AND COALESCE(f.outcome, '') <> 'passed'
        """,  # noqa: S608
    ),
    in_sql(
        "corrections: open while returned",
        "What is returned has a correction that waits for its answer; one that lapsed was never answered.",
        """
        SELECT a.id || ': ' || a.state
        FROM calls_application a
        LEFT JOIN calls_correction c ON c.application_id = a.id AND c.answered_at IS NULL
        WHERE (a.state = 'returned' AND c.id IS NULL) OR (a.state NOT IN ('returned', 'rejected') AND c.id IS NOT NULL)
        """,
    ),
    in_sql(
        "applications: stamped",
        "What has passed a stage carries its time.",
        f"""
        SELECT a.id || ': ' || a.state FROM calls_application a
        WHERE (a.state IN ({_PASSED}) AND a.checked_at IS NULL) OR (a.state IN ({_DECIDED}) AND a.decided_at IS NULL)
        """,  # noqa: S608
    ),
    in_sql(
        "applications: an owner",
        "Every application has one owner.",
        """
        SELECT a.id || ': ' || a.state FROM calls_application a WHERE 1 <> (
            SELECT count(*) FROM calls_applicationmember m WHERE m.application_id = a.id AND m.hand = 'owner'
        )
        """,
    ),
    in_sql(
        "sections: what stands is in the history",
        "The newest version of a section says what the section says.",
        """
        SELECT s.application_id || ': ' || s.key || ', ' || s.revision FROM calls_applicationsection s
        WHERE s.revision > 0 AND NOT EXISTS (
            SELECT FROM calls_sectionversion v WHERE v.application_id = s.application_id AND v.key = s.key
                AND v.revision = s.revision AND v.answers = s.answers
        )
        """,
    ),
    Invariant("versions: digests", "Kept versions have their digests.", versions_with_other_digests),
    in_sql(
        "decisions: confirmed before they are shown",
        "What is on public notice or approved stands on a proposal that a second person confirmed.",
        """
        SELECT a.id || ': ' || a.state FROM calls_application a
        WHERE a.state IN ('confirmed', 'on_notice', 'suspended', 'approved') AND NOT EXISTS (
            SELECT FROM calls_proposal p WHERE p.application_id = a.id AND p.outcome <> 'reject'
            AND p.confirmed_by_id IS NOT NULL AND p.confirmed_by_id <> p.proposed_by_id
        )
        """,
    ),
    in_sql(
        "approvals: for what is approved",
        "An application is approved exactly when it has an approval, from a public notice that has ended.",
        """
        SELECT a.id || ': ' || a.state FROM calls_application a LEFT JOIN calls_approval p ON p.application_id = a.id
        WHERE (a.state = 'approved') <> (p.id IS NOT NULL)
        UNION ALL
        SELECT p.application_id || ': ' || p.project_number FROM calls_approval p WHERE NOT EXISTS (
            SELECT FROM calls_publicnoticeitem i JOIN calls_publicnotice n ON n.id = i.public_notice_id
            WHERE i.application_id = p.application_id AND n.state = 'closed'
        )
        """,
    ),
    in_sql(
        "numbers: without gaps",
        "Project numbers of a series are as many as the last of them says.",
        """
        SELECT n.name || ': last ' || n.last || ', given ' || count(p.id)
        FROM core_numberseries n LEFT JOIN calls_approval p ON starts_with(p.project_number, n.name || '-')
        WHERE n.name LIKE 'LN-%' GROUP BY n.id HAVING count(p.id) <> n.last
        """,
    ),
    Invariant("lists: digests", "Published lists are those that the public was shown.", lists_with_other_digests),
    Invariant("calls: seals", "What was sealed at closing is what is in.", calls_with_other_seals),
    *recorded(Call, CALL),
    *recorded(Application, APPLICATION),
    *recorded(Selection, SELECTION),
    *recorded(PublicNotice, PUBLIC_NOTICE),
    *CONSENT_INVARIANTS,
]

"""What must be true of partners' consents and of what they agreed to."""

from collections.abc import Iterator

from lianxiao.calls.models import PartnerConsent, SealedScan, Submission
from lianxiao.calls.queries.versions import substance_in
from lianxiao.calls.states import CONSENT, ON_CAMPUS, SCAN
from lianxiao.core.definitions import parse
from lianxiao.core.invariants import Invariant, in_sql, recorded

_CAMPUS = ", ".join(f"'{state}'" for state in ON_CAMPUS)


def copies_of_other_substance() -> Iterator[str]:
    for copy in Submission.objects.order_by("id").iterator(chunk_size=500):
        if substance_in(parse(copy.content["form"]), copy.content) != copy.substance:
            yield f"{copy.pk}: {copy.code}"


CONSENT_INVARIANTS: list[Invariant] = [
    Invariant(
        "copies: agreed to",
        "What stands in a frozen copy has the substance that its partners agreed to.",
        copies_of_other_substance,
    ),
    in_sql(
        "consents: void when the application changed",
        "A submitted application of a call that asks for consent was agreed to by every partner of its last copy.",
        f"""
        SELECT a.id || ': ' || (one ->> 'name')
        FROM calls_application a
        JOIN calls_callcategory cc ON cc.id = a.call_category_id
        JOIN calls_call c ON c.id = cc.call_id AND c.needs_consent
        JOIN LATERAL (
            SELECT * FROM calls_submission WHERE application_id = a.id ORDER BY version DESC LIMIT 1
        ) s ON TRUE
        CROSS JOIN LATERAL jsonb_each(s.content -> 'answers') section
        CROSS JOIN LATERAL jsonb_array_elements(CASE WHEN jsonb_typeof(section.value -> 'partners') = 'array'
            THEN section.value -> 'partners' ELSE '[]'::jsonb END) one
        WHERE a.state NOT IN ({_CAMPUS}) AND NOT EXISTS (
            SELECT FROM calls_partnerconsent k JOIN calls_applicationversion v ON v.id = k.version_id
            WHERE k.application_id = a.id AND k.party = left(one ->> 'name', 200)
            AND k.answered_at <= s.submitted_at AND k.reason = '' AND v.substance = s.substance
        )
        """,  # noqa: S608
    ),
    *recorded(PartnerConsent, CONSENT),
    *recorded(SealedScan, SCAN),
]

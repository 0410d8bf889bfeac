"""What must be true of letters, looked for from outside the constraints and triggers that keep it true."""

from collections.abc import Iterator

from lianxiao.core.files import is_intact
from lianxiao.core.invariants import Invariant, in_sql, recorded
from lianxiao.letters.models import Letter, TemplateVersion
from lianxiao.letters.states import LETTER, NUMBERED, TEMPLATE


def lost_files() -> Iterator[str]:
    for letter in Letter.objects.filter(state__in=NUMBERED).order_by("id").iterator():
        for digest in (letter.pdf_id, letter.word_id):
            if digest is None or not is_intact(digest):
                yield f"{letter.pk}: {letter.number}, {digest}"


INVARIANTS: list[Invariant] = [
    in_sql(
        "letters: document numbers without gaps",
        "The numbers of each code and year run from one to their count, and the series stands at the last.",
        """
        SELECT l.series || '〔' || l.year || '〕: ' || count(*) || ' letters, last ' || max(l.serial)
               || ', series at ' || COALESCE(max(n.last)::text, 'nothing')
        FROM letters_letter l LEFT JOIN core_numberseries n ON n.name = '公文-' || l.series || '-' || l.year
        WHERE l.serial IS NOT NULL GROUP BY l.series, l.year
        HAVING count(*) <> max(l.serial) OR max(l.serial) IS DISTINCT FROM max(n.last)::bigint
        """,
    ),
    Invariant("letters: files are kept", "Every issued letter has its PDF and its Word file, unchanged.", lost_files),
    in_sql(
        "letters: delivered when issued",
        "What is issued was delivered to each receiver at that moment, and nothing else was.",
        """
        SELECT l.id || ' → ' || d.organisation_id
        FROM letters_letterdelivery d JOIN letters_letter l ON l.id = d.letter_id
        WHERE l.issued_at IS DISTINCT FROM d.delivered_at
        """,
    ),
    *recorded(Letter, LETTER),
    *recorded(TemplateVersion, TEMPLATE, unless="c.uploaded_by_id IS NULL"),
]

"""What follows from where an office draws its lines in a ranking: by places, money, score and university. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Candidate:
    """One application in the ranking; `funding` in 万元, `score` from 0 to 100."""

    key: int
    rank: int
    score: float
    funding: Decimal
    university: int


@dataclass(frozen=True, slots=True)
class Lines:
    """None draws no line. `each` is the most for one university: whoever has it is passed over, the line goes on."""

    places: int | None = None
    budget: Decimal | None = None
    score: float | None = None
    each: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """`why` one is left out is the name of the line, "" above all of them; the sums count those above so far."""

    why: str
    place: int
    spent: Decimal

    @property
    def is_above(self) -> bool:
        return not self.why


def cut(ranked: Sequence[Candidate], lines: Lines) -> list[Verdict]:
    """In the order of the ranking. Below the first that breaks a line nobody is taken, however little he asks for."""
    taken: Counter[int] = Counter()
    place, spent, ended = 0, Decimal(0), ""
    verdicts = []
    for one in ranked:
        passed = lines.each is not None and taken[one.university] >= lines.each
        ended = ended or ("" if passed else _broken(one, lines, place, spent))
        why = ended or ("each" if passed else "")
        if not why:
            taken[one.university] += 1
            place, spent = place + 1, spent + one.funding
        verdicts.append(Verdict(why, place, spent))
    return verdicts


def _broken(one: Candidate, lines: Lines, place: int, spent: Decimal) -> str:
    """The line that taking this one would break."""
    if lines.score is not None and one.score < lines.score:
        return "score"
    if lines.places is not None and place >= lines.places:
        return "places"
    if lines.budget is not None and spent + one.funding > lines.budget:
        return "budget"
    return ""


def splits_a_rank(ranked: Sequence[Candidate], verdicts: Sequence[Verdict]) -> bool:
    """Whether somebody above shares a rank with somebody whom a line of places or money leaves out."""
    above = {one.rank for one, verdict in zip(ranked, verdicts, strict=True) if verdict.is_above}
    ended = {one.rank for one, verdict in zip(ranked, verdicts, strict=True) if verdict.why in ("places", "budget")}
    return bool(above & ended)

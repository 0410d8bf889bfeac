"""The index of what is public: one entry per public thing, put in and taken out with the step that decides."""

import re
import unicodedata
from datetime import datetime

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db import models
from django.db.models import Case, ExpressionWrapper, F, FloatField, Q, QuerySet, Value, When
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from lianxiao.core.models import SearchEntry
from lianxiao.core.steps import kind_of
from lianxiao.core.words import initials, search_query, search_text

TITLE_LENGTH = 300
QUERY_LENGTH = 100
# Shorter words match by chance when letters may be left out.
LETTERS_WITH_GAPS = 4
EXCERPT_LENGTH = 130


def put(
    thing: models.Model,
    *,
    title: str,
    text: str,
    path: str,
    published_at: datetime | None,
    title_en: str = "",
    summary: str = "",
    letters: str = "",
) -> None:
    """Index a public thing by its title (weight A) and its whole text; again replaces the entry.

    `summary` is what excerpts are cut from; without one, the text. `letters` are what people shorten the name to,
    beside the first letters of its pinyin.
    """
    SearchEntry.objects.update_or_create(
        kind=kind_of(thing),
        object_id=thing.pk,
        defaults={
            "title": title[:TITLE_LENGTH],
            "title_en": title_en[:TITLE_LENGTH],
            "summary": summary or text,
            "path": path,
            "initials": f"{initials(title)} {letters}".strip()[:TITLE_LENGTH],
            "published_at": published_at,
            "words": SearchVector(Value(search_text(f"{title} {title_en}")), weight="A", config="simple")
            + SearchVector(Value(search_text(text)), weight="B", config="simple"),
        },
    )


def take_out(thing: models.Model) -> None:
    SearchEntry.objects.filter(kind=kind_of(thing), object_id=thing.pk).delete()


def find(query: str) -> "QuerySet[SearchEntry]":
    """What is public and holds all words of the query, or whose title begins with these pinyin letters; best first.

    Letters find as people shorten names: lnsjyt, and with single letters left out lnjyt, find 辽宁省教育厅.
    """
    query = query[:QUERY_LENGTH].replace("\x00", "")  # the one character that PostgreSQL cannot hold
    terms, letters = search_query(query).split(), _letters(query)
    if not terms:
        return SearchEntry.objects.none()
    words = SearchQuery(" & ".join(map(_operand, terms)), search_type="raw", config="simple")
    match = Q(words=words)
    if len(letters) > 1:
        match |= Q(initials__contains=letters)
    if len(letters) >= LETTERS_WITH_GAPS:
        match |= Q(initials__regex=".?".join(letters))
    rank = SearchRank(F("words"), words) + _whole(query.strip()) + _by_letters(letters)
    return (
        SearchEntry.objects.filter(match)
        .annotate(rank=ExpressionWrapper(rank, output_field=FloatField()))
        .order_by("-rank", F("published_at").desc(nulls_last=True), "id")
    )


def words_of(*texts: str) -> SearchVector:
    """The column of words for rows that are filtered by text, but are not in the public index."""
    return SearchVector(Value(search_text(" ".join(texts))), config="simple")


def words_wanted(query: str) -> "SearchQuery | None":
    """All words of the query, for `words=`; None when it holds no word."""
    terms = search_query(query[:QUERY_LENGTH].replace("\x00", "")).split()
    if not terms:
        return None
    return SearchQuery(" & ".join(map(_operand, terms)), search_type="raw", config="simple")


def marked(text: str, query: str) -> SafeString:
    """The text as HTML with the words of the query in <mark>."""
    pattern = _pattern(query)
    if pattern is None:
        return format_html("{}", text)
    parts = pattern.split(text)  # what stands between hits at even places, hits at odd ones
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", part) if place % 2 else part,) for place, part in enumerate(parts))
    )


def excerpt(text: str, query: str) -> SafeString:
    """The text around the first hit, marked; its beginning when the hit lies elsewhere."""
    plain = " ".join(text.split())
    pattern = _pattern(query)
    hit = pattern.search(plain) if pattern else None
    start = max(hit.start() - EXCERPT_LENGTH // 4, 0) if hit else 0
    end = start + EXCERPT_LENGTH
    cut = f"{'…' if start else ''}{plain[start:end]}{'…' if end < len(plain) else ''}"
    return marked(cut, query)


def _operand(term: str) -> str:
    """A word of Latin letters stands for all that begin with it; a term holds neither quotes nor operators."""
    return f"'{term}':*" if len(term) > 2 and term.isascii() and term.isalpha() else f"'{term}'"


def _letters(query: str) -> str:
    """What may be pinyin initials: the query without spaces, if it holds nothing but Latin letters and digits."""
    plain = "".join(unicodedata.normalize("NFKC", query).lower().split())
    return plain if plain.isascii() and plain.isalnum() else ""


def _whole(query: str) -> Case:
    """A title that holds the query as it was typed comes before titles that hold its words apart."""
    held = Q(title__icontains=query) | Q(title_en__icontains=query)
    return Case(When(held, then=Value(1.0)), default=Value(0.0), output_field=FloatField())


def _by_letters(letters: str) -> Case:
    """A title that begins with the letters before one that holds them, and that before one with gaps."""
    if len(letters) < 2:
        return Case(default=Value(0.0), output_field=FloatField())
    return Case(
        When(initials__startswith=letters, then=Value(0.75)),
        When(initials__contains=letters, then=Value(0.5)),
        default=Value(0.0),
        output_field=FloatField(),
    )


def _pattern(query: str) -> "re.Pattern[str] | None":
    """The words of the query, longest first; single characters only when the query has nothing longer."""
    words = {query.strip(), *search_query(query[:QUERY_LENGTH]).split()} - {""}
    longer = {word for word in words if len(word) > 1} or words
    found = "|".join(re.escape(word) for word in sorted(longer, key=len, reverse=True))
    return re.compile(f"({found})", re.IGNORECASE) if found else None

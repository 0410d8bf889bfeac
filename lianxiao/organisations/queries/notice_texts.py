"""Texts of messages as officials edit them: as they shipped, what they may name, how a reader gets them."""

from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxiao.core.definitions.differences import Segments, compare
from lianxiao.core.shipped import Fact, json_fact
from lianxiao.organisations.models import NoticeText, Notification
from lianxiao.organisations.queries.notifications import wording

FIELDS = ("subject", "subject_en", "body", "body_en")
# Without the address a reader does not find his case, without the code a partner cannot answer, and a digest is empty.
INDISPENSABLE = frozenset({"url", "pin", "lines"})
LANGUAGES = {"zh-hans": gettext_lazy("Chinese"), "en": gettext_lazy("English")}

# The languages of what ships, by those of readers.
SHIPPED_IN = {"zh-hans": "zh", "en": "en"}


@dataclass(frozen=True, slots=True)
class Placeholder:
    """`sample` stands for it in previews; the address has none, a preview makes its own."""

    name: str
    meaning: str
    sample: str

    @property
    def braced(self) -> str:
        return in_braces({self.name})


def explained(language: str) -> list[Placeholder]:
    """Every placeholder that a message can name."""
    wanted = SHIPPED_IN[language]
    rows = json_fact("notice_texts.json").each("placeholders")
    return [Placeholder(row["name"], row.text("meaning", wanted), _sample(row, wanted)) for row in rows]


def _sample(row: Fact, language: str) -> str:
    """A number reads alike in every language."""
    given = row.values.get("sample")
    return given if isinstance(given, str) else row.text("sample", language)


def shipped_rows() -> Iterator[tuple[Fact, NoticeText]]:
    for fact in json_fact("notice_texts.json").each("texts"):
        yield (
            fact,
            NoticeText(
                kind=fact["kind"],
                subject=fact.text("subject"),
                subject_en=fact.text("subject", "en"),
                body=fact.text("body"),
                body_en=fact.text("body", "en"),
            ),
        )


def shipped() -> dict[str, dict[str, str]]:
    """By kind, the four texts as they came with the platform."""
    return {row.kind: words_of(row) for _fact, row in shipped_rows()}


def words_of(text: NoticeText) -> dict[str, str]:
    return {name: getattr(text, name) for name in FIELDS}


def edited_kinds() -> set[str]:
    """Those whose words are no longer the shipped ones."""
    original = shipped()
    texts = NoticeText.objects.order_by("id")
    return {text.kind for text in texts if text.kind in original and words_of(text) != original[text.kind]}


# --- placeholders ----------------------------------------------------------------------------------


class BadPlaceholder(ValueError):
    """The message is fit for the person who typed the text."""


def placeholders(text: str) -> set[str]:
    """Plain names only: a width or an attribute in the braces would be carried out when the message is sent."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError as error:
        raise BadPlaceholder(_("A brace is open. Placeholders stand in braces, such as {code}.")) from error
    for _literal, name, width, conversion in parts:
        if name is not None and (width or conversion or not name.isidentifier()):
            raise BadPlaceholder(_("Only a name may stand in braces, such as {code}."))
    return {name for _literal, name, _width, _conversion in parts if name is not None}


def known_placeholders(kind: str, present: NoticeText) -> set[str]:
    """What the sender of this kind is sure to fill: what the shipped texts name, and the address."""
    texts = shipped().get(kind, words_of(present)).values()
    return {"url"}.union(*map(placeholders, texts))


def explained_in(text: NoticeText, language: str) -> list[Placeholder]:
    known = known_placeholders(text.kind, text)
    return [one for one in explained(language) if one.name in known]


def problem_in(text: str, *, known: set[str], indispensable: frozenset[str] = frozenset()) -> str:
    """What speaks against the placeholders of a text; empty when nothing does."""
    try:
        named = placeholders(text)
    except BadPlaceholder as error:
        return str(error)
    if unknown := sorted(named - known):
        return _("This message knows no placeholder {%(name)s}. It knows: %(known)s.") % {
            "name": unknown[0],
            "known": in_braces(known),
        }
    if missing := sorted(indispensable - named):
        return _("{%(name)s} must stand in the text: the reader cannot do without it.") % {"name": missing[0]}
    return ""


def in_braces(names: set[str]) -> str:
    return " ".join(f"{{{name}}}" for name in sorted(names))


def indispensable_in(kind: str, field: str) -> frozenset[str]:
    """What the shipped text of this field names and no edited one may leave out."""
    original = shipped().get(kind)
    return INDISPENSABLE & placeholders(original[field]) if original else frozenset()


# --- previews --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Preview:
    """One language of a message, filled with sample values, as a mail and in the product."""

    language: str
    code: str
    subject: str
    mail: str
    body: str


def previews(text: NoticeText) -> list[Preview]:
    return [_preview(text, code) for code in LANGUAGES]


def _preview(text: NoticeText, code: str) -> Preview:
    values = {one.name: one.sample for one in explained(code)}
    row = Notification(kind=text.kind, values=values, path="/applications/7/")
    subject, mail = wording(text, row, language=code)
    _subject, body = wording(text, row, language=code, in_product=True)
    return Preview(str(LANGUAGES[code]), code, subject, mail, body)


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    segments: Segments


def differences(text: NoticeText) -> list[Change] | None:
    """Against the shipped text, field by field; None when nothing was shipped."""
    original = shipped().get(text.kind)
    if original is None:
        return None
    labels = {field.name: str(field.verbose_name) for field in NoticeText._meta.fields}
    return [
        Change(labels[name], compare(original[name], now))
        for name, now in words_of(text).items()
        if now != original[name]
    ]

"""Collects the texts of every app into its Chinese catalogue, checks them, compiles them.

    python -m tools.messages             collect, keep the translations that are there, compile
    python -m tools.messages --compile   compile only
    python -m tools.messages --check     fail on a text that is missing, unsure or loses a placeholder

English is what stands in code and templates; `zh_Hans` is translated. Texts of `config/` belong to `core`.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import generate_po, read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "lianxiao"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "_now": None,  # gettext beside gettext_lazy
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = re.compile(r'"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Project-Id-Version): .*\n')
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
HAN = re.compile(r"[\u4e00-\u9fff]")
STRING = r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*\""""
TEMPLATE_CALL = re.compile(rf"\b(n?p?gettext|_)\(((?:[^()'\"]|{STRING})*)\)")
# An attribute of a component, such as :title="_('Deadline')", is an expression outside any template tag.
COMPONENT_TEXT = re.compile(r"""[=\s:,("'|]_\((?:'([^'\n]+)'|"([^"\n]+)")\)""")

# Context or none, the text, and its plural or none.
Key = tuple[str | None, str, str | None]


def apps() -> list[Path]:
    return sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))


def catalogue_path(app: Path) -> Path:
    return app / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


# --- what the sources say --------------------------------------------------------------------------


def texts_of(app: Path) -> set[Key]:
    folders = [app, ROOT / "config"] if app.name == "core" else [app]
    sources = [path for folder in folders for path in folder.rglob("*.py") if "migrations" not in path.parts]
    templates = [path for path in (app / "templates").rglob("*") if path.suffix in {".html", ".txt", ".typ"}]
    found: set[Key] = set()
    for path in sources:
        found.update(python_texts(path))
    for path in templates:
        found.update(template_texts(path.read_text(encoding="utf-8"), origin=str(path)))
    return found


def python_texts(path: Path) -> Iterator[Key]:
    with path.open("rb") as source:
        for _line, message, _comments, context in extract("python", source, keywords=KEYWORDS):
            singular, plural = message if isinstance(message, tuple) else (message, None)
            yield context, singular, plural


def template_texts(source: str, *, origin: str) -> Iterator[Key]:
    for name, arguments in TEMPLATE_CALL.findall(templatize(source, origin=origin)):
        texts = [ast.literal_eval(text) for text in re.findall(STRING, arguments)]
        context = texts.pop(0) if "p" in name else None
        if texts:
            yield context, texts[0], texts[1] if name.startswith("n") else None
    for single, double in COMPONENT_TEXT.findall(source):
        yield None, single or double, None


# --- catalogues ------------------------------------------------------------------------------------


def read(app: Path) -> Catalog:
    path = catalogue_path(app)
    if not path.exists():
        return Catalog(locale="zh_Hans")
    with path.open("rb") as source:
        return read_po(source, locale="zh_Hans")


def key_of(message: Message) -> Key:
    singular, plural = message.id if isinstance(message.id, (tuple, list)) else (message.id, None)
    return message.context, singular, plural


def translated(message: Message) -> bool:
    texts = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    return all(texts) and bool(texts)


def live(catalogue: Catalog) -> dict[Key, Message]:
    return {key_of(message): message for message in catalogue if message.id}


def merged(wanted: set[Key], old: Catalog, others: dict[Key, Message]) -> Catalog:
    """The wanted texts, translated as here or else as in another app; the rest is kept as obsolete."""
    known = live(old)
    retired = {key_of(message): message for message in old.obsolete.values()}
    fresh = Catalog(locale="zh_Hans", charset="utf-8", header_comment="# Texts of the platform in Simplified Chinese.")
    for key in sorted(wanted, key=lambda key: (key[1], key[0] or "")):
        context, singular, plural = key
        source = known.get(key) or retired.get(key) or others.get(key)
        identity = (singular, plural) if plural else singular
        flags = {"fuzzy"} if source and source.fuzzy else set()
        fresh.add(identity, source.string if source else "", flags=flags, context=context)
    for key, message in {**retired, **known}.items():
        if key not in wanted and translated(message):
            fresh.obsolete[message.id if isinstance(message.id, str) else message.id[0]] = message
    return fresh


def write(app: Path, catalogue: Catalog) -> None:
    """Without dates, places or wrapping, so that a difference shows only texts that changed."""
    path = catalogue_path(app)
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(generate_po(catalogue, no_location=True, width=0, ignore_obsolete=False))
    path.write_text(HEADER.sub("", lines), encoding="utf-8")


def collect() -> None:
    old = {app: read(app) for app in apps()}
    everywhere = {k: m for catalogue in old.values() for k, m in live(catalogue).items() if translated(m)}
    for app, catalogue in old.items():
        wanted = texts_of(app)
        if not wanted and not catalogue_path(app).exists():
            continue
        fresh = merged(wanted, catalogue, everywhere)
        write(app, fresh)
        missing = sum(not translated(message) for message in live(fresh).values())
        print(f"  {app.name:<16}{len(wanted):5} texts{f', {missing} without translation' if missing else ''}")


def compile_all() -> None:
    for app in apps():
        path = catalogue_path(app)
        if not path.exists():
            continue
        buffer = BytesIO()
        write_mo(buffer, read(app))
        fresh = path.with_suffix(".mo.new")
        fresh.write_bytes(buffer.getvalue())
        fresh.replace(path.with_suffix(".mo"))


# --- check -----------------------------------------------------------------------------------------


def problems() -> Iterator[str]:
    said: dict[Key, tuple[str, object]] = {}
    for app in apps():
        known = live(read(app))
        for key in sorted(texts_of(app), key=str):
            message = known.get(key)
            for problem in [problem_of(key, message)]:
                if problem:
                    yield f"{app.name}: {problem}: {key[1]!r}"
            if message is None or not translated(message):
                continue
            first, text = said.setdefault(key, (app.name, message.string))
            if text != message.string:
                yield f"{app.name}: translated otherwise than in {first}: {key[1]!r}"


def problem_of(key: Key, message: Message | None) -> str:
    _context, singular, plural = key
    if HAN.search(singular):
        return "Chinese where English belongs"
    if message is None:
        return "not in the catalogue (make messages)"
    if not translated(message):
        return "not translated"
    if message.fuzzy:
        return "marked as unsure"
    texts = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    wanted = sorted(PLACEHOLDER.findall(plural or singular))
    if any(sorted(set(PLACEHOLDER.findall(str(text)))) != sorted(set(wanted)) for text in texts):
        return "placeholders differ"
    return ""


def main(arguments: list[str]) -> None:
    if "--check" in arguments:
        found = list(problems())
        print("\n".join(found) or "Every text is translated.")
        raise SystemExit(bool(found))
    if "--compile" not in arguments:
        collect()
    compile_all()


if __name__ == "__main__":
    main(sys.argv[1:])

"""The shipped facts of this app: a template for each kind of letter, the department's code in document numbers."""

from lianxiao.core import steps
from lianxiao.core.actors import SYSTEM
from lianxiao.core.clock import database_now
from lianxiao.core.kept_files import keep_made
from lianxiao.core.papers.building import Line, Table, build
from lianxiao.core.papers.styles import Part
from lianxiao.core.shipped import Fact, insert_missing, json_fact
from lianxiao.letters.models import DocumentCode, TemplateVersion
from lianxiao.letters.states import Kind, TemplateState
from lianxiao.organisations.models import Organisation

FILE = "letters.json"


def load_letter_templates() -> int:
    """The first version of each kind that has none yet."""
    there = set(TemplateVersion.objects.values_list("kind", flat=True))
    fresh = [fact for fact in json_fact(FILE).each("templates") if fact["kind"] not in there]
    for fact in fresh:
        content = word_of(fact)
        stored = keep_made(content, "docx")
        version = TemplateVersion.objects.create(
            kind=Kind(fact["kind"]),
            version=1,
            file=stored,
            name=f"{fact['title']}.docx",
            state=TemplateState.PUBLISHED,
            decided_at=database_now(),
        )
        steps.record(version, "load", by=SYSTEM, after=version.state)
    return len(fresh)


def word_of(fact: Fact) -> bytes:
    return build([_line(fact, values) for values in fact["lines"]], title=fact["title"])


def _line(fact: Fact, values: list[str] | dict[str, list[str]]) -> Line | Table:
    """["part", "text"], or a table as an object."""
    if isinstance(values, dict):
        table = Fact(fact.place, values)
        return Table(table["columns"], table["cells"], table["each"], table["widths"])
    part, text = values
    if part not in list(Part):
        raise fact.wrong(f"“{part}” is no part of a letter")
    return Part(part), text


def load_document_codes() -> int:
    known = {str(row.code): row for row in Organisation.objects.exclude(code=None)}
    rows = (
        (fact, DocumentCode(organisation=fact.one_of("organisation", known), code=fact["code"]))
        for fact in json_fact(FILE).each("codes")
    )
    return len(insert_missing(DocumentCode, rows, key=["organisation_id"]))

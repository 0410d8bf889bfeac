"""Answers for reading: on a page, in a PDF, in a sheet."""

from django.utils.translation import override

from lianxiao.core.definitions.answers import Answers, Filled
from lianxiao.core.definitions.definition import Definition
from lianxiao.core.definitions.shown import ShownField, ShownSection


def show(definition: Definition, answers: Answers, language: str) -> list[ShownSection]:
    """Every section and field that applies, also the empty ones, in the language ("zh-hans" or "en")."""
    filled = Filled(definition, answers)
    with override(language):
        return [
            ShownSection(
                section.key,
                str(section.title),
                tuple(
                    ShownField(
                        key=field.key,
                        type=field.type,
                        label=str(field.label),
                        empty=filled.is_empty(field),
                        content=field.show(filled.value(field.key)),
                    )
                    for field in filled.fields_of(section)
                ),
            )
            for section in filled.sections
        ]

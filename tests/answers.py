"""Right answers to any form, worked out from its definition."""

from functools import cache
from typing import Any

from lianxiao.core.definitions import Definition, arrange, check, example_answers, parse
from lianxiao.forms.queries.versions import newest_by_category
from lianxiao.mandate.models import Category


@cache
def answers_to(category: str) -> dict[str, Any]:
    """A right answer to every required field of the category's form, worked out from its definition."""
    return right_answers(parse(newest_by_category()[Category.objects.get(code=category).pk].definition))


def right_answers(definition: Definition) -> dict[str, Any]:
    """By field key; choices are made so that no attachment becomes required. Sums that must agree do."""
    values = example_answers(definition)
    problems = check(definition, arrange(definition, values), final=True)
    assert not problems, problems
    return values

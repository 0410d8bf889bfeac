"""A draft's answers that may not change any more are refused, with the reason at their fields."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from lianxiao.calls.models import Application
from lianxiao.calls.queries.applications import definition_of
from lianxiao.calls.queries.freezing import frozen_changes, frozen_in
from lianxiao.core.definitions import Problem, frozen_problem
from lianxiao.core.refusals import Refused


class Frozen(Refused):
    """`problems` says at which fields, and since when."""

    def __init__(self, problems: list[Problem]) -> None:
        names = "、".join(problem.label for problem in problems)
        super().__init__(_("“%(names)s” can no longer be changed; nothing was saved.") % {"names": names})
        self.problems = problems


def nothing_frozen(locked: Application, stored: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    if problems := frozen_changes(locked, stored, values):
        raise Frozen(problems)


def no_frozen_file(locked: Application, field_key: str) -> None:
    if last := frozen_in(locked).get(field_key):
        raise Frozen([frozen_problem(definition_of(locked.form), field_key, last)])

"""How migrations keep their picture of the tables while they run."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.migrations.state import ModelState, ProjectState
from django.db.models import BaseConstraint, Index


@contextmanager
def drawing_no_more_than_changed() -> Iterator[None]:
    """Within, a new table makes Django draw the new model only; a new index or constraint makes it draw none.

    Django draws everything anew that can be reached from the table, which is four fifths of the time that an empty
    database takes. Nobody refers to a model that is only being made, and an index or a constraint is no field, so
    nothing else has changed.
    """
    usual = {name: getattr(ProjectState, name) for name in OURS}
    for name, ours in OURS.items():
        setattr(ProjectState, name, ours)
    try:
        yield
    finally:
        for name, theirs in usual.items():
            setattr(ProjectState, name, theirs)


def add_model(self: ProjectState, model_state: ModelState) -> None:
    key = (model_state.app_label, model_state.name_lower)
    self.models[key] = model_state
    self.__dict__["_relations"] = None  # found anew when asked for
    if "apps" in self.__dict__:  # asking for it would draw every model
        self.apps.clear_cache()
        self.apps.render_multiple([model_state])


def add_index(self: ProjectState, app_label: str, model_name: str, index: Index) -> None:
    append(self, app_label, model_name, "indexes", index)


def add_constraint(self: ProjectState, app_label: str, model_name: str, constraint: BaseConstraint) -> None:
    append(self, app_label, model_name, "constraints", constraint)


def append(self: ProjectState, app_label: str, model_name: str, option: str, rule: Index | BaseConstraint) -> None:
    """The drawn model learns of it where it stands."""
    options = self.models[app_label, model_name].options
    options[option] = [*options[option], rule]
    if "apps" in self.__dict__:
        drawn = self.apps.get_model(app_label, model_name)._meta
        setattr(drawn, option, [*getattr(drawn, option), rule])


OURS = {"add_model": add_model, "add_index": add_index, "add_constraint": add_constraint}

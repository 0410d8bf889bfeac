"""Orders for the worker, by the task's name: written in the business transaction, done after its commit.

Actions order, tasks are the room to their right; the name keeps the arrow one-way.
"""

from typing import Any

from procrastinate.contrib.django import app


def enqueue(task: str, **arguments: Any) -> None:
    """Raises nothing for an unknown name here; the architecture test compares names with the tasks."""
    app.configure_task(task, allow_unknown=True).defer(**arguments)

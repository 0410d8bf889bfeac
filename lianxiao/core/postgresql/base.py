"""Django's PostgreSQL, which tells the database before every writing statement who is at work (`core.history`)."""

from typing import Any

from django.db.backends.postgresql import base

from lianxiao.core import history


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(history.tell)

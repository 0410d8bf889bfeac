"""Django's migrate; afterwards every table has the triggers of its history."""

from typing import Any

from django.core.management.commands import migrate

from lianxiao.core import history
from lianxiao.core.migrating import drawing_no_more_than_changed


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with drawing_no_more_than_changed():
            super().handle(*args, **options)
        if not (options["plan"] or options["check_unapplied"]):
            touched = history.install()
            if touched and options["verbosity"] > 0:
                self.stdout.write(f"History is kept of {len(touched)} more tables.")

"""Refuses migrations that would lock a table or break the version that is still running beside them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent

# The last migration of each app that was made before the platform was installed anywhere. They build empty tables,
# where an index or a constraint locks nobody out. Everything after them has to pass.
FOUNDATION = {
    "calls": 7, "core": 5, "forms": 2, "ledger": 3, "letters": 2, "mandate": 1, "organisations": 2, "publishing": 2,
}  # fmt: skip


def exempt() -> list[str]:
    names = []
    for label, last in FOUNDATION.items():
        for path in (ROOT / "lianxiao" / label / "migrations").glob("[0-9]*.py"):
            if int(path.stem[:4]) <= last:
                names.append(path.stem)
    return names


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.apps import apps
    from django_migration_linter import MigrationLinter

    ours = [app.label for app in apps.get_app_configs() if app.name.startswith("lianxiao.")]
    linter = MigrationLinter(str(ROOT), include_apps=ours, ignore_name=exempt(), no_cache=True, quiet=["ok", "ignore"])
    linter.lint_all_migrations()
    linter.print_summary()
    sys.exit(linter.has_errors)


if __name__ == "__main__":
    main()

"""Writes docs/roles.md and docs/states.md from the tables in the code."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from lianxiao.site.describing import documents


class Command(BaseCommand):
    help = "Writes the tables of roles and states into docs/."

    def handle(self, *args: object, **options: object) -> None:
        for name, text in documents().items():
            Path(settings.BASE_DIR, "docs", name).write_text(text, encoding="utf-8")
            self.stdout.write(f"docs/{name}")

"""Sealed rows of the record as a file that docs/check_record.py checks: for auditors outside, and for the archive."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from lianxiao.core import seals
from lianxiao.core.models import Log, RecordHead


class Command(BaseCommand):
    help = "Writes the rows of a log up to its newest head, one a line, with what proves them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("log", choices=Log.values)
        parser.add_argument("file", type=Path, help="a name that ends in .jsonl")
        parser.add_argument("--start", type=int, default=0, help="rows before this place are left out")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            head = RecordHead.objects.filter(log=options["log"]).order_by("-size").first()
            if head is None or options["start"] >= head.size:
                raise CommandError("Nothing has been sealed there yet.")
            with options["file"].open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(f"{line}\n" for line in seals.batch(head, options["start"]))
        self.stdout.write(f"{head.size - options['start']} rows up to the head at {head.size}")

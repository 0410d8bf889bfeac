"""Shipped facts into the database: inserts what is missing, never touches what is there."""

from collections.abc import Callable

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from lianxiao.calls.actions import facts as calls
from lianxiao.core.shipped import BadFact
from lianxiao.forms.actions import facts as forms
from lianxiao.letters.actions import facts as letters
from lianxiao.mandate.actions import facts as mandate
from lianxiao.organisations.actions import facts as organisations
from lianxiao.publishing.actions import facts as publishing

# In the order in which they refer to one another.
LOADERS: list[tuple[str, Callable[[], int]]] = [
    ("cities", organisations.load_cities),
    ("department and offices", organisations.load_department),
    ("institutions", organisations.load_institutions),
    ("institutions in the public search", organisations.load_search_entries),
    ("texts of notifications", organisations.load_notice_texts),
    ("categories", mandate.load_categories),
    ("targets", mandate.load_targets),
    ("tasks", mandate.load_tasks),
    ("majors", mandate.load_majors),
    ("stock phrases", mandate.load_stock_phrases),
    ("work calendar", mandate.load_work_days),
    ("forms", forms.load_forms),
    ("templates of letters", letters.load_letter_templates),
    ("codes in document numbers", letters.load_document_codes),
    ("items of the formal check", calls.load_check_items),
    ("example call", calls.load_example_call),
    ("notices", lambda: len(publishing.load_notices())),
]


class Command(BaseCommand):
    help = "Loads the facts that ship in data/; run again, it adds only what is missing."

    def handle(self, *args: object, **options: object) -> None:
        """All or nothing; a fact that cannot be loaded is named with its file and line."""
        try:
            with transaction.atomic():
                for name, load in LOADERS:
                    self.stdout.write(f"{name}: {load()} added")
        except BadFact as error:
            raise CommandError(str(error)) from error

"""After a new first key in PERSONAL_KEYS: every person's key under the new one, so that the old one can go."""

from django.core.management.base import BaseCommand
from django.db import transaction

from lianxiao.core.personal_fields import rewrap


class Command(BaseCommand):
    help = "Wraps the keys of all people under the first key of PERSONAL_KEYS."

    def handle(self, *args: object, **options: object) -> None:
        with transaction.atomic():
            count = rewrap()
        self.stdout.write(f"{count} keys are wrapped anew; keys of PERSONAL_KEYS but the first can be taken out.")

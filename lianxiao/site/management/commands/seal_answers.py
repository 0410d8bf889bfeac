"""Once after the update that seals contacts in answers; again does no harm."""

from itertools import chain

from django.core.management.base import BaseCommand

from lianxiao.calls.actions.sealing import seal_applications
from lianxiao.filing.actions.sealing import seal_returns
from lianxiao.forms.actions.designing import seal_trials


class Command(BaseCommand):
    help = "Seals telephone numbers and mail addresses of people in stored answers; frozen copies stay as they are."

    def handle(self, *args: object, **options: object) -> None:
        count = sum(chain(seal_applications(), seal_returns())) + seal_trials()
        self.stdout.write(f"{count} rows of answers were sealed; frozen copies stay as they are.")

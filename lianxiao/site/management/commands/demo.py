"""The demo world: loaded once, never beside real data; and who may sign in to it."""

from argparse import ArgumentParser
from unicodedata import east_asian_width

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from lianxiao.core.shipped import BadFact
from lianxiao.site.demo import password
from lianxiao.site.demo.material import Material
from lianxiao.site.demo.story import RealDataPresent, is_loaded, load


class Command(BaseCommand):
    help = "Loads the demo world into a database without data of its own; --accounts prints who may sign in to it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--accounts", action="store_true", help="print the demo accounts, load nothing")
        parser.add_argument("--grown", action="store_true", help="with 285 projects of three earlier years (minutes)")

    def handle(self, *args: object, **options: object) -> None:
        if options["accounts"]:
            self.accounts()
        elif settings.PRODUCTION:
            raise CommandError("The demo world is not loaded in production.")
        elif is_loaded():
            self.stdout.write("The demo world is there already; nothing was changed.")
        else:
            self.load(grown=bool(options["grown"]))

    def load(self, *, grown: bool) -> None:
        try:
            with transaction.atomic():
                count = load(password.made(), grown=grown)
        except RealDataPresent as error:
            raise CommandError(
                f"{error} The demo world is only for an empty one; LIANXIAO_DEMO=0 make run starts without it."
            ) from error
        except BadFact as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"The demo world is loaded: {count} applications.")
        self.accounts()

    def accounts(self) -> None:
        if not is_loaded():
            return
        known = password.kept()
        self.stdout.write(
            f"Demo accounts, all with the password {known}"
            if known
            else "Demo accounts; their password is in the data folder that the demo world was loaded with"
        )
        material = Material()
        for fact in material.accounts.each("accounts"):
            organisation = material.organisations[fact["organisation"]]
            columns = (fact["login"], fact["name"], organisation.short_name or organisation.name)
            widths = (13, 23, 17)
            line = "".join(padded(text, width) for text, width in zip(columns, widths, strict=True))
            self.stdout.write(f"  {line}{fact.text('to_do', 'en')}")


def padded(text: str, width: int) -> str:
    """Chinese characters are two columns wide in a terminal."""
    return text + " " * max(1, width - sum(2 if east_asian_width(sign) in "FW" else 1 for sign in text))

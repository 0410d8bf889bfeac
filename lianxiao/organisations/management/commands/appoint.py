"""The first administrators of a new installation, who cannot be named by anybody inside it yet."""

import argparse

from django.core.management.base import BaseCommand, CommandError

from lianxiao.core.refusals import Refused
from lianxiao.organisations.actions.people import Details, install
from lianxiao.organisations.models import Membership, Organisation
from lianxiao.organisations.passwords import one_time_password
from lianxiao.organisations.roles import ADMINISTRATORS, Kind, Role


class Command(BaseCommand):
    help = "Names the first system, security or audit administrator; later ones are named in the product."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("role", choices=sorted(ADMINISTRATORS))
        parser.add_argument("username")
        parser.add_argument("name")
        parser.add_argument("email")

    def handle(self, *args: object, **options: str) -> None:
        """Prints a password that has to be changed at the first sign-in."""
        role = Role(options["role"])
        if Membership.objects.current().filter(role=role).exists():
            raise CommandError("There is one already, who is replaced in the product by two people.")
        department = Organisation.objects.filter(kind=Kind.DEPARTMENT).order_by("official_order", "id").first()
        if department is None:
            raise CommandError("The shipped facts are not loaded yet: manage.py load_facts")
        password = one_time_password()
        details = Details(options["username"].lower(), options["name"], options["email"])
        try:
            install(details=details, organisation=department, role=role, password=password, must_change=True)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{details.username} {password}")

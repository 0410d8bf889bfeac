"""For the last administrator who lost the second factor and has nobody inside to ask."""

import argparse

from django.core.management.base import BaseCommand, CommandError

from lianxiao.organisations.actions.factor_resets import forget_on_this_machine
from lianxiao.organisations.models import User


class Command(BaseCommand):
    help = "Takes the second factors of an account away; everybody else is helped by two people in the product."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: object, **options: str) -> None:
        user = User.objects.filter(username=options["username"].lower()).first()
        if user is None:
            raise CommandError(f"There is no account {options['username']}.")
        forget_on_this_machine(user=user)
        self.stdout.write(f"{user.username} sets up a new second factor after the next sign-in.")

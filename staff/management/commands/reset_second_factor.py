"""Take a person's second factor away: the way out when nobody can log in any more to do it in the admin."""

from argparse import ArgumentParser

from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError

from ... import secondfactor


class Command(BaseCommand):
    """Reset it and log the person out everywhere; the next log-in sets up a new one."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *, username: str, **options: object) -> None:
        model = get_user_model()
        try:
            person = model.objects.get_by_natural_key(username)
        except model.DoesNotExist:
            raise CommandError(f"There is nobody called {username}.") from None
        if not secondfactor.reset(person):
            raise CommandError(f"{username} has no second factor.")
        self.stdout.write(f"{username} sets up a new second factor at the next log-in.")

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from diagnostics import demo


class Command(BaseCommand):
    """Fill a development site with use, or take that away."""

    help = (
        "Fill a development site with believable use: readers, votes, hits with a spike, misses, drafts, outdated "
        "articles, and a person of each group, whose passwords are printed. Repeated, it begins anew."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same numbers; default: 1")
        parser.add_argument("--remove", action="store_true", help="take everything away that this command made")

    def handle(self, *args: Any, seed: int, remove: bool, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("SECRET_KEY is set, so this is production: it gets no invented data.")
        was_there = demo.remove()
        if remove:
            self.stdout.write("The demo data is gone." if was_there else "There is no demo data.")
            return
        passwords = demo.add(seed, timezone.localdate(), int(time.time()) // 3600)
        self.stdout.write("Demo data is there. Who can log in, by group:")
        for name, password in passwords.items():
            self.stdout.write(f"  {name:18} {password}")

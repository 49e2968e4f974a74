"""Django's development server, which says what to do where the files that pages need were never collected."""

from typing import Any

from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.management import CommandError
from whitenoise.runserver_nostatic.management.commands.runserver import Command as RunserverCommand


class Command(RunserverCommand):
    """Serve as Django does; stop with one line where every page would answer 500."""

    def run(self, *args: Any, **options: Any) -> None:
        if isinstance(staticfiles_storage, ManifestFilesMixin) and not staticfiles_storage.hashed_files:
            raise CommandError(
                "The static files are not collected, so every page would fail. Use script/run; or, to read them from "
                "their sources: DEBUG=1 python manage.py runserver"
            )
        super().run(*args, **options)

"""The folder in which the processes of a host share kept pages."""

import random

from django.core.cache.backends.filebased import FileBasedCache

CULLED_ONCE_IN = 200


class PageStore(FileBasedCache):
    """Django's cache in files, except that it does not list the whole folder each time that it keeps a page."""

    def _cull(self) -> None:
        # With thousands of entries the list costs more than the page did. Until then the folder may be a little large.
        if random.randrange(CULLED_ONCE_IN) == 0:  # noqa: S311, nothing secret is drawn
            super()._cull()  # type: ignore[misc]

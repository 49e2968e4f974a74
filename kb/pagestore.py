"""The folder in which the processes of a host share kept pages."""

import pickle
import random
from typing import IO, Any

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.filebased import FileBasedCache

CULLED_ONCE_IN = 200


class PageStore(FileBasedCache):
    """Django's cache in files, except for what costs more than all else in an answer.

    Django's own packs each entry, though pages are packed already, and lists the whole folder whenever it keeps one.
    """

    touch = BaseCache.touch  # nobody prolongs a page

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return what is kept under the key; the default where nothing is, or nothing any more."""
        try:
            with open(self._key_to_file(key, version), "rb") as file:  # noqa: PTH123, a path of pathlib's takes longer than the file
                is_expired: bool = self._is_expired(file)  # type: ignore[attr-defined]
                return default if is_expired else pickle.load(file)  # noqa: S301, our own file
        except FileNotFoundError:
            return default

    def _key_to_file(self, key: str, version: int | None = None) -> str:
        # A page's key is a digest: a name that any folder takes.
        version = self.version if version is None else version
        return f"{self._dir}/{version}-{key}{self.cache_suffix}"  # type: ignore[attr-defined]

    def _write_content(self, file: IO[bytes], timeout: float | None, value: Any) -> None:
        expiry = self.get_backend_timeout(timeout)
        file.write(pickle.dumps(expiry, self.pickle_protocol) + pickle.dumps(value, self.pickle_protocol))

    def _cull(self) -> None:
        # Until then the folder may be a little large.
        if random.randrange(CULLED_ONCE_IN) == 0:  # noqa: S311, nothing secret is drawn
            super()._cull()  # type: ignore[misc]

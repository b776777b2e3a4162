"""Django's cache of files, with an `add` that two processes cannot both win.

Stock, `add` looks first and writes then. Sign-in attempts are counted under a lock, and a code of an
authenticator app is remembered as used, by `add`: both must hold when two requests come at the same moment.
"""

from __future__ import annotations

import os
import tempfile
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache


class FileCache(FileBasedCache):
    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """True for the one who stored the value; False where there is one that has not run out."""
        if self.has_key(key, version):  # removes what has run out
            return False
        self._createdir()  # type: ignore[attr-defined]
        self._cull()  # type: ignore[attr-defined]
        handle, draft = tempfile.mkstemp(dir=self._dir)  # type: ignore[attr-defined]
        try:
            with open(handle, "wb") as file:
                self._write_content(file, timeout, value)  # type: ignore[attr-defined]
            # A link is made or refused in one step; the name never points at half a value.
            os.link(draft, self._key_to_file(key, version))  # type: ignore[attr-defined]
        except FileExistsError:
            return False
        finally:
            os.unlink(draft)
        return True

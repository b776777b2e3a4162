"""Django's cache of files, with an `add` that two cannot both win and an `incr` that loses no count.

Sign-in attempts are counted under a lock made by `add`, a code of an authenticator app is remembered as used
by `add`, and wrong links are counted by `incr`: all must hold when two requests come at the same moment.
Stock, both look first and write then, and `incr` forgets how long the count was to be kept.
"""

from __future__ import annotations

import os
import pickle
import tempfile
import time
import zlib
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache
from django.core.files import locks


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

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """The number that is now stored, for as long as it was to be; ValueError if there is none."""
        try:
            with open(self._key_to_file(key, version), "r+b") as file:  # type: ignore[attr-defined]
                locks.lock(file, locks.LOCK_EX)
                ends = pickle.load(file)
                if ends is not None and ends < time.time():
                    raise ValueError("the count has run out")
                number: int = pickle.loads(zlib.decompress(file.read())) + delta
                file.seek(0)
                file.write(pickle.dumps(ends, self.pickle_protocol))  # type: ignore[attr-defined]
                file.write(zlib.compress(pickle.dumps(number, self.pickle_protocol)))  # type: ignore[attr-defined]
                file.truncate()
        except FileNotFoundError:
            raise ValueError("nothing is counted under this name") from None
        return number

"""GitHub's earlier answers, so that what has not changed is only confirmed, or not asked for at all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec

from bot.redis.values import Values

_MOST = 8 * 1024 * 1024


class _Answer(msgspec.Struct, array_like=True, frozen=True):
    etag: str
    body: bytes
    links: str = ""


class Answers:
    """Earlier answers of one installation for one repository, in Redis, compressed. Never fatal: without
    Redis, or with something else in it, the whole answer is asked for."""

    def __init__(self, values: Values) -> None:
        self._values = values

    def get(self, path: str, params: Mapping[str, object]) -> _Answer | None:
        """What is kept of a request, if anything is."""
        key = self._key(path, params)
        found = self._values.get((key,)).get(key)
        try:
            return None if found is None else msgspec.msgpack.decode(found, type=_Answer)
        except msgspec.DecodeError:
            return None

    def put(self, path: str, params: Mapping[str, object], etag: str, body: bytes, links: str = "") -> None:
        """Keeps an answer that has a tag and is not too large."""
        if etag and len(body) <= _MOST:
            self._values.put({self._key(path, params): msgspec.msgpack.encode(_Answer(etag, body, links))})

    @staticmethod
    def _key(path: str, params: Mapping[str, object]) -> str:
        request = msgspec.json.encode((path, dict(params)), order="sorted")
        return hashlib.sha256(request).hexdigest()

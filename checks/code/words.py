"""The strings of a text that could name a file, a module, a package or a setting."""

from __future__ import annotations

from checks.patterns import regex

WORD_LIMIT = 2_000
LENGTH_LIMIT = 200

_CANDIDATE = regex(r"[A-Za-z0-9_@.~#$/\\:\-\[\]*]{2,600}")
_EDGES = ".,:;-*[]\\"
_WORTHY = regex(
    r"[/\\._:@-]|[A-Z0-9]_|_[A-Z0-9]|^[A-Z][A-Z0-9]{2,}$|[a-z][A-Z]|"
    r"^(celery|dramatiq|rq|rqworker|arq|huey_consumer|taskiq|faust)$"
)


def words(text: str) -> tuple[str, ...]:
    """Distinct path-like (``src/main.ts``), module-like (``app.main:app``), package-like (``@scope/name``,
    ``date-fns``) and variable-like (``DATABASE_URL``, ``userName``) strings, and the names of programs that run workers
    of queues (``celery``), in the order of their first use:
    at most `WORD_LIMIT`, none longer than `LENGTH_LIMIT` characters."""
    found: dict[str, None] = {}
    for candidate in dict.fromkeys(_CANDIDATE.findall(text)):
        word = candidate.strip(_EDGES)
        if 2 <= len(word) <= LENGTH_LIMIT and word not in found and _WORTHY.search(word):
            found[word] = None
            if len(found) == WORD_LIMIT:
                break
    return tuple(found)

"""docs/privacy.md is right: what Redis holds, for how long, and what goes when the App is removed."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from tests.conftest import Service
from tests.test_bot_flow import delivered, opened

PAGE = Path(__file__).parent.parent / "docs" / "privacy.md"
UNITS = {"hour": 3600, "hours": 3600, "days": 24 * 3600}


class Row(NamedTuple):
    """A row of the table: a pattern of keys, the most seconds that they live (None: always), what a removal drops."""

    keys: str
    seconds: int | None
    dropped: bool


def table() -> list[Row]:
    """The table of what Redis holds."""
    rows = re.findall(
        r"^\| `([^`]+)` \| [^|]+ \| ([^|]+) \| (yes|no) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    return [Row(keys, _seconds(time.strip()), dropped == "yes") for keys, time, dropped in rows]


def _seconds(time: str) -> int | None:
    if time == "always":
        return None
    number, unit = time.split()[:2]
    return int(number) * UNITS[unit]


def row_of(key: str) -> Row:
    """The row that speaks of a key; fails if none does."""
    found = [row for row in table() if fnmatchcase(key, row.keys)]
    assert found, f"{key} is not on docs/privacy.md"
    return found[0]


def lived_in(service: Service) -> None:
    """A service that has done a bit of everything: a check, a comment, a merge group, a job that failed for good."""
    repository, number = opened(service)
    delivered(service, repository, number)
    service.forge.fail(500, path="/pulls/", times=100)
    service.forge.deliver(service.webhook, repository, number, "edited")
    service.work()


def keys_of(service: Service) -> dict[str, int]:
    """Every key and the seconds that it has left (-1: no end)."""
    client = service.queue.store.client
    return {key.decode(): int(client.ttl(key)) for key in client.scan_iter("*")}


def test_the_page_names_every_key_and_how_long_it_lives(service: Service) -> None:
    lived_in(service)
    held = keys_of(service)
    assert any(key.startswith("asbuilt:report:") for key in held)
    for key, left in held.items():
        row = row_of(key)
        if row.seconds is not None:
            assert 0 <= left <= row.seconds, key


def test_what_the_page_says_goes_is_gone_after_a_removal_and_nothing_else_is_about_the_repository(
    service: Service,
) -> None:
    lived_in(service)
    service.forge.faults.clear()
    repository = next(iter(service.forge.api.repositories.values()))
    body = {"action": "deleted", "installation": {"id": service.forge.api.installation}}
    service.forge.send(service.webhook, "installation", body)
    service.work()
    for key, left in keys_of(service).items():
        ended = key.startswith("rq:") and 0 <= left <= 60  # a job that is done leaves its id for a minute
        own_token = key.endswith(":jwt")  # the App's own, of no installation, for some minutes
        assert ended or own_token or not row_of(key).dropped, key
        assert ended or str(repository.id) not in key


def test_every_row_of_the_page_is_of_keys_that_the_service_writes() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in Path("bot").rglob("*.py"))
    for row in table():
        stem = row.keys.removeprefix("asbuilt:").removeprefix("rq:").strip("*:").split(":")[-1].strip("*")
        assert stem in source, row.keys


def test_keys_hold_no_names_of_repositories_or_people(service: Service) -> None:
    lived_in(service)
    repository = next(iter(service.forge.api.repositories.values()))
    owner, _, name = repository.name.partition("/")
    for key in keys_of(service):
        words = set(re.split(r"[^a-z0-9]+", key.lower()))  # a digest may hold "ada"
        assert not words & {owner, name}, key

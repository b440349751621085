"""GitHub's own examples of every delivery, read by us: none may be rejected.

    python -m tests.examples ARCHIVE        (`make examples` fetches it: the npm package @octokit/webhooks-examples)

An example of an event that concerns us must be read without an error, and so must every other event's.
"""

from __future__ import annotations

import sys
import tarfile
from collections import Counter
from collections.abc import Iterator

import msgspec

from bot.events import READERS, DeliveryError, parse


class _Event(msgspec.Struct, frozen=True):
    name: str
    examples: tuple[msgspec.Raw, ...]


def main(archive: str) -> int:
    """Prints how many examples were read; exit status 1 if one was rejected."""
    read: Counter[str] = Counter()
    rejected: list[str] = []
    for source, event, body in _examples(archive):
        try:
            found = parse(event, "example", body, app="1")
            read[
                "for us" if found is not None else "nothing to do" if event in READERS else "other events"
            ] += 1
        except DeliveryError as error:
            rejected.append(f"{source} {event}: {error}")
    for line in rejected:
        print(line)
    figures = ", ".join(f"{number} {what}" for what, number in sorted(read.items()))
    print(f"{read.total()} examples read ({figures}), {len(rejected)} rejected")
    return 1 if rejected or not read["for us"] else 0


def _examples(archive: str) -> Iterator[tuple[str, str, bytes]]:
    """Where each example is from, its event and its body."""
    with tarfile.open(archive) as package:
        for member in package:
            file = package.extractfile(member) if member.name.endswith("/index.json") else None
            if file is None:
                continue
            for event in msgspec.json.decode(file.read(), type=list[_Event]):
                for body in event.examples:
                    yield member.name, event.name, bytes(body)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

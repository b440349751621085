"""Broken trees: sound files with bytes cut, doubled, swapped and thrown in, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Mapping

_TOKENS = tuple(
    part.encode()
    for part in '( ) [ ] { } " \' ` """ ${ /* */ // # \n \t \r : , ; . = == => -> @ \\ * ** ... async await def class if else '
    "for while try except return yield import from export default function const new lambda match case None null "
    "undefined \0 \ufeff \u2028 é 0x 1e999 9999999999999999999999 f\" r' <div> </ ?. ?? ||= := global del".split(
        " "
    )
)
_DEEP = (
    b"(",
    b"[",
    b"{",
    b"not ",
    b"a+",
    b"a.b(",
    b"if a:\n ",
    b"lambda: ",
    b"x => ",
    b"<a>",
    b"{...",
    b"`${",
    b"!",
)


def broken(files: Mapping[str, bytes], chance: random.Random) -> dict[str, bytes]:
    """The files with some damage in most of them."""
    return {path: _damaged(data, files, chance) for path, data in files.items()}


def _damaged(data: bytes, files: Mapping[str, bytes], chance: random.Random) -> bytes:
    for _ in range(chance.choice((0, 1, 1, 2, 4, 16))):
        at = chance.randrange(len(data) + 1)
        to = min(len(data), at + chance.choice((1, 2, 8, 40, 200)))
        kind = chance.randrange(7)
        if kind == 0:  # cut out
            data = data[:at] + data[to:]
        elif kind == 1:  # say again
            data = data[:to] + data[at:to] * chance.choice((1, 3, 50)) + data[to:]
        elif kind == 2:  # throw in
            data = data[:at] + chance.choice(_TOKENS) + data[at:]
        elif kind == 3:  # any bytes
            data = data[:at] + chance.randbytes(to - at) + data[to:]
        elif kind == 4:  # from another file
            other = chance.choice(list(files.values()))
            start = chance.randrange(len(other) + 1)
            data = data[:at] + other[start : start + 300] + data[at:]
        elif kind == 5:  # too deep
            data = data[:at] + chance.choice(_DEEP) * chance.choice((60, 400, 3_000)) + data[at:]
        else:  # end early
            data = data[:at]
    return data

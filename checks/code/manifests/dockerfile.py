"""Dockerfiles. https://docs.docker.com/reference/dockerfile/"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from checks.code.facts import Command, Manifest, Setting
from checks.patterns import regex

FILES = (
    (regex(r"(^|/)([Dd]ockerfile|Containerfile)([.-][\w.-]{1,60})?$"), "Dockerfile"),
    (regex(r"\.[Dd]ockerfile$"), "Dockerfile"),
)
COMMANDS = frozenset({"CMD", "ENTRYPOINT", "RUN"})
MARKERS = frozenset({"FROM", "WORKDIR", "COPY", "ADD", "USER"})

FLAGS_LIMIT = 10
CONTINUED = ("\\", "`")

_INSTRUCTION = regex(r"^\s*([A-Za-z]{2,12})\s+(.*)$", re.DOTALL)
_HEREDOC = regex(r"<<-?\s*[\"']?(\w{1,40})")
_PAIR = regex(r"""(\w{1,100})=("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s"']*)""")
_FLAG = regex(r"^--[\w-]{1,40}(=\S{0,300})?\s+")


def manifest(text: str, grammar: str) -> Manifest:  # noqa: ARG001
    """Commands by instruction (``Dockerfile CMD`` …, named after the build stage), environment as settings,
    ports as the setting ``expose``; markers are ``FROM``, ``WORKDIR``, ``COPY`` lines as written."""
    commands: list[Command] = []
    settings: list[Setting] = []
    markers: list[str] = []
    stage = ""
    for line, instruction, written in _instructions(text):
        rest = _without_flags(written)
        if instruction in COMMANDS:
            commands.append(Command(stage, _command_line(rest), line, f"Dockerfile {instruction}"))
        elif instruction == "ENV":
            settings.extend(_settings(rest, line))
        elif instruction == "EXPOSE":
            settings.extend(Setting("expose", port, line) for port in rest.split())
        elif instruction in MARKERS:
            markers.append(f"{instruction} {' '.join(rest.split())}"[:300])
        if instruction == "FROM":
            words = rest.split()
            stage = words[2] if len(words) > 2 and words[1].lower() == "as" else ""
    return Manifest(commands=tuple(commands), settings=tuple(settings), markers=tuple(markers))


def _instructions(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, instruction, its arguments with continued lines joined. Here-documents are part of it."""
    begun, until = 0, ""
    held: list[str] = []
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.rstrip()
        if until:
            held.append(f"\n{line}")
            until = "" if line.strip() == until else until
        elif line.lstrip().startswith("#") or not line:
            continue
        else:
            begun = begun if held else number
            found = _HEREDOC.search(line)
            until = found[1] if found else ""
            held.append(line[:-1] + " " if line.endswith(CONTINUED) else line)
        if not until and not line.endswith(CONTINUED):
            yield from _instruction(begun, held)
            held.clear()
    yield from _instruction(begun, held)


def _instruction(line: int, held: list[str]) -> Iterator[tuple[int, str, str]]:
    if found := _INSTRUCTION.match("".join(held)):
        yield line, found[1].upper(), found[2].strip()


def _without_flags(rest: str) -> str:
    for _ in range(FLAGS_LIMIT):
        found = _FLAG.match(rest)
        if found is None:
            break
        rest = rest[found.end() :]
    return rest


def _command_line(rest: str) -> str:
    """The words of an exec form joined by spaces, a shell form as written."""
    if rest.startswith("["):
        try:
            return " ".join(msgspec.json.decode(rest, type=list[str]))
        except msgspec.DecodeError:
            return rest
    return " ".join(rest.split(" ")) if "\n" in rest else " ".join(rest.split())


def _settings(rest: str, line: int) -> Iterator[Setting]:
    pairs = _PAIR.findall(rest)
    if pairs and re.match(r"\w{1,100}=", rest):
        yield from (Setting(name, value.strip("\"'")[:200], line) for name, value in pairs)
    else:
        name, _, value = rest.partition(" ")
        yield Setting(name, value.strip()[:200], line)

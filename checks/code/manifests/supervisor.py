"""supervisord's and systemd's unit files. http://supervisord.org/configuration.html,
https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html"""

from __future__ import annotations

from checks.code.facts import Command, Manifest
from checks.patterns import regex

FILES = (
    (regex(r"(^|/)supervisord?[\w.-]{0,40}\.(conf|ini)$"), "supervisord.conf"),
    (regex(r"(^|/)[\w@.-]{1,60}\.service$"), "systemd.service"),
)

_SECTION = regex(r"^\[(?:program:|eventlistener:)?([^\]\n]{1,100})\]")
_COMMAND = regex(r"^(?:command|ExecStart|ExecStartPre)\s*=\s*[-@:+!]{0,3}(\S.*)$")


def manifest(text: str, grammar: str) -> Manifest:
    """One command a program; it is named after its section."""
    commands = []
    section = ""
    for number, line in enumerate(text.split("\n"), 1):
        if found := _SECTION.match(line):
            section = found[1]
        elif found := _COMMAND.match(line.strip()):
            commands.append(Command(section, found[1], number, grammar))
    return Manifest(commands=tuple(commands))

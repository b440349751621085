"""A project's wishes: which documents and paths to read, what each rule and kind reports at, enforce or advise.

The file is YAML. A mistake in it is one line that names the line and the key; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
import yaml
from pathspec import GitIgnoreSpec

from checks.model import LEVELS

SIZE_LIMIT = 64 * 1024
_BOOL = "tag:yaml.org,2002:bool"
_TRUTH = re.compile(r"(?:true|True|TRUE|false|False|FALSE)$")
_ITEM = re.compile(r"\[[0-9.]*\]")


class ConfigError(ValueError):
    """The configuration cannot be used; the text is one line that names the line and the key."""


class Documents(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``read`` are documents to read besides those that are recognised, ``leave`` those to leave alone
    (patterns as in .gitignore)."""

    read: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()


class Paths(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``leave`` are the files whose findings are not reported (patterns as in .gitignore)."""

    leave: tuple[str, ...] = ()


Mode = Literal["enforce", "advise"]
Right = Literal["write", "maintain", "admin", "nobody"]


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the repository with wishes of its own: ``paths`` say which files (patterns as in .gitignore).

    ``levels`` come before those of the whole; ``mode`` is the whole's where none is given.
    """

    paths: tuple[str, ...]
    mode: Mode | None = None
    levels: dict[str, str] = {}


class Overruling(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who may overrule with a comment, and for how long.

    ``who`` is the least right in the repository, ``people`` are the only logins (empty: everybody with that right),
    ``author`` lets the pull request's author overrule as well, ``four_eyes`` asks for two people, ``days`` is how long
    an override holds (0: no end).
    """

    who: Right = "write"
    people: tuple[str, ...] = ()
    author: bool = False
    four_eyes: bool = False
    days: Annotated[int, msgspec.Meta(ge=0, le=3650)] = 0


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole configuration. ``levels`` gives a rule or a claim kind another level, or ``off``; ``comment`` asks for
    one comment that is kept up to date."""

    mode: Mode = "enforce"
    documents: Documents = Documents()
    paths: Paths = Paths()
    levels: dict[str, str] = {}
    overrides: Overruling = Overruling()
    sections: tuple[Section, ...] = ()
    comment: bool = False

    def at(self, path: str) -> Config:
        """What holds for one file: the wishes of the last section that it belongs to, before those of the whole."""
        for section in reversed(self.sections):
            if _matches(section.paths, path):
                levels = self.levels | section.levels
                return msgspec.structs.replace(self, mode=section.mode or self.mode, levels=levels)
        return self

    def reads(self, path: str) -> bool:
        """Whether a document is to be read though its name or content would not say so."""
        return _matches(self.documents.read, path)

    def leaves_document(self, path: str) -> bool:
        """Whether a document is to be left alone."""
        return _matches(self.documents.leave, path)

    def leaves_code(self, path: str) -> bool:
        """Whether a file's findings are not to be reported."""
        return _matches(self.paths.leave, path)


def _matches(patterns: tuple[str, ...], path: str) -> bool:
    return bool(patterns) and GitIgnoreSpec.from_lines(patterns).match_file(path)


def read(data: bytes, known: frozenset[str]) -> Config:
    """The configuration in a file's bytes. ``known`` are the names of rules and kinds that ``levels`` may use.

    Raises `ConfigError`, naming the line and the key.
    """
    if len(data) > SIZE_LIMIT:
        raise ConfigError(f"the configuration is larger than {SIZE_LIMIT // 1024} KiB")
    try:
        node = yaml.compose(data.decode("utf-8-sig"), Loader=yaml.SafeLoader)
        value = yaml.load(data.decode("utf-8-sig"), Loader=_Plain)  # noqa: S506, a SafeLoader that does less
    except UnicodeDecodeError as error:
        raise ConfigError(f"the configuration is no UTF-8 text (byte {error.start})") from error
    except RecursionError as error:
        raise ConfigError("the configuration is nested too deeply") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark is not None else ""
        raise ConfigError(f"{where}{getattr(error, 'problem', None) or _one_line(error)}") from error
    if value is None:
        return Config()
    try:
        config = msgspec.convert(value, Config)
    except msgspec.ValidationError as error:
        raise ConfigError(_complaint(node, str(error))) from error
    for levels in (config.levels, *(section.levels for section in config.sections)):
        _check_levels(levels, node, known)
    return config


def _check_levels(levels: Mapping[str, str], node: yaml.Node | None, known: frozenset[str]) -> None:
    for name, level in levels.items():
        if name not in known:
            raise ConfigError(f"{_line_of(node, name)}levels: there is no rule or kind {name!r}")
        if level not in (*LEVELS, "off"):
            raise ConfigError(
                f"{_line_of(node, name)}levels.{name}: {level!r} is none of {', '.join(LEVELS)}, off"
            )


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _complaint(node: yaml.Node | None, said: str) -> str:
    """msgspec's words (``Expected `array`, got `str` - at `$.documents.read` ``) with line and key in front."""
    reason, _, path = said.partition(" - at `$")
    key = _ITEM.sub("", path.strip("`."))
    if "unknown field" in reason:
        field = reason.split("`")[1]
        return f"{_line_of(node, field)}{key + '.' if key else ''}{field}: there is no such key"
    return f"{_line_of(node, key)}{key + ': ' if key else ''}{reason[:1].lower()}{reason[1:]}"


class _Plain(yaml.SafeLoader):
    """YAML without anchors, with which a small file unfolds into a huge value, and whose ``off`` is a word, as in
    YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema)."""

    yaml_implicit_resolvers = {  # noqa: RUF012, as in the base class
        first: [(tag, _TRUTH if tag == _BOOL else pattern) for tag, pattern in found]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Refuses aliases."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("anchors and aliases are not read here")
        return super().compose_node(parent, index)


def _line_of(node: yaml.Node | None, key: str) -> str:
    """``line N: `` of the first mapping key with the last name of a dotted path."""
    name = key.rsplit(".", maxsplit=1)[-1]
    waiting = [node] if node is not None else []
    while waiting:
        current = waiting.pop(0)
        if isinstance(current, yaml.MappingNode):
            for found, value in current.value:
                if getattr(found, "value", None) == name:
                    return f"line {found.start_mark.line + 1}: "
                waiting.append(value)
        elif isinstance(current, yaml.SequenceNode):
            waiting += current.value
    return ""

"""A project's wishes: which documents and paths to read, what each rule and kind reports at, enforce or advise.

The file is YAML. A mistake in it is one line that names the line and the key; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Annotated, Any, Literal

import msgspec
import yaml
from pathspec import GitIgnoreSpec

from checks.model import LEVELS
from checks.patterns import regex

SIZE_LIMIT = 64 * 1024
_BOOL = "tag:yaml.org,2002:bool"
_TRUTH = regex(r"(?:true|True|TRUE|false|False|FALSE)$")
_STEP = regex(r"\.(\w+)|\[(\d+|\.\.\.)\]")
_WILD = 8

Steps = tuple[str | int, ...]
"""A way into the configuration: keys and numbers of items."""


class ConfigError(ValueError):
    """The configuration cannot be used; the text is one line that names the line and the key."""


def _said(words: str) -> msgspec.Meta:
    return msgspec.Meta(description=words)


_Pattern = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
_Patterns = Annotated[tuple[_Pattern, ...], msgspec.Meta(max_length=1_000)]
_Levels = Annotated[
    dict[str, str], _said("The level of a rule or a kind of claim: failure, warning, notice or off.")
]
Mode = Literal["enforce", "advise"]
Right = Literal["write", "maintain", "admin", "nobody"]


class Documents(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which documents are read. Patterns are those of .gitignore."""

    read: Annotated[_Patterns, _said("Documents to read besides those that are recognised.")] = ()
    leave: Annotated[_Patterns, _said("Documents to leave alone.")] = ()


class Paths(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which files' findings are reported. Patterns are those of .gitignore."""

    leave: Annotated[_Patterns, _said("Files whose findings are not reported.")] = ()


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the repository with wishes of its own. Of several that a file belongs to, the last one holds."""

    paths: Annotated[_Patterns, _said("The files and documents of this part, as in .gitignore.")]
    mode: Annotated[Mode | None, _said("The mode of this part; that of the whole where none is given.")] = (
        None
    )
    levels: Annotated[_Levels, _said("Levels that come before those of the whole.")] = {}


class Overruling(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who may overrule with a comment, and for how long."""

    who: Annotated[Right, _said("The least right in the repository that lets somebody overrule.")] = "write"
    people: Annotated[
        tuple[str, ...], _said("The only logins that may overrule; empty: everybody with that right.")
    ] = ()
    author: Annotated[bool, _said("Whether the pull request's author may overrule as well.")] = False
    four_eyes: Annotated[bool, _said("Whether two people have to say the same before it counts.")] = False
    days: Annotated[
        int, msgspec.Meta(ge=0, le=3650, description="How many days an override holds; 0: no end.")
    ] = 0


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What As-Built reads in this repository and what it makes of what it finds."""

    mode: Annotated[
        Mode, _said("enforce: faults fail the check. advise: they are shown, and it ends neutral.")
    ] = "enforce"
    documents: Documents = Documents()
    paths: Paths = Paths()
    levels: _Levels = {}
    overrides: Overruling = Overruling()
    sections: Annotated[
        tuple[Section, ...], msgspec.Meta(max_length=200, description="Parts with wishes of their own.")
    ] = ()
    comment: Annotated[
        bool, _said("Whether one comment on the pull request is kept up to date beside the check run.")
    ] = False

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
    return bool(patterns) and _compiled(patterns).match_file(path)


@lru_cache(maxsize=512)
def _compiled(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    return GitIgnoreSpec.from_lines(patterns)


def read(data: bytes, known: frozenset[str]) -> Config:
    """The configuration in a file's bytes. ``known`` are the names of rules and kinds that ``levels`` may use.

    Raises `ConfigError`, naming the line and the key.
    """
    if len(data) > SIZE_LIMIT:
        raise ConfigError(f"the configuration is larger than {SIZE_LIMIT // 1024} KiB")
    node, value = _parsed(data)
    if value is None:
        return Config()
    _check_keys(node)
    try:
        config = msgspec.convert(value, Config)
    except msgspec.ValidationError as error:
        raise ConfigError(_complaint(node, str(error))) from error
    _check_levels(config.levels, node, ("levels",), known)
    for number, section in enumerate(config.sections):
        _check_levels(section.levels, node, ("sections", number, "levels"), known)
        _check_patterns(section.paths, node, ("sections", number, "paths"))
    _check_patterns(config.documents.read, node, ("documents", "read"))
    _check_patterns(config.documents.leave, node, ("documents", "leave"))
    _check_patterns(config.paths.leave, node, ("paths", "leave"))
    return config


def _parsed(data: bytes) -> tuple[yaml.Node | None, object]:
    """The file's nodes, which know their lines, and its value."""
    try:
        loader = _Plain(data.decode("utf-8-sig"))
        node = loader.get_single_node()
        return node, None if node is None else loader.construct_document(node)
    except UnicodeDecodeError as error:
        raise ConfigError(f"the configuration is no UTF-8 text (byte {error.start})") from error
    except RecursionError as error:
        raise ConfigError("the configuration is nested too deeply") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark is not None else ""
        raise ConfigError(f"{where}{getattr(error, 'problem', None) or _one_line(error)}") from error
    except ValueError as error:  # a date that is none, a number too long
        raise ConfigError(
            f"the configuration holds a value that cannot be read: {_one_line(error)}"
        ) from error


def _check_keys(node: yaml.Node | None) -> None:
    """Refuses a key that is given twice: nobody could tell which of the two holds."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, yaml.SequenceNode):
            waiting += current.value
        if not isinstance(current, yaml.MappingNode):
            continue
        seen: set[object] = set()
        for key, value in current.value:
            if key.value in seen:
                raise ConfigError(
                    f"line {key.start_mark.line + 1}: {_one_line(key.value)}: this key is given twice"
                )
            seen.add(key.value if isinstance(key.value, str) else id(key))
            waiting.append(value)


def _check_levels(
    levels: Mapping[str, str], node: yaml.Node | None, at: Steps, known: frozenset[str]
) -> None:
    for name, level in levels.items():
        if name not in known:
            raise ConfigError(
                f"{_line_of(node, (*at, name))}{_dotted(at)}: there is no rule or kind {name[:80]!r}"
            )
        if level not in (*LEVELS, "off"):
            raise ConfigError(
                f"{_line_of(node, (*at, name))}{_dotted((*at, name))}: {level[:80]!r} is none of {', '.join(LEVELS)}, off"
            )


def _check_patterns(patterns: Sequence[str], node: yaml.Node | None, at: Steps) -> None:
    for number, pattern in enumerate(patterns):
        try:
            GitIgnoreSpec.from_lines((pattern,))
        except ValueError:
            where = _line_of(node, (*at, number))
            raise ConfigError(f"{where}{_dotted(at)}: {pattern[:80]!r} is no pattern") from None
        if pattern.count("*") > _WILD:
            where = _line_of(node, (*at, number))
            raise ConfigError(f"{where}{_dotted(at)}: {pattern[:80]!r} has more than {_WILD} asterisks")


def _one_line(what: object) -> str:
    return " ".join(str(what).split())[:300]


def _complaint(node: yaml.Node | None, said: str) -> str:
    """msgspec's words (``Expected `array`, got `str` - at `$.documents.read` ``) with line and key in front."""
    reason, _, path = said.partition(" - at `$")
    steps: Steps = tuple(
        name or (int(index) if index.isdigit() else index) for name, index in _STEP.findall(path)
    )
    if "unknown field" in reason:
        steps = (*steps, reason.split("`")[1])
        reason = "there is no such key"
    elif "required field" in reason:
        reason = f"the key `{reason.split('`')[1]}` is missing"
    named = f"{_dotted(steps)}: " if steps else ""
    return f"{_line_of(node, steps)}{named}{reason[:1].lower()}{reason[1:]}"


def _dotted(steps: Steps) -> str:
    """A way into the configuration as people write it: ``sections[1].levels.size``."""
    parts = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps if step != "..."]
    return _one_line("".join(parts).removeprefix("."))


def _line_of(node: yaml.Node | None, steps: Steps) -> str:
    """``line N: `` of the key, or of the item, to which the steps lead, as far as they lead."""
    line = None
    for step in steps:
        found = None
        if isinstance(node, yaml.MappingNode):
            found = next(((k.start_mark.line, v) for k, v in node.value if k.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            found = (node.value[step].start_mark.line, node.value[step])
        if found is None:
            break
        line, node = found
    return "" if line is None else f"line {line + 1}: "


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


def schema(known: Iterable[str]) -> dict[str, Any]:
    """The JSON Schema of the configuration, for editors. ``known`` are the names that ``levels`` may use."""
    found = msgspec.json.schema(Config)
    levels = {"enum": [*LEVELS, "off"]}
    for name in ("Config", "Section"):
        described = found["$defs"][name]["properties"]["levels"]
        described["propertyNames"] = {"enum": sorted(known)}
        described["additionalProperties"] = levels
    whole = found["$defs"].pop("Config")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **whole,
        "title": "As-Built",
        "$defs": found["$defs"],
    }

"""Compose files. https://docs.docker.com/reference/compose-file/"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.code.facts import Command, Manifest, Setting
from checks.code.manifests.leaves import Leaf, yaml_leaves
from checks.patterns import regex

FILES = ((regex(r"(^|/)(docker-)?compose[\w.-]{0,60}\.ya?ml$"), "compose.yaml"),)


def manifest(text: str, grammar: str) -> Manifest:  # noqa: ARG001
    """The services' commands (``compose command``, ``compose entrypoint``), environment and ports as
    settings; images as markers (``image web nginx:1``), build folders, Dockerfiles and files of variables
    as targets."""
    leaves = yaml_leaves(text)
    return Manifest(
        commands=tuple(_commands(leaves)),
        settings=tuple(_settings(leaves)),
        targets=tuple(_targets(leaves)),
        markers=tuple(_markers(leaves)),
    )


def _commands(leaves: Sequence[Leaf]) -> Iterator[Command]:
    lists: dict[tuple[str, str], list[Leaf]] = {}
    for leaf in leaves:
        match leaf.path:
            case ("services", service, "command" | "entrypoint" as what, *_):
                lists.setdefault((service, what), []).append(leaf)
    for (service, key), parts in lists.items():
        text = " ".join(" ".join(part.text.split()) for part in parts)
        yield Command(service, text, parts[0].line, f"compose {key}")


def _settings(leaves: Sequence[Leaf]) -> Iterator[Setting]:
    for leaf in leaves:
        match leaf.path:
            case ("services", _, "environment", key):
                name, _, value = leaf.text.partition("=") if key.isdigit() else (key, "", leaf.text)
                yield Setting(name.strip(), value[:200], leaf.line)
            case ("services", service, "ports", _):
                yield Setting(f"{service}.ports", leaf.text, leaf.line)


def _targets(leaves: Sequence[Leaf]) -> Iterator[tuple[str, str]]:
    for leaf in leaves:
        match leaf.path:
            case ("services", _, "build") | ("services", _, "build", "context"):
                yield "build", leaf.text
            case ("services", _, "build", "dockerfile"):
                yield "dockerfile", leaf.text
            case ("services", _, "env_file", *_):
                yield "env_file", leaf.text
            case ("services", _, "volumes", _) if leaf.text.startswith("."):
                yield "volume", leaf.text


def _markers(leaves: Sequence[Leaf]) -> Iterator[str]:
    for leaf in leaves:
        match leaf.path:
            case ("services", service, "image"):
                yield f"image {service} {leaf.text}"[:300]

"""What hosts, supervisors and build tools are told to start and to set, read by one table of key paths.

A path's ``*`` is any key; ``@`` is any key that becomes the record's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from checks.code.facts import Command, Manifest, Setting
from checks.code.manifests.leaves import Leaf, json_leaves, toml_leaves, yaml_leaves
from checks.patterns import regex

Path = tuple[str, ...]


class Shape(msgspec.Struct, frozen=True):
    """Where a kind of file keeps commands, settings and the files it names (as (what, path))."""

    leaves: Callable[[str], list[Leaf]]
    commands: tuple[Path, ...] = ()
    settings: tuple[Path, ...] = ()
    keys: tuple[Path, ...] = ()
    targets: tuple[tuple[str, Path], ...] = ()
    workspaces: tuple[Path, ...] = ()


SHAPES: Mapping[str, Shape] = {
    # https://docs.nestjs.com/cli/monorepo
    "nest-cli.json": Shape(
        json_leaves,
        targets=(
            ("entryFile", ("entryFile",)),
            ("sourceRoot", ("sourceRoot",)),
            ("entryFile", ("projects", "*", "entryFile")),
            ("sourceRoot", ("projects", "*", "sourceRoot")),
        ),
    ),
    # https://fly.io/docs/reference/configuration/
    "fly.toml": Shape(
        toml_leaves,
        commands=(("processes", "@"), ("deploy", "release_command"), ("experimental", "cmd")),
        settings=(("env", "@"), ("http_service", "internal_port")),
        targets=(("dockerfile", ("build", "dockerfile")),),
    ),
    # https://render.com/docs/blueprint-spec
    "render.yaml": Shape(
        yaml_leaves,
        commands=(
            ("services", "*", "startCommand"),
            ("services", "*", "buildCommand"),
            ("services", "*", "preDeployCommand"),
            ("services", "*", "dockerCommand"),
        ),
        keys=(("services", "*", "envVars", "*", "key"),),
        targets=(("root", ("services", "*", "rootDir")), ("dockerfile", ("services", "*", "dockerfilePath"))),
    ),
    # https://vercel.com/docs/project-configuration
    "vercel.json": Shape(
        json_leaves,
        commands=(("buildCommand",), ("devCommand",), ("installCommand",)),
        settings=(("env", "@"),),
        targets=(("build", ("builds", "*", "src")), ("cron", ("crons", "*", "path"))),
    ),
    # https://docs.railway.com/reference/config-as-code
    "railway.json": Shape(json_leaves, commands=(("deploy", "startCommand"), ("build", "buildCommand"))),
    "railway.toml": Shape(toml_leaves, commands=(("deploy", "startCommand"), ("build", "buildCommand"))),
    "nixpacks.toml": Shape(toml_leaves, commands=(("start", "cmd"),), settings=(("variables", "@"),)),
    # https://docs.netlify.com/configure-builds/file-based-configuration/
    "netlify.toml": Shape(
        toml_leaves,
        commands=(("build", "command"), ("dev", "command")),
        settings=(("build", "environment", "@"),),
        targets=(("functions", ("functions", "directory")), ("functions", ("build", "functions"))),
    ),
    # https://devcenter.heroku.com/articles/app-json-schema; Expo's app.json has the same name
    "app.json": Shape(
        json_leaves,
        commands=(("scripts", "@"), ("formation", "@", "command")),
        targets=(("plugin", ("expo", "plugins", "*")), ("plugin", ("expo", "plugins", "*", "0"))),
    ),
    "heroku.yml": Shape(
        yaml_leaves, commands=(("run", "@"), ("run", "@", "command", "*"), ("release", "command", "*"))
    ),
    # https://cloud.google.com/appengine/docs/standard/reference/app-yaml
    "app.yaml": Shape(yaml_leaves, commands=(("entrypoint",),), settings=(("env_variables", "@"),)),
    # https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml
    "serverless.yml": Shape(
        yaml_leaves,
        settings=(("provider", "environment", "@"),),
        targets=(("handler", ("functions", "*", "handler")),),
    ),
    # https://github.com/remy/nodemon#config-files
    "nodemon.json": Shape(json_leaves, commands=(("exec",),), targets=(("watch", ("watch", "*")),)),
    # https://docs.deno.com/runtime/fundamentals/configuration/
    "deno.json": Shape(
        json_leaves,
        commands=(("tasks", "@"),),
        targets=(("exports", ("exports",)),),
        workspaces=(("workspace", "*"),),
    ),
    # https://angular.dev/reference/configs/workspace-config, https://nx.dev/reference/project-configuration
    "angular.json": Shape(
        json_leaves,
        targets=(
            ("main", ("projects", "*", "architect", "build", "options", "main")),
            ("main", ("projects", "*", "architect", "build", "options", "browser")),
            ("main", ("projects", "*", "architect", "build", "options", "server")),
        ),
    ),
    "project.json": Shape(
        json_leaves,
        commands=(("targets", "@", "options", "command"),),
        targets=(("main", ("targets", "*", "options", "main")), ("sourceRoot", ("sourceRoot",))),
    ),
}
_ALSO = {
    "railway.json": "railway\\.json",
    "serverless.yml": r"serverless\.ya?ml",
    "render.yaml": r"render\.ya?ml",
    "deno.json": r"deno\.jsonc?",
}
FILES = tuple((regex(rf"(^|/){_ALSO.get(name, re.escape(name))}$"), name) for name in SHAPES)


def manifest(text: str, grammar: str) -> Manifest:
    """What the table says of this kind of file."""
    shape = SHAPES[grammar]
    leaves = shape.leaves(text)
    return Manifest(
        commands=tuple(
            Command(n, " ".join(v.text.split()), v.line, grammar) for n, v in _found(leaves, shape.commands)
        ),
        settings=(
            *(Setting(name, leaf.text[:200], leaf.line) for name, leaf in _found(leaves, shape.settings)),
            *(Setting(leaf.text, "", leaf.line) for _, leaf in _found(leaves, shape.keys)),
        ),
        targets=tuple(
            (what, leaf.text) for what, path in shape.targets for _, leaf in _found(leaves, (path,))
        ),
        workspaces=tuple(leaf.text for _, leaf in _found(leaves, shape.workspaces)),
    )


def _found(leaves: Sequence[Leaf], paths: tuple[Path, ...]) -> Iterator[tuple[str, Leaf]]:
    """The leaves at these paths, each with the name that its path gives it."""
    for leaf in leaves:
        for path in paths:
            if len(path) == len(leaf.path) and all(
                p in ("*", "@", k) for p, k in zip(path, leaf.path, strict=True)
            ):
                named = [key for part, key in zip(path, leaf.path, strict=True) if part == "@"]
                yield (named[0] if named else path[-1]), leaf

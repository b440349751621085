"""The front end for every other kind of text: lines, and the words that could name something.

Comes after all others by its module's name except those of languages whose extensions it leaves alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from checks.code.encoding import decoded
from checks.code.facts import FileFacts, Table, pack_outline
from checks.code.marked import marked
from checks.code.words import words
from checks.patterns import regex

SIZE_LIMIT = 1_000_000

EXTENSIONS = frozenset(
    """adoc asp aspx astro bash bat bicep c cc cfg cjsx clj cljs cmake cmd cnf coffee conf config cpp cr cs cshtml css
    csproj cxx dart edn ejs elm erb erl ex exs f90 fish fs fsx gd gemspec go gql gradle graphql graphqls groovy h haml
    handlebars hbs hcl heex hpp hrl hs htm html http ini ipynb j2 java jinja jinja2 jl json json5 jsonc jsonl jsonnet
    jsp kt kts less liquid lisp lua m make mako markdown md mdx mk ml mli mm mod mustache nim nix njk nomad nu org
    patch php phtml pl plist pm podspec postcss prisma properties proto ps1 psm1 pug puml pxd pyi pyx r rake razor rb
    re rego rest robot rs rst ru sass sbt scala scm scss sh sln slim sol sss styl svelte swift t tcl template tf tfvars
    tmpl toml tpl twig txt v vb vue vert wgsl xaml xhtml xml xsd yaml yml zig zsh""".split()
)
LOCKS = frozenset(
    """package-lock.json npm-shrinkwrap.json pnpm-lock.yaml pnpm-lock.yml composer.lock packages.lock.json
    go.sum""".split()
)

_MODEL = regex(r"^\s*(model|view|type|enum)\s+(\w{1,200})\s*\{")
_COLUMN = regex(r"^\s*(\w{1,200})(?:\s+(\w{1,200}(?:\([^)\n]{0,200}\))?[\[\]?]{0,3}))?")


def wants(path: str) -> str | None:
    """``text`` for the extensions above and for files without one (Makefile, scripts); ``prisma`` for
    Prisma's schemas. Lock files are left alone."""
    name = path.rpartition("/")[2]
    stem, dot, extension = name.rpartition(".")
    if name in LOCKS:
        return None
    if not dot or not stem:
        return "text"
    extension = extension.lower()
    if extension == "prisma":
        return "prisma"
    return "text" if extension in EXTENSIONS else None


def read(data: bytes, grammar: str) -> FileFacts:
    """Lines, words, and the tables of a Prisma schema. A file with a NUL in it is no text."""
    lines = data.count(b"\n") + (1 if data and not data.endswith(b"\n") else 0)
    code_lines = sum(1 for line in data.split(b"\n") if line.strip())
    digest = hashlib.sha1(data.translate(None, b" \t\r\n\v\f"), usedforsecurity=False).hexdigest()[:16]
    text = decoded(data[:SIZE_LIMIT])
    if "\0" in text:
        return FileFacts("text", lines, code_lines, digest, failure="binary")
    tables = tuple(_tables(text)) if grammar == "prisma" else ()
    return FileFacts(
        "text",
        lines,
        code_lines,
        digest,
        packed_outline=pack_outline(marked(text)),
        tables=tables,
        words=words(text),
    )


def _tables(text: str) -> Iterator[Table]:
    """The blocks of a Prisma schema. https://www.prisma.io/docs/orm/prisma-schema/data-model/models"""
    kind = name = ""
    begun = 0
    columns: list[tuple[str, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not name:
            if found := _MODEL.match(line):
                kind, name, begun, columns = found[1], found[2], number, []
        elif line.lstrip().startswith("}"):
            yield Table(name, begun, number, tuple(columns), "table" if kind == "model" else kind)
            name = ""
        elif column := _COLUMN.match(line):
            columns.append((column[1], column[2] or ""))

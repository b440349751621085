"""What looks like a path of a repository in running text."""

from __future__ import annotations

from checks.patterns import regex

ENDINGS = frozenset(
    "py pyi pyx js jsx ts tsx mjs cjs mts cts vue svelte astro go rs java kt kts scala rb php cs csproj sln fs c h cc cpp hpp m mm"
    " swift dart lua pl r jl ex exs erl clj hs ml sol sql prisma graphql gql proto html htm css scss sass less styl md mdx rst txt"
    " json jsonc json5 yaml yml toml ini cfg conf env xml csv tsv lock mk sh bash zsh fish ps1 bat cmd ipynb tf hcl dockerfile"
    " gradle properties plist png jpg jpeg gif svg ico webp pdf pem example sample template j2 jinja hbs ejs pug tmpl db sqlite"
    " sqlite3 xlsx xls docx pptx rules log service parquet pkl pt onnx wasm map snap bak patch feature mako liquid njk twig mustache safetensors gguf h5 pth ckpt npy npz joblib".split()
)
"""Endings that make a word a file's name."""

BARE = frozenset(
    "Dockerfile Makefile Procfile Jenkinsfile Vagrantfile Gemfile Rakefile LICENSE CHANGELOG Justfile CODEOWNERS".split()
)
"""Names of files without an ending: no words of prose when written so."""

_OBJECTS = frozenset(
    "res req response request reply process console logger math self this ctx e.g i.e data body os np pd".split()
)
_CODE = frozenset("py pyi js jsx ts tsx mjs cjs vue svelte".split())
PRODUCTS = frozenset(
    "node.js next.js nuxt.js vue.js react.js express.js nest.js three.js d3.js chart.js alpine.js ember.js backbone.js "
    "angular.js solid.js discord.js socket.js moment.js day.js passport.js electron.js ethers.js web3.js p5.js bun.js "
    "tensorflow.js transformers.js hono.js fastify.js koa.js hapi.js sails.js meteor.js leaflet.js mapbox.js video.js "
    "phaser.js babylon.js knex.js objection.js bookshelf.js lit.js preact.js gatsby.js remix.js deno.js matter.js "
    "pdf.js tone.js anime.js auth.js nextauth.js lucia.js plotly.js asp.net vb.net paper.js fuse.js decimal.js".split()
)
"""Names of technologies that end like a file."""
_LINES = regex(r":\d+(?:-\d+)?$")


def is_path(text: str) -> bool:
    """Whether a word names a file or a folder: ``src/app.py``, ``app.py``, ``src/``, ``.env.example``."""
    text = _LINES.sub("", text) if ":" in text else text
    if "." not in text and "/" not in text:
        return text in BARE
    if (
        not 2 < len(text) <= 300
        or not text.isprintable()
        or " " in text
        or "://" in text
        or text.startswith(("-", "//"))
    ):
        return False
    last = text.rstrip("/").rpartition("/")[2]
    if last in BARE or text.startswith(".env"):
        return True
    if text.endswith("/"):
        return not text.startswith("/") and last.replace("-", "").replace("_", "").replace(".", "").isalnum()
    stem, dot, ending = last.rpartition(".")
    member = (
        stem.lower() in _OBJECTS and ending.lower() not in _CODE
    )  # `logger.js` is a file, `res.json` is none
    if "/" not in text and (member or text.lower() in PRODUCTS):
        return False
    return bool(dot) and ending.lower() in ENDINGS and (bool(stem) or "/" in text) and not stem.endswith(")")


def paths_in(text: str) -> list[str]:
    """The path-like words of a text, in order, each once."""
    found: dict[str, None] = {}
    for word in text[:4000].replace("`", " ").split():
        bare = word.strip("\"'()[]{}<>,;:*!?|").rstrip(".")
        bare = _LINES.sub("", bare) if ":" in bare else bare
        if is_path(bare):
            found.setdefault(bare)
    return list(found)

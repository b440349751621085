"""Which files of a tree are worth reading, told by path, mode and size alone.

Vendored, built and binary files are named in the report and never lower its conclusion; a file that somebody
wrote and that is too large to read does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from checks.model import Skipped
from checks.patterns import regex
from checks.snapshot import ABSENT, SUBMODULE, SYMLINK, Entry

SIZE_LIMIT = 1024 * 1024
"""Files above this many bytes are not read (GitHub itself stops rendering there)."""

_VENDORED = frozenset(
    """node_modules bower_components jspm_packages vendor third_party third-party site-packages .venv venv .tox .nox
    .eggs __pycache__ .mypy_cache .pytest_cache .ruff_cache .git .svn .hg .yarn .pnpm-store Pods""".split()
)
_BUILT = frozenset(
    """dist build out .next .nuxt .output .svelte-kit .turbo .parcel-cache lcov-report htmlcov .nyc_output
    storybook-static cdk.out .serverless .vercel .angular .vite staticfiles""".split()
)
_MINIFIED = regex(r"(\.min\.(js|css|mjs|cjs)|\.bundle\.js|-min\.js|\.chunk\.js|\.map)$")
_BINARY = frozenset(
    """png jpg jpeg gif bmp ico webp avif tif tiff heic psd ai sketch fig pdf doc docx xls xlsx ppt pptx odt ods
    zip gz tgz bz2 xz zst 7z rar tar jar war ear class so dylib dll exe bin o a lib pyc pyo pyd wasm whl egg mp3 mp4
    m4a m4v mov avi mkv webm wav ogg flac woff woff2 ttf otf eot db sqlite sqlite3 mdb parquet avro npy npz pkl pickle
    joblib h5 hdf5 pt pth onnx safetensors tflite keras model weights rdb lockb keystore p12 pfx apk aab ipa dmg iso
    deb rpm glb gltf fbx blend""".split()
)


@lru_cache(maxsize=1 << 15)
def folder_class(path: str) -> tuple[str, str] | None:
    """The vendored or built folder that a path lies in, as (folder, ``vendored`` or ``generated``)."""
    parts = path.split("/")
    for i, part in enumerate(parts[:-1]):
        if part in _VENDORED:
            return "/".join(parts[: i + 1]) + "/", "vendored"
        if part in _BUILT and not _source_below(parts, i):
            return "/".join(parts[: i + 1]) + "/", "generated"
    return None


def _source_below(parts: list[str], i: int) -> bool:
    # "src/build/…" and "scripts/build/…" are folders that people write in.
    return any(part in ("src", "lib", "app", "scripts", "tools", "packages") for part in parts[:i])


def extension(path: str) -> str:
    """The lower-case extension without its dot, or an empty text."""
    name = path.rsplit("/", 1)[-1]
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def why_not_read(path: str, entry: Entry) -> str | None:
    """Why a file's bytes are not asked for, in words; None if they are worth reading."""
    if entry.mode == SUBMODULE:
        return "a submodule: its files are in another repository"
    if entry.mode == SYMLINK:
        return "a symbolic link"
    if found := folder_class(path):
        return found[1]
    if extension(path) in _BINARY:
        return "binary"
    if _MINIFIED.search(path):
        return "minified"
    if entry.size == ABSENT:
        return "absent: its content is not in this clone"
    if entry.size > SIZE_LIMIT:
        return f"larger than {SIZE_LIMIT // (1024 * 1024)} MiB"
    return None


def listed(reasons: Mapping[str, str], written: Iterable[str]) -> tuple[Skipped, ...]:
    """What the report says of the files that were not read: vendored and built ones a folder each, binary
    and minified ones a top folder and reason each, all others one by one. ``written`` are the paths whose
    loss lowers the conclusion."""
    lowering = frozenset(written)
    grouped: dict[tuple[str, str], list[str]] = {}
    single = []
    for path, why in sorted(reasons.items()):
        if path in lowering or why.startswith(("a submodule", "a symbolic link", "absent", "larger")):
            single.append(Skipped(path, why, path in lowering))
            continue
        found = folder_class(path)
        folder = found[0] if found else (path.partition("/")[0] + "/" if "/" in path else "")
        grouped.setdefault((folder, why), []).append(path)
    for (folder, why), paths in grouped.items():
        one = len(paths) == 1
        single.append(
            Skipped(paths[0] if one else folder or "./", why if one else f"{why} ({len(paths)} files)")
        )
    return tuple(sorted(single, key=lambda item: (item.path, item.why)))

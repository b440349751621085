"""What kind of file a path is: production code or not, and what no front end could read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from checks.code.facts import FileFacts
from checks.code.paths import extension, folder_class, why_not_read
from checks.patterns import regex
from checks.project.kept import Kept
from checks.project.outlines import CODE
from checks.snapshot import SUBMODULE, SYMLINK, Entry, Snapshot

_TEST_FOLDERS = frozenset(
    "test tests __test__ __tests__ spec specs __specs__ e2e integration_tests unit_tests cypress playwright testing "
    "test_data testdata fixture fixtures __fixtures__ __mocks__ __snapshots__".split()
)
_OTHER_FOLDERS = frozenset(
    "stories .storybook __stories__ example examples sample samples seed seeds seeders seeding migrations benchmark "
    "benchmarks generated __generated__ typings @types trash .trash _trash".split()
)
_OTHER_ENDS = ("_migrations", "-migrations", "-example", "_example", "-examples", "_examples")
_PUT_AWAY = frozenset("archive archives archived attic backup backups old deprecated".split())
"""Words for folders at the root of what is kept and not run."""
_COPIED = frozenset(
    "src app apps api web ui lib code client server frontend backend components pages scripts script legacy docs".split()
)
_RUNNING = frozenset(
    "service services server api manager worker workers agent engine tool tools cli client job jobs function lambda".split()
)
_PARTS = regex(r"[-_. ]+")
_DATED = regex(r"\d{6,}|v\d+")
_KEPT = frozenset((".", "..", ".well-known"))
"""Folders with a dot that are no tool's own."""
_TEST_NAME = regex(
    r"(test|tests|conftest|setupTests|test_.+|.+_tests?|test-.+|.+-test|.+\.(test|spec|cy|e2e|e2e-spec)|"
    r"(jest|vitest|karma)[.-]setup)\.\w+"
)
_OTHER_NAME = regex(
    r".+\.(stories|story|fixture|mock|generated|gen|d|example|sample)\.\w+|.+_pb2(_grpc)?\.pyi?|"
    r"(seed|seeds|seeder|seed[_A-Z-].+|.+[_-]seed|.+[_-]seeder|.+\.seed|.+\.seeder|setupProxy)\.\w+"
)
_STAND_IN = regex(r"(mock|fake|dummy)[-_].+")
_BESIDE = frozenset("scripts tools dev".split())
"""Folders of what is run by hand: what is a mock by its name stands in for something while one develops."""
_ROUTED = regex(r"(page|route|layout|loading|error|not-found|template|default)\.[jt]sx?")
_GENERATED = regex(
    r"@generated|\bdo not (edit|modify)(?=\W*$| this| it| manually| by hand| directly)|"
    r"^\W*(this [\w .-]{1,40}|code )?(automatically |auto-?)?generated( code| file)?( by| from| with| using|\W*$)|"
    r"\bthis (file|code|module|client) (is|was|has been) (automatically |auto-?)?generated\b",
    re.IGNORECASE | re.MULTILINE,
)
_GENERATED_WORDS = (b"generated", b"do not ")
"""What every such comment says; most files are not asked more."""
_UNREAD = frozenset(
    """go java kt kts scala groovy clj php rb rs c h cc cpp cxx hpp cs fs vb swift m mm dart ex exs erl hs ml lua pl pm
    r jl nim zig cr vue svelte astro coffee prisma sh bash zsh fish ps1 bat cmd ipynb sol move proto graphql gql
    ejs hbs pug erb twig liquid jinja jinja2 j2 mdx tf""".split()
)
_MAYBE_CODE = _UNREAD | frozenset("py pyw ts tsx mts cts js jsx mjs cjs".split())
_NO_SOURCE = ("minified", "binary", "vendored", "generated")
_RECORDS = (".dist-info/RECORD", ".dist-info/METADATA")
_HEAD_LINES = 12
PATHS = 50_000
"""For how many paths it is kept what they alone tell."""
_LONG_LINE = 400


@lru_cache(maxsize=PATHS)
def test_path(path: str) -> bool:
    """Whether a path alone says that the file belongs to tests."""
    *folders, name = path.split("/")
    if _ROUTED.fullmatch(name) and _routed_folder(folders):
        return False
    return bool(_TEST_NAME.fullmatch(name)) or not _TEST_FOLDERS.isdisjoint(_below_source(folders))


@lru_cache(maxsize=PATHS)
def production_path(path: str) -> bool:
    """Whether a path may be production code, as far as the path alone tells."""
    *folders, name = path.split("/")
    if folder_class(path) or _put_away(folders):
        return False
    if _ROUTED.fullmatch(name) and _routed_folder(folders):
        return True
    if test_path(path) or _OTHER_NAME.fullmatch(name):
        return False
    if folders and folders[-1] in _BESIDE and _STAND_IN.fullmatch(name):
        return False
    apart = any(folder in _OTHER_FOLDERS or folder.endswith(_OTHER_ENDS) for folder in folders) or (
        bool(folders) and _shows(folders, name)
    )
    return not apart and "alembic/versions" not in path


def _put_away(folders: list[str]) -> bool:
    """Whether a file lies in a tool's own folder, or in one at the root of what is kept and not run: ``archive``,
    ``backup_20250604``, ``src_old``, and not ``backup-service``."""
    if any(folder[:1] == "." and folder not in _KEPT for folder in folders):
        return True
    said = [word for word in _PARTS.split(folders[0].lower()) if word] if folders else []
    if not said or _PUT_AWAY.isdisjoint(said) or said[-1] in _RUNNING:
        return False
    if said[0] in _PUT_AWAY or any(map(_DATED.fullmatch, said)):
        return True
    return said[-1] in _PUT_AWAY and said[0] in _COPIED


def _shows(folders: list[str], name: str) -> bool:
    """Whether a file lies among the documents and only shows how something is used, or builds them: a script in Python
    does; a site's own pages may lie there too."""
    return folders[0].lower() in ("docs", "doc") and (
        name.endswith(".py")
        or any(
            folder.lower() in ("demo", "demos", "tutorial", "tutorials", "usage") for folder in folders[1:]
        )
    )


def _below_source(folders: list[str]) -> list[str]:
    # Names are compared as written and in lower case: "Tests", "E2E".
    return [folder.lower() for folder in folders]


def _routed_folder(folders: list[str]) -> bool:
    """Whether a file-system router serves the folder: there "test" and "example" are addresses."""
    return "app" in folders or "pages" in folders


class Files:
    """Answers by path over one tree."""

    def __init__(self, snapshot: Snapshot, facts: Mapping[str, FileFacts], kept: Kept) -> None:
        self._tree = snapshot.tree
        self._kept = kept
        self._facts = facts
        self._lost = {skipped.path for skipped in snapshot.skipped if skipped.lowers}
        self._production: dict[str, bool] = {}
        self._code: tuple[str, ...] | None = None
        self._places: frozenset[str] | None = None
        self._unread: tuple[str, ...] | None = None

    def production(self, path: str) -> bool:
        """See `Linked.production`."""
        if path not in self._production:
            facts = self._facts.get(path)
            ours = production_path(path) if facts is None else self._ours(path, facts)
            self._production[path] = ours and not self._installed(path)
        return self._production[path]

    def _ours(self, path: str, facts: FileFacts) -> bool:
        """Whether a file that was read is production code."""
        return production_path(path) and not self._made(path, facts)

    def _installed(self, path: str) -> bool:
        """Whether a file lies where packages were installed: their records lie beside them
        (https://packaging.python.org/en/latest/specifications/recording-installed-packages/)."""
        if self._places is None:
            found = (p.rpartition("/")[0].rpartition("/")[0] for p in self._tree if p.endswith(_RECORDS))
            self._places = frozenset(f"{place}/" for place in found if place)
        return any(path.startswith(place) for place in self._places)

    def _made(self, path: str, facts: FileFacts) -> bool:
        """Whether a program wrote or squeezed the file."""
        written = bytes(facts.packed_outline).lower()
        if any(word in written for word in _GENERATED_WORDS):
            head = (comment for comment in facts.outline.comments if comment.line <= _HEAD_LINES)
            if any(_GENERATED.search(comment.text) for comment in head):
                return True
        entry = self._tree.get(path)
        return facts.language in CODE and entry is not None and entry.size > _LONG_LINE * max(facts.lines, 1)

    def code(self) -> tuple[str, ...]:
        """See `Linked.code`."""
        if self._code is None:
            sources = tuple(sorted(path for path, facts in self._facts.items() if facts.language in CODE))
            ours = self._kept.each(self._ours, bool, sources)
            self._code = tuple(path for path in ours if not self._installed(path))
            self._production.update(dict.fromkeys(sources, False) | dict.fromkeys(self._code, True))
        return self._code

    def unread(self, prefix: str) -> tuple[str, ...]:
        """See `Linked.unread`."""
        if self._unread is None:
            sources = tuple(sorted(path for path, facts in self._facts.items() if facts.language in CODE))
            broken = self._kept.each(_broken, bool, sources)
            others = (p for p, entry in self._tree.items() if self._is_unread(p, entry))
            self._unread = tuple(sorted({*others, *broken}))
        folder = prefix.strip("/")
        if folder in ("", "."):
            return self._unread
        return tuple(p for p in self._unread if p == folder or p.startswith(f"{folder}/"))

    def _is_unread(self, path: str, entry: Entry) -> bool:
        if entry.mode == SUBMODULE or path in self._lost:
            return True
        facts = self._facts.get(path)
        suffixes = _MAYBE_CODE if facts is None else _UNREAD if facts.language == "text" else ()
        if entry.mode == SYMLINK or extension(path) not in suffixes or not production_path(path):
            return False
        return facts is not None or why_not_read(path, entry) not in _NO_SOURCE


def _broken(path: str, facts: FileFacts) -> bool:
    """Whether a file of production code was not read, or not in all its parts."""
    return production_path(path) and bool(facts.failure or facts.passed.errors)

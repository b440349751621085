"""Counting what conventions tell by name: files in folders called after the noun, files and classes whose names end in it,
classes whose bases do, and functions that a decorator of that name marks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from checks.claims import Ground
from checks.claims._counting import Question, Tally, singular, topic_words
from checks.claims.count import _kinds
from checks.code.facts import Class, FileFacts
from checks.code.search import last_name
from checks.code.tree import Attr, Call, Expr, Name
from checks.model import Place
from checks.patterns import regex
from checks.project.files import production_path
from checks.project.link import Project

_FEWEST = 3
"""Of two of something there are too many by accident."""
_MOST_WORDS = 3
_PARTS_OF_PROGRAMS = frozenset(
    """adapter agent aggregator algorithm analyzer analyser backend blueprint builder calculator channel chart checker client collector
    command component composable connector consumer container context controller converter crawler daemon dashboard decorator
    detector dialog directive dto encoder engine enricher entity evaluator executor exporter extension extractor factory fetcher filter
    fixture form formatter gateway generator guard handler helper hook importer indexer integration interceptor interface job layout
    library listener loader locale manager mapper middleware migration modal model module mutation navigator node notifier observer
    operator optimizer orchestrator package page panel parser partial permission pipe pipeline plugin policy presenter processor
    producer profiler prompt protocol provider publisher reducer renderer reporter repository resolver router runner saga scanner
    scheduler schema scraper screen script seeder selector serializer server service skill slice solver source stage store story
    strategy stylesheet subscriber support template test theme tokenizer tool tracker trainer transformer trigger utility validator view
    viewer visitor visualizer watcher widget window wizard worker workflow wrapper writer""".split()
)
"""What parts of programs are called: folders, files and classes bear these names because of what they hold, where those
called after orders and deliveries may hold whatever deals with them."""
_BESIDE_PRODUCTION = frozenset("fixture migration seed story".split())
_PAGES = (".md", ".mdx", ".rst", ".txt", ".pdf", ".docx")
_HELD_IN = frozenset("files modules classes packages".split())
_ANY = frozenset(
    """new total all the full complete fully functional working production-ready main core different various comprehensive real
    reusable custom implemented created dedicated specialized individual separate additional major key unique shared modular
    independent production professional advanced modern responsive beautiful powerful files modules packages""".split()
)
_CODE = regex(r"\.(?:py|[cm]?[jt]sx?|vue|svelte|html|php|java|kt|go|rs|rb|cs|dart|swift|sql|prisma)$")
_LAST_WORD = regex(r"[A-Za-z]{3,30}$")
_NAMED = regex(r"(?:^|\n)(\w+) (\w+) (\S+) (\d+)(?=\n|$)")


def tallies(asked: Question, ground: Ground) -> Iterator[Tally]:
    """What the noun's last word tells, where its other words stand in the path or in the name too."""
    words = [
        word for word in re.findall(r"[a-z]+(?:-[a-z]+)?", asked.noun) if word not in _ANY
    ] or _told_before(asked)
    if int(asked.claim.subject["n"]) < _FEWEST or asked.lost or not 0 < len(words) <= _MOST_WORDS:
        return
    if asked.claim.about and asked.claim.about[0].lower().endswith(_PAGES):
        return  # what a page is said to hold is in the page
    kind, topic = singular(words[-1]), frozenset(singular(word) for word in words[:-1])
    if file := asked.own or asked.titled:
        yield from _in_file(ground, file, kind)
    if kind not in _PARTS_OF_PROGRAMS and asked.head not in _HELD_IN:
        return
    paths = _counted(asked, ground, kind)
    endings = _kinds.endings(words)
    part = topic_words(asked.before) - {kind, *topic}
    if part and not endings:  # "Search (3 components)", "Orders page with 9 components"
        paths = dict.fromkeys(path for path in paths if not part.isdisjoint(_words(path)))
    found = _ending(paths, endings, topic - {kind}, words) if endings else _called(ground, paths, kind, topic)
    yield from (tally for tally in found if asked.near(*tally.counts))


def _told_before(asked: Question) -> list[str]:
    """What files are of, where only the word before their number says so: "Controllers (12 files)"."""
    last = _LAST_WORD.search(asked.before) if asked.head in _HELD_IN else None
    return [last[0].lower()] if last and singular(last[0].lower()) != last[0].lower() else []


def _called(ground: Ground, paths: Mapping[str, None], kind: str, topic: frozenset[str]) -> Iterator[Tally]:
    near = ground.project.once(_bearing).get(kind, frozenset())
    yield from _by_path([path for path in paths if path in near and topic <= _words(path)], kind)
    for how, what in _HOWS.items():
        found = [
            (path, name, line)
            for path, name, line in ground.project.once(_told).get((how, kind), ())
            if path in paths and topic <= _words(f"{path} {name}")
        ]
        if found:
            places = tuple(Place(path, line, None, name) for path, name, line in found)
            yield Tally((len(found),), f"{len(found)} {what} `{kind}`", places)


def _in_file(ground: Ground, file: str, kind: str) -> Iterator[Tally]:
    """What one file defines of a kind, whatever is counted: the words name the file."""
    for how, what in _HOWS.items():
        found = [
            (name, line)
            for path, name, line in ground.project.once(_told).get((how, kind), ())
            if path == file
        ]
        if found:
            places = tuple(Place(file, line, None, name) for name, line in found)
            yield Tally((len(found),), f"In `{file}` {len(found)} {what} `{kind}`", places)


_HOWS: Mapping[str, str] = {
    "class": "classes are named",
    "base": "classes derive from a",
    "decorated": "functions are marked",
    "function": "functions are named",
}
"""By what a definition is told, and how that is said."""


def _counted(asked: Question, ground: Ground, kind: str) -> Mapping[str, None]:
    """The files that the claim may count, of production but for what never is any: those the change adds, where it counts
    new ones."""
    changes = ground.snapshot.changes
    apart = kind in _BESIDE_PRODUCTION
    if asked.new and changes is not None:
        return dict.fromkeys(
            c.path for c in changes if c.status == "added" and (apart or production_path(c.path))
        )
    folders = tuple(path for path in asked.scope if path.endswith("/"))
    return dict.fromkeys(
        path
        for path in ground.snapshot.tree
        if (apart or production_path(path)) and (not folders or path.startswith(folders))
    )


def _ending(
    paths: Mapping[str, None], endings: tuple[str, ...], topic: frozenset[str], words: list[str]
) -> Iterator[Tally]:
    """Files of a language, in the tree and in the folders that are called after it."""
    if _kinds.endings(words) == _kinds.endings(["docs"]):
        return  # every page is one, wherever it lies
    topic -= {singular(word) for word in words if _kinds.endings([word])} | {
        "page",
        "file",
        "component",
        "script",
    }
    found = [path for path in paths if path.lower().endswith(endings) and topic <= _words(path)]
    by_folder: dict[str, list[str]] = defaultdict(list)
    for path in found:
        by_folder[path.rpartition("/")[0]].append(path)
    for folder, inside in sorted(by_folder.items()):
        named = _words(folder.rpartition("/")[2]) & {*words, *(ending.lstrip(".") for ending in endings)}
        if named and len(by_folder) > 1 and len(inside) >= _FEWEST:
            yield _files(inside, f"right in `{folder or '.'}`")
    if found:
        yield _files(found, "in the tree")


def _by_path(paths: Iterable[str], kind: str) -> Iterator[Tally]:
    """Files in folders that are called after the noun, of each folder and of all, and files whose names end in it."""
    by_folder: dict[str, list[str]] = defaultdict(list)
    named: list[str] = []
    for path in paths:
        folders = path.split("/")[:-1]
        if _kinds.called(path, kind):
            named.append(path)
        at = next((n for n, folder in enumerate(folders) if _is(folder, kind)), -1)
        if at >= 0 and not _kinds.joins(path):
            by_folder["/".join(folders[: at + 1])].append(path)
    if named:
        yield _files(named, f"named `{kind}`")
    every: list[str] = []
    for folder, inside in sorted(by_folder.items()):
        every += inside
        yield from _in_folder(folder, inside)
    if len(by_folder) > 1:
        yield _files(every, f"in folders called `{kind}`")


def _bearing(project: Project) -> Mapping[str, frozenset[str]]:
    """The files of code whose own name, or that of a folder around them, ends in a word, by that word in the singular."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in project.snapshot.tree:
        if _CODE.search(path):
            *folders, name = path.split("/")
            for part in (*folders, name.rpartition(".")[0]):
                if words := _kinds.parts(part):
                    found[singular(words[-1])].add(path)
    return {word: frozenset(paths) for word, paths in found.items()}


def _in_folder(folder: str, inside: list[str]) -> Iterator[Tally]:
    """The files below a folder, those right in it, and its parts: a folder of its own is one of them."""
    yield _files(inside, f"below `{folder}/`")
    rest = [path[len(folder) + 1 :] for path in inside]
    right = [path for path, name in zip(inside, rest, strict=True) if "/" not in name]
    parts = {name.split("/", 1)[0] for name in rest}
    if 0 < len(right) < len(inside):
        yield _files(right, f"right in `{folder}/`")
    if len(parts) != len(right):
        yield Tally((len(parts),), f"`{folder}/` has {len(parts)} parts", (Place(f"{folder}/"),))


def _is(folder: str, kind: str) -> bool:
    words = _kinds.parts(folder)
    return bool(words) and singular(words[-1]) == kind


def _files(found: list[str], where: str) -> Tally:
    return Tally((len(found),), f"{len(found)} files lie {where}", tuple(Place(path) for path in found))


def _words(text: str) -> frozenset[str]:
    return frozenset(singular(part) for part in _kinds.parts(text))


# --- definitions ---------------------------------------------------------------------------------


def _told(project: Project) -> Mapping[tuple[str, str], list[tuple[str, str, int]]]:
    """What production code defines by what tells its kind: (how, word) -> (path, name, line)."""
    found: dict[tuple[str, str], list[tuple[str, str, int]]] = defaultdict(list)
    for path, lines in project.each(_telling, bytes).items():
        for how, word, name, line in _NAMED.findall(lines.decode("utf-8", "replace")):
            found[how, word].append((path, name, int(line)))
    return found


def _telling(_path: str, facts: FileFacts) -> bytes:
    return "\n".join(_definitions(facts)).encode("utf-8", "surrogatepass")


def _definitions(facts: FileFacts) -> Iterator[str]:
    for each in facts.outline.classes:
        if each.kind == "class" and each.name:
            yield from _of_class(each)
    for function in facts.outline.functions[1:]:
        words = _kinds.parts(function.name)
        if function.owner >= 0 or function.parent > 0 or not words:
            continue
        for word in dict.fromkeys(("hook" if words[0] == "use" else words[0], singular(words[-1]))):
            if len(words) > 1:
                yield f"function {word} {function.name} {function.line}"
        for decorator in function.decorators:
            word = _marked(decorator.value)
            if word:
                yield f"decorated {singular(word)} {function.name} {function.line}"


def _of_class(each: Class) -> Iterator[str]:
    words = _kinds.parts(each.name)
    if len(words) > 1:
        yield f"class {singular(words[-1])} {each.name} {each.line}"
    bases = {singular(parts[-1]) for base in each.bases if (parts := _kinds.parts(last_name(base)))}
    for word in sorted(bases):
        yield f"base {word} {each.name} {each.line}"


def _marked(value: Expr) -> str:
    """The last word of a decorator: ``tool`` of ``@server.tool()``."""
    func = value.func if isinstance(value, Call) else value
    return last_name(func).lower() if isinstance(func, Attr | Name) and last_name(func).isalpha() else ""

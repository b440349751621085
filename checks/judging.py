"""The rules' findings about one project, worked out where they are asked for, by several processes if there is much.

A check of a change shows the findings in a handful of files: rules that judge each file by itself judge those alone, at
the head and at the base. Where the whole tree is asked for, the files are shared out among processes that begin as
copies of this one and so hold the linked project already. Whoever judges what and when, the findings are the same and
come in the order of rules and of paths.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import zip_longest

import msgspec

from checks import rules
from checks.model import Finding, Skipped
from checks.project.link import Project
from checks.remembered import Found, Remembered
from checks.snapshot import Executor, SourceError

SHARE_FILES = 200
"""How many files are given away at least: for fewer, another process costs more than it saves."""

SHARES = 8
"""Into how many shares for each process files are parted."""

_LOST = "the process that judged some of the files was lost"
_WHOLE = ("",)
"""What stands for a file where a rule looks at the whole tree."""


class _Judged(msgspec.Struct, frozen=True):
    """What rules found, by rule and by the file that was judged, where they found anything; for a rule that failed, why."""

    findings: Found
    failed: dict[str, str]


class Judge:
    """Judges one project. What was found once is kept."""

    def __init__(
        self,
        project: Project,
        executor: Executor,
        *,
        confirm: Callable[[Iterable[Finding]], Iterable[Finding]] = tuple,
        strict: bool = False,
        remembered: Remembered | None = None,
    ) -> None:
        """``confirm`` keeps of new findings those that a second look confirms. A rule that fails finds nothing; where
        ``strict``, its error is raised. ``remembered`` is what was found in this tree before."""
        self._project = project
        self._executor = executor
        self._confirm = confirm
        self._strict = strict
        self._remembered = remembered
        self._sources = frozenset(project.sources())
        self._known = _Judged({}, {})
        self._asked: dict[str, set[str]] = {}
        """The files that each rule has judged."""

    def among(
        self, paths: Collection[str] | None = None, names: Collection[str] | None = None
    ) -> tuple[Finding, ...]:
        """The findings in some files, or in all, of some rules, or of all."""
        facts = self._project.facts
        here = sorted(facts) if paths is None else sorted(path for path in paths if path in facts)
        wanted = [name for name in rules.rules() if names is None or name in names]
        anew = [name for name in wanted if not self._about(name, here) <= self._asked.get(name, set())]
        for part in self._parts(anew, here) if anew else ():
            self._keep(part)
        for name in wanted:
            self._asked.setdefault(name, set()).update(self._about(name, here))
        return tuple(f for f in self._held(wanted, here) if paths is None or f.path in paths)

    def _about(self, name: str, paths: Sequence[str]) -> set[str]:
        """What a rule is to judge, asked about some files."""
        return set(_WHOLE if name in rules.whole_rules() else paths)

    @property
    def faults(self) -> tuple[Skipped, ...]:
        """The rules that have failed so far."""
        failed = sorted(self._known.failed.items())
        return tuple(
            Skipped(f"rule {name}", f"could not be checked: {why}", lowers=True) for name, why in failed
        )

    def _held(self, names: Sequence[str], paths: Sequence[str]) -> Iterator[Finding]:
        wanted, here = frozenset(names) - self._known.failed.keys(), {*_WHOLE, *paths}
        for key in sorted(
            (name, path) for name, path in self._known.findings if name in wanted and path in here
        ):
            yield from self._known.findings[key]

    def _keep(self, part: _Judged) -> None:
        self._known.failed.update(part.failed)
        confirmed = set(map(id, self._confirm([f for found in part.findings.values() for f in found])))
        for key, found in part.findings.items():
            self._known.findings[key] = [finding for finding in found if id(finding) in confirmed]

    # --- who judges what -------------------------------------------------------------------------

    def _parts(self, names: Sequence[str], paths: Sequence[str]) -> Iterator[_Judged]:
        """What some rules find that is not known yet, as it was found in this tree before where that is remembered."""
        asked = names, paths, [sorted(self._asked.get(name, ())) for name in names]
        known = self._remembered.find(asked) if self._remembered else None
        if known is not None:
            yield from (_Judged(found, {}) for found in known)
            return
        parts: list[_Judged] = []
        for part in self._judge(names, paths) if len(paths) <= SHARE_FILES else self._shared(names, paths):
            parts.append(part)
            yield part
        if self._remembered and self._known.failed.keys().isdisjoint(names):
            self._remembered.keep(asked, [part.findings for part in parts])

    def _shared(self, names: Sequence[str], paths: Sequence[str]) -> Iterator[_Judged]:
        """What is found elsewhere and, meanwhile, here."""
        by_file = [name for name in names if name in rules.file_rules()]
        if by_file:
            self._project.settle(self._executor)  # what all need is found out before the processes part
            self._project.forget()
        shares = self._shares(paths) if by_file else ()
        answers = self._executor.begin([partial(self._judge, by_file, share) for share in shares])
        yield from self._judge([name for name in names if name not in by_file], paths)
        lost: list[tuple[str, Sequence[str]]] = []
        for share, answer in zip(shares, answers, strict=True):
            yield from answer or ()
            lost += [(name, share) for name in by_file] if answer is None else ()
        yield from self._once_more(lost)

    def _once_more(self, lost: Sequence[tuple[str, Sequence[str]]]) -> Iterator[_Judged]:
        """Each rule by itself where a process was lost: only the deadly one is not checked."""
        answers = self._executor.begin([partial(self._judge, (name,), share) for name, share in lost])
        for (name, _), answer in zip(lost, answers, strict=True):
            if answer is None and self._strict:
                raise RuntimeError(_LOST)
            yield from [_Judged({}, {name: _LOST})] if answer is None else answer

    def _shares(self, paths: Sequence[str]) -> Sequence[Sequence[str]]:
        """Files that lie near one another, several times as many shares as there are processes: who is done takes another."""
        sources = [path for path in paths if path in self._sources]
        size = max(SHARE_FILES, -(-len(sources) // (SHARES * self._executor.jobs)))
        return [sources[at : at + size] for at in range(0, len(sources), size)]

    def _judge(self, names: Sequence[str], paths: Sequence[str]) -> list[_Judged]:
        """What is not known yet of what some rules find, in some files where they judge files."""
        judged = _Judged({}, {})
        by_file = rules.file_rules()
        for name, following in zip_longest(names, names[1:]):
            self._add(judged, name, paths)
            # What rules that judge file by file have unpacked is of use to the next of them.
            if len(paths) >= SHARE_FILES and not (name in by_file and following in by_file):
                self._project.forget()
        return [judged]

    def _add(self, judged: _Judged, name: str, paths: Sequence[str]) -> None:
        """Adds what one rule finds; one that has failed is not tried again."""
        if name in self._known.failed or name in judged.failed:
            return
        try:
            judged.findings.update(self._found(name, paths))
        except SourceError:
            raise
        except Exception as error:
            if self._strict:
                raise
            judged.failed[name] = f"{type(error).__name__}: {error}"[:200]

    def _found(self, name: str, paths: Sequence[str]) -> dict[tuple[str, str], list[Finding]]:
        project, whole = self._project, name in rules.whole_rules()
        asked: Collection[str] = self._asked.get(name, ())
        missing = [path for path in (_WHOLE if whole else paths) if path not in asked]
        found: dict[tuple[str, str], list[Finding]] = {}
        if name in rules.file_rules():
            for path in (p for p in missing if p in self._sources):
                if here := list(rules.file_rules()[name].find_in(project, path)):
                    found[name, path] = here
        elif name in rules.placed_rules() and missing:
            wanted = frozenset(missing)
            for finding in rules.placed_rules()[name].find_among(project, wanted):
                if finding.path in wanted:
                    found.setdefault((name, finding.path), []).append(finding)
        elif whole and missing:
            found[name, ""] = list(rules.whole_rules()[name].find(project))
        return found

"""The rules' findings about one project, worked out where they are asked for, by several processes if there is much.

A check of a change shows the findings in a handful of files: rules that judge each file by itself judge those alone, at
the head and at the base. Where the whole tree is asked for, the files are shared out among processes that begin as
copies of this one and so hold the linked project already. Whoever judges what and when, the findings are the same and
come in the order of rules and of paths.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial

import msgspec

from checks import rules
from checks.model import Finding, Skipped
from checks.project.link import Project
from checks.snapshot import Executor, SourceError

SHARE_FILES = 200
"""How many files another process has to be given at least, so that it saves more than it costs."""

PORTION_FILES = 2_000
"""After how many files what was unpacked for them is let go of: so much of a tree is held unpacked, however large it is."""

_LOST = "the process that judged some of the files was lost"
_WHOLE = ("",)
"""What stands for a file where a rule looks at the whole tree."""


class _Judged(msgspec.Struct, frozen=True):
    """What rules found, by rule and by the file that was judged, where they found anything; for a rule that failed, why."""

    findings: dict[tuple[str, str], list[Finding]]
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
    ) -> None:
        """``confirm`` keeps of new findings those that a second look confirms. A rule that fails finds nothing; where
        ``strict``, its error is raised."""
        self._project = project
        self._executor = executor
        self._confirm = confirm
        self._strict = strict
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
        for part in self._judge(wanted, here) if len(here) <= SHARE_FILES else self._shared(wanted, here):
            self._keep(part)
        for name in wanted:
            self._asked.setdefault(name, set()).update(_WHOLE if name in rules.whole_rules() else here)
        return tuple(f for f in self._held(wanted, here) if paths is None or f.path in paths)

    @property
    def faults(self) -> tuple[Skipped, ...]:
        """The rules that have failed so far."""
        failed = sorted(self._known.failed.items())
        return tuple(
            Skipped(f"rule {name}", f"could not be checked: {why}", lowers=True) for name, why in failed
        )

    def _held(self, names: Sequence[str], paths: Sequence[str]) -> Iterator[Finding]:
        for name in names:
            for path in () if name in self._known.failed else (*_WHOLE, *paths):
                if found := self._known.findings.get((name, path)):
                    yield from found

    def _keep(self, part: _Judged) -> None:
        self._known.failed.update(part.failed)
        confirmed = set(map(id, self._confirm([f for found in part.findings.values() for f in found])))
        for key, found in part.findings.items():
            self._known.findings[key] = [finding for finding in found if id(finding) in confirmed]

    # --- who judges what -------------------------------------------------------------------------

    def _shared(self, names: Sequence[str], paths: Sequence[str]) -> Iterator[_Judged]:
        """What is found elsewhere and, meanwhile, here."""
        by_file = [name for name in names if name in rules.file_rules()]
        early = [name for name in by_file if getattr(rules.rules()[name], "BEFORE_ROUTES", False)]
        late = [name for name in by_file if name not in early]
        self._project.settle()  # what all need is found out before the processes part
        begun = [(early, self._begin(early, paths))]
        if late:
            _ = self._project.routes
            begun.append((late, self._begin(late, paths)))
        yield from self._judge([name for name in names if name not in by_file], paths)
        for shared, answers in begun:
            for answer in answers:
                yield from self._lost(shared) if answer is None else answer

    def _begin(self, names: Sequence[str], paths: Sequence[str]) -> Iterable[list[_Judged] | None]:
        """One task for each helper: what it finds out on the way to one answer serves it for the next."""
        sources = [path for path in paths if path in self._sources]
        size = max(SHARE_FILES, -(-len(sources) // max(1, self._executor.jobs - 1)))
        starts = range(0, len(sources), size) if names else ()
        return self._executor.begin([partial(self._judge, names, sources[at : at + size]) for at in starts])

    def _judge(self, names: Sequence[str], paths: Sequence[str]) -> list[_Judged]:
        """What is not known yet of what some rules find, in some files where they judge files."""
        judged = _Judged({}, {})
        by_file = [name for name in names if name in rules.file_rules()]
        for name in names:
            if name not in by_file:
                self._add(judged, name, paths)
        for start in range(0, len(paths) if by_file else 0, PORTION_FILES):
            for name in by_file:
                self._add(judged, name, paths[start : start + PORTION_FILES])
            if len(paths) > PORTION_FILES:
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

    def _lost(self, names: Sequence[str]) -> list[_Judged]:
        if self._strict:
            raise RuntimeError(_LOST)
        return [_Judged({}, dict.fromkeys(names, _LOST))]

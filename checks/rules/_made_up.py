"""What an answer that is made up is made of: what chance drew, records written out, a success that nothing was done for."""

from __future__ import annotations

from collections.abc import Iterable

from checks.code import tree
from checks.project.dependence import DRAWN, INVENTED, OUTSIDE, REAL, STATE, TABLE, UNKNOWN, WORK
from checks.project.flow.model import Answer, Summary
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.rules._naming import words
from checks.rules._success import refuses, reports_success
from checks.rules._written import (
    empty,
    filled,
    literals,
    named_so,
    records,
    unordered,
)

GIVING = frozenset(
    "get fetch load list find search query retrieve read lookup gather collect pull scrape poll download all current".split()
)
_REACHED = frozenset("contact contacts helpline hotline imprint".split())
"""Words of names for how somebody outside is reached."""
_LATELY = frozenset("recent latest upcoming history trending".split())
"""Words of names for what has happened, or will soon."""
_WRITTEN = frozenset(
    "post posts article articles blog blogs story stories release releases guide guides tutorial tutorials project projects".split()
)
"""What is written for a reader, and may well stand in a module's table."""
_LOOKS = frozenset(
    """x y z dx dy dz vx vy vz left top right bottom size radius speed angle rotation rotate opacity delay duration color
    colour hue scale width height velocity alpha offset phase id key token code nonce seed salt sort order rank name
    style transform timeout interval ttl jitter expires password secret slug hash temperature""".split()
)
"""Words of fields that say how something looks or moves, how long one waits, or what it is told apart by."""
INITIAL = frozenset(
    "default defaults empty initial blank preview template templates placeholder schema options example fallback standard context".split()
)
ENTITIES = frozenset(
    """users customers orders payments transactions invoices messages notifications bookings
    reservations employees patients tickets leads deals sales shipments deliveries
    appointments subscribers alerts incidents activities conversations accounts""".split()
)
"""What comes into being while a program runs, and therefore never stands in its code."""
_PERSONAL = frozenset(
    """email phone created_at createdAt updated_at updatedAt timestamp balance user_id userId last_login lastLogin
    due_date dueDate started_at startedAt completed_at completedAt""".split()
)
_TONGUES = frozenset("locale locales i18n l10n lang intl translations".split())
"""Words of paths for texts in several languages, which are written out on purpose."""
_MANY = 3


class Invention:
    """What is made up, in words, and the lines on which that stands."""

    def __init__(self, what: str, lines: Iterable[int]) -> None:
        self.what = what
        self.lines = tuple(dict.fromkeys(lines))


def answers_of(summary: Summary) -> tuple[Answer, ...]:
    """What a function hands back where it does not fail; empty answers beside others say nothing."""
    answers = tuple(a for a in summary.returned if not a.failing)
    return tuple(a for a in answers if not empty(a.value)) or answers


def drawn_records(summary: Summary, said: tuple[str, ...], owning: bool) -> Invention | None:
    """Records whose fields hold what chance drew."""
    answers = answers_of(summary)
    if not answers or not all(a.own & DRAWN for a in answers):
        return None
    records = [(r.line, _telling(r.drawn)) for r in summary.records]
    most = max((len(fields) for _, fields in records), default=0)
    allowed = STATE | TABLE if owning or most >= _MANY else TABLE
    if any(a.own & (OUTSIDE | UNKNOWN | WORK | STATE) & ~allowed for a in answers):
        return None
    enough = 1 if owning or set(said[:2]) & GIVING else 2
    if most < enough:
        return None
    lines = [line for line, fields in records if fields]
    fields = sorted({field for _, names in records for field in names})
    return Invention(f"draws {listed(fields)} by chance", lines)


def _telling(fields: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(field for field in fields if not _LOOKS & set(words(field)))


def listed(fields: list[str]) -> str:
    quoted = [f"`{field}`" for field in fields[:3]]
    return ", ".join(quoted) + (" and more" if len(fields) > len(quoted) else "")


def written_records(
    project: Project, ref: FunctionRef, summary: Summary, said: tuple[str, ...], owning: bool
) -> Invention | None:
    """Records of persons or events that stand in the code."""
    answers = answers_of(summary)
    if not answers or summary.effects or any(a.own & REAL for a in answers):
        return None
    if all(refuses(a.value) for a in answers):
        return None
    if not any(
        a.own & INVENTED or isinstance(unordered(a.value), tree.Map | tree.Name | tree.Item) for a in answers
    ):
        return None
    owned = owning or all(named_so(project, ref, a.value) for a in answers)
    lines = standing_lines(project, ref, (a.value for a in answers), said, owned)
    return Invention("hands back records that stand in the code", lines) if lines else None


def standing_lines(
    project: Project, ref: FunctionRef, values: Iterable[tree.Expr | None], said: tuple[str, ...], owned: bool
) -> list[int]:
    """The lines of the records in some values that tell of something which never stands in a program's code; ``owned``
    where they are said to be made up."""
    if (INITIAL | _REACHED) & set(said):
        return []
    if not owned and not _TONGUES.isdisjoint((*words(ref.path), *said)):
        return []
    whose = owned or not ENTITIES.isdisjoint(said)
    lately = not _LATELY.isdisjoint(said)
    written = not _WRITTEN.isdisjoint(said)
    return [
        record.line
        for value in values
        for record, tabled in records(project, ref, value)
        if (owned and literals(record) > 1)
        or (
            (fields := filled(record))
            and len(fields) > 2
            and (whose or (lately and not (tabled and written)) or (fields & _PERSONAL and not tabled))
        )
    ]


def pretended_success(summary: Summary) -> Invention | None:
    """A success that nothing was done for."""
    answers = answers_of(summary)
    if summary.effects or not answers or any(a.own & REAL or a.sources & REAL for a in answers):
        return None
    if not all(reports_success(a.value) for a in answers):
        return None
    return Invention("reports success and does nothing", (a.line for a in answers))

"""What a statement is: a report, a plan, an instruction, a requirement or a quotation; and whether it denies."""

from __future__ import annotations

from collections.abc import Iterable

from checks.documents import mood_words as words
from checks.documents import topics
from checks.documents.model import Mark, Mood
from checks.model import Polarity


def ranks(plain: str) -> bool:
    """Whether a heading ranks what is to come, so that a green light in front of it is no tick."""
    return bool(words.RANKS.search(plain))


def of_heading(plain: str, mark: Mark) -> Mood:
    """What the statements of a section are, by its heading; what is still to test is so behind a tick too."""
    if words.TO_TEST.match(plain):
        return "instruction"
    if (mark == "done" and not ranks(plain)) or words.NOT_NEEDED.match(plain) or words.ACHIEVED.match(plain):
        return "report"
    if words.PLAN_HEADING.search(plain) or mark == "pending":
        return "plan"
    if words.INSTRUCTION_HEADING.match(words.NUMBER.sub("", plain)):
        return "instruction"
    return "requirement" if words.REQUIREMENT_HEADING.search(plain) else "report"


def reports_by_title(plain: str) -> bool:
    """Whether a title calls its document a report, so that a word of plans in it names a part of what is reported."""
    return bool(words.TITLE_REPORTS.match(plain[:200]))


def goes_on(heading: str) -> bool:
    """Whether a heading with a turning arrow says that the work goes on, not merely of which part of it it is."""
    return bool(words.GOES_ON.search(heading))


def is_of_now(heading: str) -> bool:
    """Whether a heading stands above how things are by now, in whatever section: "Current state"."""
    return bool(words.OF_NOW.match(heading))


def of_label(label: str, rest: str = "", headings: Iterable[str] = ()) -> Mood:
    """What a labelled statement is, by its label; "Action: Added …" tells what was done, and so does "Fix: …" below a
    heading that says that the work is done."""
    if words.DONE_BEHIND.match(rest):
        return "report"
    if words.CURE.fullmatch(label):
        return "report" if any(words.OVER.search(heading) for heading in headings) else "plan"
    return next((mood for mood, pattern in words.LABELS if pattern.fullmatch(label)), "report")


def sums_up(label: str, plain: str) -> bool:
    """Whether a line says how the whole stands ("Status: COMPLETE"), wherever a document puts it."""
    if words.STANDS.match(plain[:200]):
        return True
    return bool(words.SUMS_UP.match(label)) and bool(words.DONE_VALUE.match(plain[len(label) :]))


def tells_done(plain: str) -> bool:
    """Whether words start with what was done: "Created …", "Restored …"."""
    return bool(words.TELLS_DONE.match(plain))


def tells_made(plain: str) -> bool:
    """Whether words start with a file that was made: "Created GUIDE.md:"."""
    return bool(words.TELLS_MADE.match(plain))


def of_column(header: str) -> Mood:
    """What the cells of a column are, by its heading."""
    return next((mood for mood, pattern in words.COLUMNS if pattern.search(header)), "report")


def of_words(plain: str, mark: Mark) -> Mood:
    """What a statement is by its own words and tick; ``report`` where they say nothing."""
    if mark == "done":
        return "report"
    if mark == "pending":
        return "plan"
    head = plain[:1000]
    if words.POSTPONED.search(head) or words.STILL_TO_COME.search(head):
        return "plan"
    if words.PLACE.match(head):
        return "report"
    if words.QUESTION.search(plain[-300:]):
        return "instruction"
    if words.REQUIREMENT_WORDS.search(head):
        return "requirement"
    if words.PLAN_WORDS.search(head):
        return "plan"
    told = words.TOWARDS.match(head) or (words.IMPERATIVE.match(head) and not words.LOUD.match(head))
    return "instruction" if told else "report"


def introduces(plain: str) -> Mood:
    """What the list, table or block is that a paragraph introduces."""
    if (not plain.rstrip().endswith(":") and len(plain) > 80) or words.NOT_NEEDED.match(plain):
        return "report"
    head = plain[:300]
    if words.PLAN_HEADING.search(head) and not topics.names_part(head):
        return "plan"
    if words.REQUIREMENT_WORDS.search(head):
        return "requirement"
    told = (
        words.INSTRUCTION_HEADING.match(words.NUMBER.sub("", head))
        or words.AIM.match(head)
        or words.TELLS_READER.search(head)
    )
    return "instruction" if told else "report"


def leads_steps(lead: str) -> bool:
    """Whether a numbered list below some words is of steps to try a thing out: "Test:"."""
    return len(lead) < 40 and bool(words.STEPS_LEAD.match(lead))


def is_planned(cell: str) -> bool:
    """Whether a table cell marks its row as something still to come."""
    return len(cell) < 40 and bool(words.PLANNED_CELL.match(cell))


def names_specs(header: str) -> bool:
    """Whether a column is called by what may be a specification or a file of tests."""
    return header.strip(" :*").lower() in ("spec", "specs", "spec file", "spec files")


def polarity(plain: str, mark: Mark) -> Polarity:
    """``absent`` where the tick or the words deny."""
    if mark == "failed":
        return "absent"
    said = words.POSITIVE.sub(" ", plain[:2000])
    return "absent" if words.ABSENT.search(said) else "present"

"""`measurement`: a speed, a load, a duration, a number of users: what somebody measured."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.claims import Ground, _subjects
from checks.claims._sources import line_of, sources
from checks.claims._stems import content, stems
from checks.claims.measurement import _measures
from checks.documents.model import Document
from checks.model import Claim, Place, Verdict

KIND = "measurement"
GROUP = "prose"

_SET = r"[:=]\s{{0,3}}{figure}(?![\w.]|\s?[*/])"
_NAMED = r"(?P<name>[A-Za-z_][\w.-]{{3,60}})[\"']?\s{{0,3}}" + _SET


def find(document: Document) -> Iterator[Claim]:
    """The figures that a document says were measured."""
    for statement in _subjects.reports(document):
        lead = document.statements[statement.lead].plain if statement.lead is not None else ""
        for measure in _measures.of(statement, lead):
            subject = {
                "quantity": measure.quantity, "value": measure.value, "unit": measure.unit,
                "comparator": measure.comparator,
            }  # fmt: skip
            yield _subjects.claim(document, statement, KIND, subject)


def verify(claim: Claim, ground: Ground) -> Verdict:
    """Looks for a share that code gives a name of its own. Nothing else in a tree shows what was measured, and
    nothing in it shows the contrary."""
    value = claim.subject["value"]
    if claim.when == "head" and claim.subject.get("unit") == "%" and isinstance(value, int | float):
        place = _set(f"{value:g}", claim.text, ground)
        if place is not None:
            return Verdict("supported", "The code sets a value of this name.", (place,))
    return Verdict("unverifiable", "Nothing in the repository shows what was measured.")


def _set(figure: str, text: str, ground: Ground) -> Place | None:
    """The first place that sets this figure under a name all of whose words, two at least, the claim says."""
    said = stems(text)
    given, named = (re.compile(form.format(figure=re.escape(figure))) for form in (_SET, _NAMED))
    source = sources(ground.project)
    for path, code in source.texts(source.code):
        if figure not in code or not given.search(code):
            continue  # what a name is given is soon found, the name before it is not
        for found in named.finditer(code):
            words = set(content(found["name"]))
            if len(words) > 1 and words <= said:
                return source.place(path, line_of(code, found.start()))
    return None

"""Comments addressed to As-Built in text that no front end reads the comments of."""

from __future__ import annotations

from checks.code.facts import TEXT_LIMIT, Comment, Outline
from checks.patterns import regex

MARK = "asbuilt:"

_COMMENT = regex(r"(?P<before>.{0,2000}?)(?:#|//|/\*|--|<!--|;)\s{0,20}(?P<said>asbuilt:.{0,2000})")
_END = regex(r"\s*(\*/|-->)\s*$")


def marked(text: str) -> Outline:
    """An outline with the comments of a text that begin with ``asbuilt:``; an empty one for most texts."""
    if MARK not in text:
        return Outline()
    comments = []
    for number, line in enumerate(text.split("\n"), start=1):
        found = _COMMENT.match(line) if MARK in line else None
        if found is not None:
            said = _END.sub("", found["said"]).strip()[:TEXT_LIMIT]
            comments.append(Comment(number, number, said, not found["before"].strip()))
    return Outline(comments=tuple(comments))

"""Comments of a pull request: who wrote them, whether they were edited, and which of their lines are commands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.github.apps import App
from bot.github.client import Client, DeniedError, RefusedError

COMMANDS = 20
"""So many commands of one comment count."""

PAGES = 50
"""So many hundred comments are read of a pull request; later ones do not count."""

_PAGE = 100
_START = re.compile(r"( {0,3})/asbuilt(?![^\s])", re.IGNORECASE)
_MARK, _END = "\ue000", "\ue001"
_MARKED = re.compile(f"{_MARK}(\\d+){_END}")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]{0,30})[^<>]{0,1000}>")
_VOID = frozenset(("area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")


class User(msgspec.Struct, frozen=True):
    """An account: its login, and ``User``, ``Bot`` or ``Organization``."""

    login: str
    type: str = ""


class Posted(msgspec.Struct, frozen=True):
    """A comment as GitHub's REST API gives it (https://docs.github.com/en/rest/issues/comments)."""

    id: int
    node_id: str
    created_at: str
    updated_at: str
    html_url: str = ""
    body: str | None = None
    user: User | None = None
    performed_via_github_app: App | None = None
    author_association: str = ""

    @property
    def by_person(self) -> bool:
        """Whether a person wrote it, without an App in between."""
        return self.user is not None and self.user.type == "User" and self.performed_via_github_app is None

    def by_app(self, app: str) -> bool:
        """Whether it was written by the App of this id or client id, and by nobody through it."""
        through = self.performed_via_github_app
        return (
            through is not None
            and through.is_named(app)
            and self.user is not None
            and self.user.type == "Bot"
        )


def one(client: Client, name: str, number: int) -> Posted | None:
    """A comment by its id, as it is now; None if it is gone. ``name`` is ``owner/name``."""
    try:
        return client.get(f"/repos/{name}/issues/comments/{number}", Posted)
    except DeniedError as error:
        if error.status == 404:
            return None
        raise


def every(client: Client, name: str, number: int) -> Iterator[Posted]:
    """The comments of a pull request, oldest first."""
    return client.pages(f"/repos/{name}/issues/{number}/comments", Posted, PAGES)


class _Edited(msgspec.Struct, frozen=True, rename="camel"):
    id: str
    last_edited_at: str | None = None
    includes_created_edit: bool = False


class _Nodes(msgspec.Struct, frozen=True):
    nodes: list[_Edited | None]


_WHETHER_EDITED = """query($ids: [ID!]!) {
  nodes(ids: $ids) { ... on IssueComment { id lastEditedAt includesCreatedEdit } }
}"""


def untouched(client: Client, comments: Iterable[Posted]) -> list[Posted]:
    """Those comments that nobody has edited, in their order.

    ``updated_at`` is a second later than ``created_at`` now and then though nobody has edited anything
    (https://github.com/palantir/policy-bot/pull/459), so where they differ GraphQL's ``lastEditedAt`` decides. What
    cannot be found out counts as edited.
    """
    found = list(comments)
    doubtful = [comment.node_id for comment in found if comment.updated_at != comment.created_at]
    known: dict[str, bool] = {}
    for first in range(0, len(doubtful), _PAGE):
        known |= _edits(client, doubtful[first : first + _PAGE])
    return [
        comment
        for comment in found
        if comment.updated_at == comment.created_at or not known.get(comment.node_id, True)
    ]


def _edits(client: Client, ids: list[str]) -> dict[str, bool]:
    try:
        answer = client.graphql(_WHETHER_EDITED, {"ids": ids}, _Nodes)
    except (DeniedError, RefusedError):
        return {}
    return {
        n.id: n.last_edited_at is not None or n.includes_created_edit for n in answer.nodes if n is not None
    }


# --- commands ------------------------------------------------------------------------------------


def commands_in(body: str | None) -> tuple[str, ...]:
    """What follows ``/asbuilt`` on each line that begins with it, in plain prose of its own: not in code, a quote, a
    list, a table, a heading or anything of HTML. The first `COMMANDS` of a comment, the others do not count."""
    lines = re.split(r"\r\n|\r|\n", (body or "").replace(_MARK, "").replace(_END, ""))
    said: list[str] = []
    for number, line in enumerate(lines):
        start = _START.match(line)
        if start is not None:
            lines[number] = f"{start[1]}{_MARK}{len(said)}{_END}{line[start.end() :]}"
            said.append(line[start.end() :].strip())
    if not said:
        return ()
    return tuple(said[number] for number in _plain("\n".join(lines)))[:COMMANDS]


def _plain(text: str) -> Iterator[int]:
    """The numbers of the marks with which lines of top-level paragraphs begin."""
    open_elements: list[str] = []
    opened = ""
    for token in _MARKDOWN.parse(text):
        if token.type == "html_block":
            _follow_elements(token.content, open_elements)
        elif opened == "paragraph_open" and token.level == 1 and not open_elements:
            yield from _line_starts(token)
        opened = token.type


def _line_starts(paragraph: Token) -> Iterator[int]:
    fresh = True
    for child in paragraph.children or ():
        found = _MARKED.match(child.content) if fresh and child.type == "text" else None
        if found is not None and child.level == 0:
            yield int(found[1])
        fresh = child.type in ("softbreak", "hardbreak")


def _follow_elements(html: str, open_elements: list[str]) -> None:
    """Keeps the stack of HTML elements that are open after a block of HTML."""
    for closing, name in _TAG.findall(html):
        element = name.lower()
        if closing and element in open_elements:
            del open_elements[len(open_elements) - 1 - open_elements[::-1].index(element) :]
        elif not closing and element not in _VOID and len(open_elements) < 1000:
            open_elements.append(element)


# --- what we say ---------------------------------------------------------------------------------


class _Reacted(msgspec.Struct, frozen=True):
    id: int = 0


def react(client: Client, name: str, comment: int, content: str) -> None:
    """Puts a reaction on a comment; saying it twice is no harm. A comment that is gone, or a permission that has not
    been given yet, is no reason to fail."""
    try:
        client.send(
            "POST", f"/repos/{name}/issues/comments/{comment}/reactions", {"content": content}, _Reacted
        )
    except (DeniedError, RefusedError):
        return


class Ours:
    """Our own comments on a pull request, each of which begins with a mark that says what it is about."""

    def __init__(self, client: Client, name: str, number: int) -> None:
        """``name`` is ``owner/name``, ``number`` the pull request."""
        self._client, self._name, self._number = client, name, number
        self._written = [comment for comment in every(client, name, number) if comment.by_app(client.app)]

    def __len__(self) -> int:
        return len(self._written)

    def find(self, about: str) -> Posted | None:
        """Our comment about something."""
        mark = _about(about)
        return next((c for c in self._written if (c.body or "").startswith(mark)), None)

    def say(self, about: str, text: str) -> None:
        """Writes our comment about something, or puts other words into it: there is never a second one."""
        body, there = f"{_about(about)}\n{text}", self.find(about)
        if there is not None and there.body == body:
            return
        try:
            if there is None:
                path = f"/repos/{self._name}/issues/{self._number}/comments"
                self._written.append(self._client.send("POST", path, {"body": body}, Posted))
            else:
                path = f"/repos/{self._name}/issues/comments/{there.id}"
                self._client.send("PATCH", path, {"body": body}, Posted)
        except (DeniedError, RefusedError):
            return


def _about(about: str) -> str:
    return f"<!-- as-built: {about} -->"

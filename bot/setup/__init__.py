"""Set-up: the pages that register the App with GitHub (`bot.setup.registration`), and what its addresses show later."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from starlette.responses import Response

from bot.credentials import FILE
from bot.setup.render import Markup, fill, page, rows


class RefusedError(Exception):
    """A request that gets a page saying no. ``words`` are for people."""

    def __init__(self, status: HTTPStatus, title: str, words: str) -> None:
        super().__init__(words)
        self.status, self.title, self.words = status, title, words

    def page(self) -> Response:
        """What is shown instead."""
        return page(self.title, fill("problem", title=self.title, words=self.words), status=self.status)


def closed() -> RefusedError:
    """The refusal of a service that has its credentials."""
    return RefusedError(
        HTTPStatus.GONE,
        "As-Built is registered",
        "The set-up is over and its address is no longer valid. To register another App, stop the service, move its "
        f"{FILE} away and start it again.",
    )


def installed() -> Response:
    """Where GitHub sends a person who has installed the App."""
    return page("Installed", fill("installed"))


def home(rules: Iterable[str], kinds: Iterable[str]) -> Response:
    """The App's home page: what runs here, and the pages of its rules and kinds of claims."""
    return page("Welcome", fill("home", rules=_topics("rules", rules), kinds=_topics("claims", kinds)))


def _topics(folder: str, names: Iterable[str]) -> Markup:
    return rows("topic", ({"folder": folder, "name": name} for name in sorted(names)))

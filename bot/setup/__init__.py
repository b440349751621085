"""Set-up: the pages that register the App with GitHub (`bot.setup.registration`), and what is left of them later."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import Response

from bot.credentials import FILE
from bot.setup.render import fill, page


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

"""Which App something on GitHub was written by: every check run and many a comment names one."""

from __future__ import annotations

import msgspec


class App(msgspec.Struct, frozen=True):
    """An App as GitHub names it beside what it has written (https://docs.github.com/en/rest/apps/apps)."""

    id: int = 0
    client_id: str | None = None

    def is_named(self, app: str) -> bool:
        """Whether it is the App of this id or client id: either may be configured."""
        return app in (str(self.id), self.client_id)

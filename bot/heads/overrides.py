"""Overrides as they stand in a pull request's comments, replayed at every run.

Comments are the database: nothing to lose, nothing to migrate, an audit trail where people look. A decision counts
while its comment is there and unedited and its author has the right to make it, asked of GitHub at every run.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import islice
from typing import Literal
from urllib.parse import quote

import msgspec

from bot.days import after, is_over
from bot.errors import UserError
from bot.github.client import Client, DeniedError
from bot.github.comments import Posted, commands_in, every, untouched
from bot.github.runs import Runs
from bot.github.snapshot import Pull
from checks import claims, rules
from checks.config import Overruling
from checks.model import Report
from checks.overrides import Decision, Overrides, Target

DECISIONS = 2_000
"""So many decisions of one pull request count, the oldest ones."""

PEOPLE = 100
"""So many people's rights are asked for at a run (`_askable`); what others say does not count."""

_NEAR = {"OWNER": 0, "MEMBER": 0, "COLLABORATOR": 0, "CONTRIBUTOR": 1}
"""How near GitHub says that somebody is to a repository (https://docs.github.com/en/graphql/reference/enums#commentauthorassociation);
everybody else comes after these."""

_ID = re.compile(r"AB-[A-Z2-7]{6}(?:-[A-Z2-7]{2})?", re.IGNORECASE)
_LIKE_ID = re.compile(r"AB-\S*", re.IGNORECASE)
_PATTERN_LIMIT = 200
_WILD = 8
_REASON_LIMIT = 500
_TOLD = 5

Right = Literal["decide", "restore"]


# --- grammar -------------------------------------------------------------------------------------


def decision(words: str, *, reasoned: bool) -> tuple[tuple[Target, ...], str]:
    """The targets and the reason in what follows ``override`` or ``restore``; ``reasoned`` says whether a reason is
    needed. Raises UserError with words for whoever wrote it."""
    known = frozenset((*rules.rules(), *claims.kinds()))
    targets: list[Target] = []
    rest = words.split()
    while rest:
        target = _target(rest[0].rstrip(","), known, first=not targets)
        if target is None:
            break
        targets.append(target)
        del rest[0]
        if target.scope == "all":
            break
    if not targets:
        raise UserError(f"it begins with no id, `rule:`, `path:` or `all`: {_quoted(rest[:1])}")
    if targets[0].scope == "all" and rest and _target(rest[0].rstrip(","), known, first=False) is not None:
        raise UserError("`all` stands alone, without ids, rules or paths beside it")
    reason = _reason(" ".join(rest))
    if reasoned:
        _check_reason(reason)
    return tuple(dict.fromkeys(targets)), reason


def _quoted(words: list[str]) -> str:
    return f"`{words[0][:60]}` is none" if words else "nothing follows"


def _target(word: str, known: Collection[str], *, first: bool) -> Target | None:
    """The target that a word names, None for a word that is none. Raises UserError for one that means to be."""
    scope, colon, name = word.partition(":")
    if first and word.lower() == "all":
        return Target("all")
    if _LIKE_ID.fullmatch(word):
        if not _ID.fullmatch(word):
            raise UserError(f"`{word[:60]}` is no id (an id is like `AB-7F3K2A`, for a claim `AB-7F3K2A-Q7`)")
        return Target("id", word.upper())
    if colon and scope.lower() == "rule":
        if name.lower() not in known:
            raise UserError(f"there is no rule or kind `{name[:60]}`; there are: {', '.join(sorted(known))}")
        return Target("rule", name.lower())
    if colon and scope.lower() == "path":
        if not name or len(name) > _PATTERN_LIMIT or name.count("*") > _WILD or name.startswith(("!", "#")):
            raise UserError(f"`{word[:60]}` names no files (a pattern is like `path:legacy/**`)")
        return Target("path", name)
    return None


def _reason(text: str) -> str:
    """A reason without the dash or colon that may set it off."""
    return re.sub(r"^(?:--|[—–:-])\s+", "", text)[:_REASON_LIMIT].strip()


def _check_reason(reason: str) -> None:
    """Raises UserError for a reason without substance."""
    if not reason:
        raise UserError(
            "it gives no reason: say in a few words after it why the verdict is wrong or accepted"
        )
    if reason.startswith(("-", "<")):
        raise UserError(f"`{reason[:40]}` is no reason, and there are no options: say why in a few words")
    words = re.findall(r"\w+", reason)
    letters = sum(map(len, words))
    # Writing without spaces says in five signs what takes ten letters and a space elsewhere.
    wordy = len(words) >= 2 and letters >= 8
    if not wordy and not (letters >= 5 and not reason.isascii()):
        raise UserError(f"`{reason[:40]}` says too little: say in a few words why")


# --- rights --------------------------------------------------------------------------------------


class _Permission(msgspec.Struct, frozen=True):
    permission: str = "none"
    role_name: str = ""


class Rights:
    """Who may decide on one pull request, asked of GitHub once for each person."""

    def __init__(
        self,
        client: Client,
        name: str,
        pull: Pull,
        policy: Overruling,
        askable: Collection[str] | None = None,
    ) -> None:
        """``policy`` is the base branch's; ``askable`` are the logins that GitHub may be asked about, None for all: the
        others have no rights."""
        self._client, self._name, self._policy = client, name, policy
        self._author = pull.user.login.lower() if pull.user is not None else ""
        self._askable = askable
        self._asked: dict[str, str] = {}

    def refusal(self, login: str, right: Right) -> str:
        """Why somebody may not overrule (``decide``) or have something count again (``restore``), in words that
        follow their name; empty if they may."""
        author = login.lower() == self._author
        if right == "restore":
            may = author or self.at_least(login, "write")
            return "" if may else "has no write permission in this repository"
        policy = self._policy
        if policy.who == "nobody":
            return "cannot overrule here: the configuration lets nobody do it"
        if author and not policy.author:
            return "opened this pull request: somebody else has to look at it"
        if policy.people and login.lower() not in {person.lower() for person in policy.people}:
            return "is none of those whom the configuration lets overrule"
        if not self.at_least(login, policy.who):
            return f"has no {policy.who} permission in this repository"
        return ""

    def involved(self, login: str) -> bool:
        """Whether somebody opened the pull request or has write permission."""
        return login.lower() == self._author or self.at_least(login, "write")

    def at_least(self, login: str, right: str) -> bool:
        """Whether somebody has a right or a greater one, live from GitHub (never from what a comment says of its
        author: https://docs.github.com/en/rest/collaborators/collaborators)."""
        had = self._had(login)
        order = ("write", "maintain", "admin")
        return had in order and order.index(had) >= order.index(right)

    def _had(self, login: str) -> str:
        if login not in self._asked:
            known = self._askable is None or login in self._askable
            self._asked[login] = self._ask(login) if known else ""
        return self._asked[login]

    def _ask(self, login: str) -> str:
        path = f"/repos/{self._name}/collaborators/{quote(login, safe='')}/permission"
        try:
            found = self._client.get(path, _Permission)
        except DeniedError as error:
            if error.status == 404:
                return ""
            raise
        # `permission` calls maintain "write"; a role of an organisation's own is known by it alone.
        return (
            "maintain" if (found.permission, found.role_name) == ("write", "maintain") else found.permission
        )


# --- replay --------------------------------------------------------------------------------------


def replay(
    client: Client,
    name: str,
    pull: Pull,
    policy: Overruling,
    runs: Runs,
    now: float,
) -> Overrides:
    """What people with the right to do so have decided in the comments of a pull request, oldest first.

    ``name`` is ``owner/name``; ``policy`` is the base branch's; ``runs`` are ours on the pull
    request's head; ``now`` is the present by the clock of Redis (`bot.days`). Goes into
    `checks.selection.Options.overrides`.
    """
    voices = 2 if policy.four_eyes else 1
    if policy.who == "nobody":
        return Overrides(voices=voices)
    comments = (comment for comment in every(client, name, pull.number) if comment.by_person)
    said = [(comment, made) for comment in comments if (made := _decisions(comment, policy, now))]
    heard = {comment.id for comment in untouched(client, (comment for comment, _ in said))}
    said = [(comment, made) for comment, made in said if comment.id in heard]
    rights = Rights(client, name, pull, policy, _askable([comment for comment, _ in said]))
    held = (
        _held(one, comment.created_at, runs)
        for comment, made in said
        for one in made
        if not rights.refusal(one.by, "restore" if one.restores else "decide")
    )
    return Overrides(tuple(islice(held, DECISIONS)), voices)


def _askable(comments: Sequence[Posted]) -> frozenset[str]:
    """The people whose rights are asked for, of comments from the oldest to the newest: those who are near to the
    repository, then whoever spoke last. What a comment says of its author only orders them, so that no crowd can
    stand before a maintainer; GitHub's answer decides."""
    latest = comments[::-1]
    nearest = sorted(latest, key=lambda comment: _NEAR.get(comment.author_association, 2))
    logins = dict.fromkeys(comment.user.login for comment in nearest if comment.user is not None)
    return frozenset(islice(logins, PEOPLE))


def _decisions(comment: Posted, policy: Overruling, now: float) -> tuple[Decision, ...]:
    """The decisions that a comment states, whoever wrote it, without those that have run out."""
    found: list[Decision] = []
    by = comment.user.login if comment.user is not None else ""
    for line in commands_in(comment.body):
        verb, _, words = line.partition(" ")
        restores = verb.lower() == "restore"
        if not restores and verb.lower() != "override":
            continue
        try:
            targets, reason = decision(words, reasoned=not restores)
        except UserError:
            continue
        until = "" if restores else ends(comment.created_at, policy.days)
        if not is_over(until, now):
            found.append(Decision(targets, by, reason, comment.html_url, until, restores))
    return tuple(found)


def ends(created_at: str, days: int) -> str:
    """The day on which an override ends, ``YYYY-MM-DD``; empty if it does not."""
    return after(created_at, days) if days else ""


def _is_broad(made: Decision) -> bool:
    return not made.restores and any(target.scope != "id" for target in made.targets)


def _held(made: Decision, created_at: str, runs: Runs) -> Decision:
    """A decision that is held to what somebody can have looked at: what is named as a whole covers what the newest run
    on the present head showed when it was named."""
    if not _is_broad(made):
        return made
    return msgspec.structs.replace(made, shown=runs.shown(created_at) or frozenset())


def ended(decided: Overrides, report: Report) -> tuple[str, ...]:
    """What a check run has to say about decisions that cover nothing any more though somebody may count on them: a claim
    that is refuted for another reason now, a whole that ended with a push."""
    refuted = {claim.id: claim.refutation for d in report.documents for claim in d.claims if claim.refutation}
    known = frozenset(refuted.values())
    told: dict[str, None] = {}
    for made in decided.decisions:
        for target in made.targets if not made.restores else ():
            now = refuted.get(target.name[:9], "")
            if target.scope == "id" and now and target.name != target.name[:9] and target.name not in known:
                told[
                    f"`{made.by}` overruled `{target.name}`. It is refuted for another reason now: `{now}`."
                ] = None
            elif target.scope != "id" and made.shown is not None and not made.shown:
                told[f"What `{made.by}` accepted with `{target}` ended with the push of this head."] = None
    return tuple(told)[:_TOLD]

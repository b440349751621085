"""Whether a path that a document lists is the address of a screen that another repository shows."""

from __future__ import annotations

from checks.claims import Ground
from checks.model import Claim
from checks.patterns import regex

_SHOWN = regex(
    r"(?i)^\W*(?:\d{1,2}(?:\.\d{1,2})*[.)]?\s)?(?:new |added |main |all |public |protected |app )?"
    r"(?:(?:front-?end|client(?:[- ]side)?|ui|page|screen|browser|react|vue|angular)\s(?:app\s)?(?:routes?|routing|urls?|paths?|pages?|screens?|views?|navigation)"
    r"|(?:pages|screens|sitemap|navigation))(?:\s(?:added|created|structure|list))?\s?(?:\([^()]{1,40}\))?\W*$"
)
_API = regex(r"(?i)(?:^|/)(?:api|v\d{1,2}|graphql|webhooks?)(?:/|$)")
_SHOWS = regex(
    r"(?i)\.(?:[jt]sx|vue|svelte|astro|html?|ejs|hbs|handlebars|pug|njk|jinja2?|j2|mustache|erb|dart)$"
)


def shown_elsewhere(claim: Claim, ground: Ground) -> bool:
    """Whether a path stands under a heading of screens ("Frontend routes", "Pages") in a tree that holds none."""
    document = ground.documents.get(claim.document)
    if document is None or claim.subject["method"] not in ("GET", "*"):
        return False
    said = next(document.since(document.first_from(claim.line)), None)
    if said is None or _API.search(str(claim.subject["path"])):
        return False
    above = [*(h.plain for h in said.headings[-1:]), *(document.statements[at].plain for at in said.parents)]
    listed = any(_SHOWN.match(text[:120]) for text in (*above, said.label))
    return listed and not any(_SHOWS.search(path) for path in ground.snapshot.tree)

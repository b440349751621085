"""Answers: what is sent through a response object, made by a framework's response class, or returned.

Sources: https://expressjs.com/en/5x/api.html#res, https://fastify.dev/docs/latest/Reference/Reply/,
https://koajs.com/#response, https://hono.dev/docs/api/context, https://fastapi.tiangolo.com/reference/responses/,
https://flask.palletsprojects.com/en/stable/api/#flask.json.jsonify,
https://docs.djangoproject.com/en/stable/ref/request-response/, https://nextjs.org/docs/app/api-reference/functions/next-response.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from checks.code import tree
from checks.code.facts import Function
from checks.frameworks import frameworks
from checks.project.dependence import DECIDING, GIVEN, OBJECTS, OUTSIDE, RESPONSE, UNKNOWN
from checks.project.flow.model import Answer, Frame, Summary, Walker
from checks.project.model import External, FunctionRef

_SENDING = frozenset(
    "json jsonp send end write send_json send_text send_bytes send_str emit text body send_bytes html".split()
)
_PAGES = frozenset(("render", "renderFile", "html", "view"))
_FILES = frozenset(("sendFile", "download", "sendfile", "attachment", "pipe", "stream"))
_REDIRECTS = frozenset(("redirect",))
_STATUS = frozenset(("status", "code", "writeHead"))
_KEEPING = frozenset(("cookie", "clearCookie", "setCookie", "set_cookie", "delete_cookie"))
_QUIET = frozenset(
    """set header setHeader headers type vary append removeHeader contentType flushHeaders flush hijack links location
    format accept on once off removeListener close join leave get getHeader hasHeader notFound assert throw
    serialize compileSerializationSchema raw socket setTimeout ping pong to in broadcast""".split()
)
_MADE = frozenset(name for framework in frameworks() for name in framework.responses)
_OTHER_KINDS = (
    ("redirect", ("redirect", "RedirectResponse", "HttpResponseRedirect", "HttpResponsePermanentRedirect", "Redirect")),
    ("file", ("FileResponse", "send_file", "send_from_directory", "StreamingHttpResponse")),
    ("page", ("render_template", "render_template_string", "TemplateResponse", "HTMLResponse", "render", "render_to_response")),
)  # fmt: skip
_ERRORS = frozenset(("error", "errors"))
_OUTCOMES = frozenset(("success", "ok"))


def leaves_cookie(expr: tree.Call) -> bool:
    """Whether a call on a response that was made here leaves a cookie with the client, or takes one away
    (``response.cookies.delete(name)``, ``response.set_cookie(name, made)``)."""
    if not isinstance(expr.func, tree.Attr):
        return False
    name = expr.func.name
    if name in ("set", "delete"):
        held = expr.func.base
        if not isinstance(held, tree.Attr) or held.name != "cookies":
            return False
    elif name not in ("set_cookie", "delete_cookie"):
        return False
    return name.startswith("delete") or not all(isinstance(arg, tree.Lit) for arg in expr.args[1:2])


class Replies:
    """Recognises answers and notes them in the frame."""

    def __init__(self, walker: Walker) -> None:
        self.walker = walker
        self.project = walker.project

    # --- sent ------------------------------------------------------------------------------------

    def sends(self, expr: tree.Call) -> bool:
        """Whether a method of the response or context object sends an answer here."""
        if not isinstance(expr.func, tree.Attr):
            return False
        if isinstance(expr.func.base, tree.Attr) and expr.func.base.name in ("req", "request"):
            return False
        return bool(expr.args) and expr.func.name in _SENDING

    def send(self, frame: Frame, expr: tree.Call) -> int:
        """A method call on the response object: its answer is the response object again."""
        if not isinstance(expr.func, tree.Attr):
            return RESPONSE
        name = expr.func.name
        sources = self._join(frame, expr.args) | self._join(frame, (v for _, v in expr.kwargs))
        if name in _STATUS or name == "sendStatus":
            frame.status = self.status_of(frame, expr.args[0] if expr.args else None)
        elif name in _SENDING or name in _PAGES:
            self._note_sent(frame, expr, sources, "page" if name in _PAGES else frame.form)
        elif name in _FILES or name in _REDIRECTS:
            self._note_sent(frame, expr, sources, "file" if name in _FILES else "redirect")
        elif name in _KEEPING:
            frame.effects |= OUTSIDE
        elif name in _QUIET:
            frame.form = next((form for value in expr.args if (form := form_of(value))), frame.form)
        else:
            frame.effects |= UNKNOWN
        return RESPONSE

    def _note_sent(self, frame: Frame, expr: tree.Call, sources: int, kind: str) -> None:
        status = self._status_beside(frame, expr)
        if status is None:
            status, frame.status = frame.status, None
        body = expr.args[0] if expr.args else None
        if len(expr.args) > 1 and isinstance(expr.func, tree.Attr) and expr.func.name == "emit":
            body = expr.args[1]
        frame.sent.append(self.note(frame, expr, sources, status, "empty" if body is None else kind, body))

    def assigned(self, frame: Frame, target: tree.Attr, value: tree.Expr, sources: int) -> None:
        """``ctx.body = value``, ``ctx.status = 404``, ``res.statusCode = 404``."""
        if target.name in ("status", "statusCode", "status_code"):
            frame.status = self.status_of(frame, value)
        elif target.name == "body":
            status, frame.status = frame.status, None
            frame.sent.append(self.note(frame, value, sources, status, "data", value))

    def relay(self, frame: Frame, summary: Summary) -> None:
        """Takes over what a called function sends through the response object that it was given."""
        decided = frame.control & DECIDING
        opted = bool(frame.branch & GIVEN)
        for answer in summary.sent:
            frame.sent.append(
                msgspec.structs.replace(
                    answer,
                    sources=answer.sources | decided,
                    failing=answer.failing or frame.failing,
                    opted=answer.opted or opted,
                )
            )

    # --- made and returned -----------------------------------------------------------------------

    def constructed(self, frame: Frame, expr: tree.Call, name: str) -> int | None:
        """The sources of a response made by a framework's class; None for any other call."""
        if name not in _MADE and other_kind(name) is None:
            return None
        return self._join(frame, expr.args) | self._join(frame, (v for _, v in expr.kwargs))

    def returned(self, frame: Frame, expr: tree.Expr) -> list[Answer]:
        """The answers that handing back an expression may mean."""
        if isinstance(expr, tree.Op) and expr.op == "?:" and len(expr.operands) == 3:
            decided = self.walker.value(frame, expr.operands[0]) & DECIDING
            branches = [a for o in expr.operands[1:] for a in self.walker.returned(frame, o)]
            return [msgspec.structs.replace(a, sources=a.sources | decided) for a in branches]
        if isinstance(expr, tree.Seq) and expr.kind == "tuple" and len(expr.items) in (2, 3):
            status = self.status_of(frame, expr.items[1])
            if status is not None:
                inner = self.walker.returned(frame, expr.items[0])
                return [
                    msgspec.structs.replace(a, status=status, failing=a.failing or status >= 400)
                    for a in inner
                ]
        if isinstance(expr, tree.Call):
            return self._returned_call(frame, expr)
        return [self.note(frame, expr, self.walker.value(frame, expr), None, "data", expr)]

    def _returned_call(self, frame: Frame, expr: tree.Call) -> list[Answer]:
        if fulfilled := self.walker.promised(frame, expr):
            return fulfilled
        target = self.project.resolve(frame.ref.path, expr.func, frame.ref.index)
        sources = self.walker.value(frame, expr)
        if sources & RESPONSE:
            return []
        if isinstance(target, FunctionRef):
            return [*self._handed_on(frame, target, expr, sources)]
        name = target.name if isinstance(target, External) else ""
        kind = other_kind(name) or "data"
        status: int | None = None
        if name in _MADE:
            status = self._status_beside(frame, expr)
            kind = next((form for _, value in expr.kwargs if (form := form_of(value))), kind)
            kind = kind if expr.args or expr.kwargs else "empty"
        return [self.note(frame, expr, sources, status, kind, answered(expr, name))]

    def _handed_on(self, frame: Frame, ref: FunctionRef, expr: tree.Call, sources: int) -> Iterable[Answer]:
        """What a followed function returns, returned again: its statuses and error paths stay its own."""
        given = tuple(self._given(frame, value) for value in expr.args)
        named = {name: self._given(frame, value) for name, value in expr.kwargs}
        function = self.project.function(ref)
        around = frame.holder_of(function.parent, ref.path)
        summary = self.walker.invoke(ref, given, named, numbers_of(function, expr), around)
        failing = frame.failing or (self._status_beside(frame, expr) or 200) >= 400
        apart = {answer.failing for answer in summary.returned} == {True, False}
        if not apart and summary.returned:
            first = summary.returned[0]
            yield msgspec.structs.replace(
                self.note(frame, expr, sources, first.status, first.kind, first.value),
                failing=first.failing or failing,
                own=summary_own(summary),
            )
            return
        for answer in summary.returned:
            noted = self.note(frame, expr, answer.sources, answer.status, answer.kind, answer.value)
            yield msgspec.structs.replace(noted, failing=answer.failing or failing, own=answer.own)

    def _given(self, frame: Frame, value: tree.Expr) -> int:
        return UNKNOWN if isinstance(value, tree.Func) else self.walker.value(frame, value)

    # --- shared ----------------------------------------------------------------------------------

    def note(
        self, frame: Frame, at: tree.Expr, sources: int, status: int | None, kind: str, value: tree.Expr | None
    ) -> Answer:  # fmt: skip
        """One answer at this point of the frame."""
        end = at.end_line if isinstance(at, tree.Call) and at.end_line else at.line
        failing = frame.failing or (status or 200) >= 400 or says_failure(value)
        return Answer(
            path=frame.ref.path,
            line=at.line,
            end_line=end,
            sources=(sources & ~OBJECTS) | frame.control & DECIDING,
            status=status,
            failing=failing,
            kind="page" if is_page(value) else "redirect" if status in (301, 302, 303, 307, 308) else kind,
            opted=bool(frame.branch & GIVEN),
            value=value,
            own=sources & ~OBJECTS,
        )

    def status_of(self, frame: Frame, expr: tree.Expr | None) -> int | None:
        """The HTTP status that an expression names."""
        if isinstance(expr, tree.Lit) and type(expr.value) is int:
            return expr.value if 100 <= expr.value <= 599 else None
        if isinstance(expr, tree.Name):
            return frame.numbers.get(expr.id)
        if isinstance(expr, tree.Attr):
            return _named_status(expr.name)
        return None

    def _status_beside(self, frame: Frame, expr: tree.Call) -> int | None:
        for key, value in expr.kwargs:
            if key in ("status", "status_code"):
                return self.status_of(frame, value)
        for value in expr.args[1:]:
            if isinstance(value, tree.Map):
                found = next((v for k, v in value.items if _key(k) == "status"), None)
                if found is not None:
                    return self.status_of(frame, found)
            elif (status := self.status_of(frame, value)) is not None:
                return status
        return None

    def _join(self, frame: Frame, parts: Iterable[tree.Expr]) -> int:
        sources = 0
        for part in parts:
            sources |= self.walker.value(frame, part)
        return sources


def numbers_of(function: Function, expr: tree.Call) -> dict[str, int]:
    """The parameters of a function that a call binds to literal numbers."""
    params = (p.name for p in function.params if p.name not in ("self", "cls", "this"))
    given = (*zip(params, expr.args, strict=False), *expr.kwargs)
    return {
        name: value.value for name, value in given if isinstance(value, tree.Lit) and type(value.value) is int
    }


def summary_own(summary: Summary) -> int:
    """The sources of the values alone that a call may return."""
    sources = 0
    for answer in summary.returned:
        sources |= answer.own
    return sources


_BODIES = ("content", "data", "response", "body", "text")


def answered(expr: tree.Call, name: str) -> tree.Expr:
    """What is answered where a call of something outside is: of a framework's response what it is made with, of anything
    else the call itself."""
    if name not in _MADE:
        return expr
    body = expr.args[0] if expr.args else next((v for k, v in expr.kwargs if k in _BODIES), None)
    return body or tree.Map(expr.line, tuple((tree.Lit(expr.line, k), v) for k, v in expr.kwargs))


def form_of(value: tree.Expr) -> str:
    """``page`` or ``file`` for a header or media type that announces one, else an empty text."""
    text = value.value if isinstance(value, tree.Lit) else ""
    if isinstance(value, tree.Template):
        text = "".join(str(part.value) for part in value.parts if isinstance(part, tree.Lit))
    if not isinstance(text, str) or len(text) > 80:
        return ""
    text = text.lower()
    if (
        text == "content-disposition"
        or "attachment" in text
        or text.startswith(("text/csv", "application/pdf", "image/"))
    ):
        return "file"
    return "page" if text.startswith(("text/html", "html", "text/xml", "application/xml")) else ""


def other_kind(name: str) -> str | None:
    """``redirect``, ``file`` or ``page`` for the framework function that answers with one, or None."""
    last = name.rsplit(".", 1)[-1]
    return next((kind for kind, names in _OTHER_KINDS if last in names), None) if "." in name else None


def is_page(value: tree.Expr | None) -> bool:
    """Whether an answer is written-out markup."""
    first = value.parts[0] if isinstance(value, tree.Template) and value.parts else value
    return (
        isinstance(first, tree.Lit) and isinstance(first.value, str) and first.value.lstrip().startswith("<")
    )


def says_failure(value: tree.Expr | None) -> bool:
    """Whether an answer's own words say that it reports an error: ``{"error": …}``, ``{"success": false}``; how many of them
    there were is a figure among others (``{ "success": 980, "error": 20 }``)."""
    if not isinstance(value, tree.Map):
        return False
    counted = sum(isinstance(item, tree.Lit) and type(item.value) in (int, float) for _, item in value.items)
    for key, item in value.items:
        name = _key(key)
        if (
            name in _ERRORS
            and not (
                isinstance(item, tree.Lit) and (not item.value or (counted > 1 and type(item.value) is int))
            )
            and not isinstance(item, tree.Seq)
        ):
            return True
        if name in _OUTCOMES and isinstance(item, tree.Lit) and item.value is False:
            return True
    return False


def _key(key: tree.Expr | None) -> str:
    if isinstance(key, tree.Lit):
        return str(key.value)
    return key.id if isinstance(key, tree.Name) else ""


_STATUS_WORDS = {
    "BAD_REQUEST": 400, "UNAUTHORIZED": 401, "FORBIDDEN": 403, "NOT_FOUND": 404, "CONFLICT": 409, "GONE": 410,
    "UNPROCESSABLE_ENTITY": 422, "TOO_MANY_REQUESTS": 429, "INTERNAL_SERVER_ERROR": 500, "NOT_IMPLEMENTED": 501,
    "BAD_GATEWAY": 502, "SERVICE_UNAVAILABLE": 503, "GATEWAY_TIMEOUT": 504, "OK": 200, "CREATED": 201, "ACCEPTED": 202,
    "NO_CONTENT": 204, "INTERNAL_ERROR": 500,
}  # fmt: skip


def _named_status(name: str) -> int | None:
    """``HTTP_404_NOT_FOUND``, ``HTTPStatus.NOT_FOUND``, ``StatusCodes.NOT_FOUND``."""
    digits = next((part for part in name.split("_") if len(part) == 3 and part.isdigit()), "")
    return int(digits) if digits else _STATUS_WORDS.get(name.upper())

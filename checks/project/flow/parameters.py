"""What a request handler's parameters hold: the request, the response, a part of it, an injected service."""

from __future__ import annotations

import re

from checks.code.facts import Param
from checks.code.search import calls
from checks.code.tree import Attr, Call, Expr, Name
from checks.frameworks import frameworks
from checks.frameworks.model import Framework
from checks.patterns import regex
from checks.project import outside
from checks.project.dependence import AMBIENT, CALLER, LITERAL, OUTSIDE, REQUEST, REQUEST_OBJECT, RESPONSE
from checks.project.flow.state import INJECTIONS
from checks.project.flow.values import SIGNED_IN, dotted
from checks.project.linked import Linked
from checks.project.model import FunctionRef, Variable

_REQUESTS = frozenset(
    "Request HttpRequest NextRequest NextApiRequest FastifyRequest IncomingMessage WSGIRequest".split()
)
_RESPONSES = frozenset("Response NextApiResponse FastifyReply ServerResponse".split())
_SOCKETS = frozenset("WebSocket Socket WebSocketServerProtocol".split())
_PARTS = frozenset(
    "Body Param Query Headers UploadedFile UploadedFiles Ip HostParam MessageBody Payload Args Arg RawBody".split()
)
_SERVICES = frozenset(
    "Session AsyncSession Connection AsyncConnection BackgroundTasks Database Redis Client".split()
)
_AFTER = frozenset(("next", "_next", "done", "_", "_done"))
"""What a framework itself hands over behind the response; anything else comes from whoever wraps the handler."""
_INJECTED = regex(rf"\b(?:{'|'.join(sorted(INJECTIONS))})")
_ASKING = regex(
    r"(?:current|get|require|verify|auth|active|admin)\w{0,30}(?:user|principal|identity|account|claims|token_?data)\b",
    re.IGNORECASE,
)
"""Names of what says who asks (``get_current_user``, ``require_admin_user``, ``GetUser``)."""
_BOTH = REQUEST_OBJECT | RESPONSE


def handler_names(project: Linked, ref: FunctionRef, framework: str) -> dict[str, int]:
    """The sources of each of a handler's parameter names."""
    function = project.function(ref)
    described = next((f for f in frameworks() if f.name == framework), None)
    names: dict[str, int] = {}
    position = 0
    for param in function.params:
        if param.name in ("self", "cls", "this"):
            continue
        sources = _sources(project, ref, param, position, described)
        names[param.name] = sources
        for field in param.fields:
            names[field] = _of_field(sources, field)
        position += 1
    return names


def _of_field(sources: int, field: str) -> int:
    if sources & REQUEST_OBJECT:
        given = CALLER if field in SIGNED_IN else AMBIENT
        return REQUEST if field in outside.REQUEST_PARTS else given
    return sources if sources & ~RESPONSE else REQUEST


def _sources(
    project: Linked, ref: FunctionRef, param: Param, position: int, described: Framework | None
) -> int:
    marks = [dotted(d.value.func if isinstance(d.value, Call) else d.value) for d in param.decorators]
    if marks:
        return _decorated({mark.rsplit(".", 1)[-1] for mark in marks})
    if isinstance(param.default, Call):
        name = dotted(param.default.func).rsplit(".", 1)[-1]
        return _injected(" ".join(map(dotted, param.default.args))) if name in INJECTIONS else REQUEST
    if param.annotation:
        return _annotated(project, ref, param, position, described)
    return _placed(param, position, described)


def _decorated(marks: set[str]) -> int:
    if marks & {"Req", "Request"}:
        return REQUEST_OBJECT
    if marks & {"Res", "Response", "ConnectedSocket"}:
        return RESPONSE
    return REQUEST if marks & _PARTS else _injected(" ".join(marks))


def _annotated(
    project: Linked, ref: FunctionRef, param: Param, position: int, described: Framework | None
) -> int:  # fmt: skip
    annotation = param.annotation
    if _INJECTED.search(annotation):
        return _injected(annotation)
    bare = annotation.split("[", 1)[0].split("<", 1)[0].split("|", 1)[0].strip().rsplit(".", 1)[-1]
    if bare in _SOCKETS:
        return _BOTH
    if bare in _REQUESTS:
        return REQUEST_OBJECT
    if bare in _RESPONSES:
        return RESPONSE
    if bare in _SERVICES:
        return OUTSIDE
    if bare.endswith("CurrentUser"):
        return CALLER
    if bare.endswith(("Dep", "Session", "Service", "Repository")):
        return AMBIENT
    if _provided(project, ref, annotation):
        return AMBIENT
    if project.facts[ref.path].language == "python" and described is not None and described.request_at < 0:
        return REQUEST
    return _placed(param, position, described)


def _injected(names: str) -> int:
    """What a provider with this name gives: the signed-in user, or a service."""
    return CALLER if _ASKING.search(names) else AMBIENT


def _provided(project: Linked, ref: FunctionRef, annotation: str) -> bool:
    """Whether a type is a name for what a dependency provides (``X = Annotated[T, Depends(f)]``)."""
    first, *rest = annotation.split(".")[:4]
    named: Expr = Name(0, first)
    for name in rest:
        named = Attr(0, named, name)
    target = project.resolve(ref.path, named, 0) if annotation.replace(".", "").isidentifier() else None
    values = project.values(target) if isinstance(target, Variable) else ()
    called = (dotted(call.func).rsplit(".", 1)[-1] for value in values for call in calls(value))
    return any(name in ("Depends", "Security", "Provide") for name in called)


def _placed(param: Param, position: int, described: Framework | None) -> int:
    if described is None:
        return REQUEST
    if 0 <= described.request_at < position > described.response_at >= 0 and param.name not in _AFTER:
        return AMBIENT
    sources = LITERAL
    if position == described.request_at or (described.request_at < 0 and param.name in described.request):
        sources |= REQUEST_OBJECT
    if position == described.response_at or (described.response_at < 0 and param.name in described.response):
        sources |= RESPONSE
    if param.name == "request" and described.language == "python":
        sources |= REQUEST_OBJECT
    if param.name in ("websocket", "ws", "socket"):
        sources |= _BOTH
    return sources or REQUEST

"""Calls that ask a server: which method and address each asks, through the project's own wrappers.

A function that asks an address which it is given (``post(endpoint, body)``) is a wrapper; its callers ask. The
libraries are known by their dotted names. Sources: https://developer.mozilla.org/docs/Web/API/fetch,
https://axios-http.com/docs/req_config, https://github.com/sindresorhus/got, https://github.com/sindresorhus/ky,
https://requests.readthedocs.io/, https://www.python-httpx.org/api/, https://docs.aiohttp.org/en/stable/client.html.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import msgspec

from checks.code.search import last_name
from checks.code.tree import Attr, Call, Expr, Map, Name
from checks.patterns import regex
from checks.project.addresses import ASKED, END, HOLE, TOKEN, Addresses, At, entry, joined
from checks.project.flow.values import dotted
from checks.project.link import Project
from checks.project.model import External, FunctionRef
from checks.project.walk import calls

_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
_FETCHES = frozenset(
    """fetch window.fetch globalThis.fetch node-fetch node-fetch.default cross-fetch cross-fetch.fetch isomorphic-fetch undici.fetch ofetch.ofetch
    ofetch.$fetch $fetch expo/fetch.fetch""".split()
)
_LIBRARIES = frozenset({"axios", "axios.default", "ky", "got", "superagent", "requests", "httpx"})
_MADE = frozenset(
    """axios.create axios.default.create ky.create ky.extend got.extend httpx.Client httpx.AsyncClient requests.Session requests.session
    aiohttp.ClientSession axios.Axios ofetch.create""".split()
)
_SESSIONS = frozenset(
    {
        "httpx.Client",
        "httpx.AsyncClient",
        "requests.Session",
        "requests.sessions.Session",
        "aiohttp.ClientSession",
        "axios.AxiosInstance",
        "axios.Axios",
    }
)
_BASES = ("baseURL", "prefixUrl", "base_url", "baseUrl")
_SOCKETS = {"WebSocket": "WS", "ReconnectingWebSocket": "WS", "EventSource": "GET"}
_WORDS = (
    "fetch",
    "axios",
    "ky",
    "got",
    "superagent",
    "requests",
    "httpx",
    "aiohttp",
    "$fetch",
    "ofetch",
    "WebSocket",
    "EventSource",
)
_ROUNDS = 5
_LIMIT = 20_000
_OWNER = regex(r"\x02[^\x01@]*@(\d+)")


class Ask(msgspec.Struct, frozen=True):
    """One call that asks a server. ``method`` is upper case, ``WS`` for a WebSocket, ``*`` where it is not known.
    ``address`` is a text as `checks.project.addresses` writes it."""

    path: str
    function: int
    line: int
    end_line: int
    method: str
    address: str


class _Spec(msgspec.Struct, frozen=True):
    """What a wrapper asks, with its parameters as marks."""

    ref: FunctionRef
    method: str
    address: str


class Clients:
    """Finds the asking calls of one project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.addresses = Addresses(project)
        self._asks: dict[tuple[str, int, int, str, str], Ask] = {}
        self._specs: dict[_Spec, None] = {}

    def collect(self) -> tuple[Ask, ...]:
        """Every call that asks, in the order of paths and lines."""
        for path in self.project.code():
            if self.project.says(path, *_WORDS) or self._imports_client(path):
                for ref, call in self._calls(path):
                    self._raw(ref, call)
        done: set[_Spec] = set()
        for _ in range(_ROUNDS):
            fresh = [spec for spec in self._specs if spec not in done]
            done.update(fresh)
            if not fresh or len(self._asks) > _LIMIT:
                break
            self._callers(fresh)
        return tuple(sorted(self._asks.values(), key=lambda ask: (ask.path, ask.line)))

    def _imports_client(self, path: str) -> bool:
        imports = self.project.facts[path].passed.imports
        return any(i.module.split("/")[0].split(".")[0] in _WORDS for i in imports)

    def _calls(self, path: str) -> Iterator[tuple[FunctionRef, Call]]:
        for function in self.project.facts[path].outline.functions:
            ref = FunctionRef(path, function.index)
            for call in calls(self.project.body(ref)):
                yield ref, call

    # --- what libraries ask ----------------------------------------------------------------------

    def _raw(self, ref: FunctionRef, call: Call) -> None:
        found = self._library(ref, call)
        if found is not None:
            self._add(ref, call, *found)

    def _library(self, ref: FunctionRef, call: Call) -> tuple[str, str] | None:
        """The method and address that a library's call asks."""
        func, args = call.func, call.args
        last = last_name(func)
        if call.new and last in _SOCKETS and args:
            return _SOCKETS[last], self._text(ref, args[0])
        if last not in _VERBS and last not in (
            "fetch",
            "$fetch",
            "ofetch",
            "request",
            "axios",
            "ky",
            "got",
            "default",
        ):
            named = self.project.resolve(ref.path, func, ref.index)
            if not isinstance(named, External) or named.name not in _FETCHES | _LIBRARIES:
                return self._instance_call(ref, call) if isinstance(func, Name) else None
        name = self._name(ref, func)
        if name in _FETCHES:
            return self._fetched(ref, call) if args else None
        if name in _LIBRARIES or name in {f"{library}.request" for library in _LIBRARIES}:
            return self._configured(ref, call, "")
        head, _, verb = name.rpartition(".")
        if head in _LIBRARIES and verb in _VERBS and (args or dict(call.kwargs).get("url")):
            return verb.upper(), self._text(ref, args[0] if args else dict(call.kwargs)["url"])
        return self._instance_call(ref, call)

    def _instance_call(self, ref: FunctionRef, call: Call) -> tuple[str, str] | None:
        """A call on a client that was made with a base: ``api.get("/orders")``."""
        func = call.func
        receiver = func.base if isinstance(func, Attr) else func
        base = self._base(ref, receiver)
        if base is None:
            return None
        verb = func.name if isinstance(func, Attr) else ""
        if verb in _VERBS and call.args:
            return verb.upper(), joined(base, self._text(ref, call.args[0])) if base else self._text(
                ref, call.args[0]
            )
        if verb in ("", "request"):
            return self._configured(ref, call, base)
        return None

    def _base(self, ref: FunctionRef, receiver: Expr) -> str | None:
        """The base address of a client that was made, empty for one without; None if it is no client."""
        origin = self.addresses.origin(At(ref.path, receiver, ref.index))
        if origin is not None and isinstance(origin.value, Call):
            made = origin.value
            if self._name(FunctionRef(origin.path, origin.function), made.func) in _MADE:
                options = [made.args[0]] if made.args and isinstance(made.args[0], Map) else []
                given = next((v for k, v in made.kwargs if k in _BASES), None)
                for option in options:
                    given = given or next((v for k in _BASES if (v := entry(option, k)) is not None), None)
                return "" if given is None else self.addresses.text(At(origin.path, given, origin.function))
        kind = self.project.outside_type(ref.path, receiver, ref.index)
        return "" if kind is not None and kind.name in _SESSIONS else None

    def _fetched(self, ref: FunctionRef, call: Call) -> tuple[str, str]:
        options = call.args[1] if len(call.args) > 1 else None
        return self._method(At(ref.path, options, ref.index) if options is not None else None), self._text(
            ref, call.args[0]
        )

    def _configured(self, ref: FunctionRef, call: Call, base: str) -> tuple[str, str] | None:
        """``axios({method, url})``, ``requests.request("GET", url)``."""
        args, named = call.args, dict(call.kwargs)
        if ref.path.endswith(".py") and len(args) > 1:
            method, url = self._text(ref, args[0]).upper(), args[1]
        elif args and isinstance(args[0], Map):
            found = entry(args[0], "url")
            if found is None:
                return None
            method, url = self._method(At(ref.path, args[0], ref.index)), found
        elif args and not ref.path.endswith(".py"):
            method, url = self._fetched(ref, call)[0], args[0]
        elif "url" in named and "method" in named:
            method, url = self._text(ref, named["method"]).upper(), named["url"]
        else:
            return None
        text = self._text(ref, url)
        return method, joined(base, text) if base else text

    def _method(self, at: At | None, depth: int = 4) -> str:
        """The method that options say: a word, the mark of a parameter that decides it, or ``*``."""
        if at is None:
            return "GET"
        if depth == 0:
            return "*"
        if isinstance(at.value, Map):
            said = entry(at.value, "method")
            if said is not None:
                return _upper(self.addresses.text(At(at.path, said, at.function)))
            spread = [value for key, value in at.value.items if key is None]
            found = [self._method(At(at.path, value, at.function), depth - 1) for value in spread]
            return next((method for method in found if method != "GET"), "GET")
        if isinstance(at.value, Name):
            text = self.addresses.text(at)
            if text.startswith(ASKED):
                return f"{text[:-1]}.method|GET{END}" if "." not in text and "|" not in text else "*"
        origin = self.addresses.origin(at)
        return self._method(origin, depth - 1) if origin is not None else "*"

    # --- what wrappers ask -----------------------------------------------------------------------

    def _callers(self, specs: list[_Spec]) -> None:
        """Adds what the callers of wrappers ask."""
        wanted: dict[FunctionRef, list[_Spec]] = defaultdict(list)
        for spec in specs:
            wanted[spec.ref].append(spec)
        names = {self.project.function(ref).name for ref in wanted} - {""}
        for path in self.project.saying(*names):
            for ref, call in self._calls(path):
                last = call.func.name if isinstance(call.func, Attr) else getattr(call.func, "id", "")
                if last not in names and not isinstance(call.func, Name):
                    continue
                callee = self.addresses.called(At(path, call, ref.index), call)
                for spec in wanted.get(callee, ()) if callee is not None and callee != ref else ():
                    self._ask_through(ref, call, spec)

    def _ask_through(self, ref: FunctionRef, call: Call, spec: _Spec) -> None:
        at = At(ref.path, call, ref.index)
        address = self.addresses.filled(spec.address, spec.ref, at)
        self._add(ref, call, self._filled_method(spec, at), address)

    def _filled_method(self, spec: _Spec, at: At) -> str:
        return (
            _upper(self.addresses.filled(spec.method, spec.ref, at)) if ASKED in spec.method else spec.method
        )

    def _add(self, ref: FunctionRef, call: Call, method: str, address: str) -> None:
        """Keeps what a call asks; for a function that is given the address or the method, what its callers ask."""
        owners = [int(found[1]) for found in _OWNER.finditer(address + method)]
        if owners and (_wraps(address) or ASKED in method):
            self._specs.setdefault(_Spec(FunctionRef(ref.path, owners[0]), method, address))
        else:
            line, end = call.line, max(call.line, call.end_line)
            key = (ref.path, ref.index, line, method, address)
            self._asks.setdefault(key, Ask(ref.path, ref.index, line, end, method, address))

    def _text(self, ref: FunctionRef, value: Expr) -> str:
        return self.addresses.text(At(ref.path, value, ref.index))

    def _name(self, ref: FunctionRef, func: Expr) -> str:
        """The dotted name of something outside; the name as written where it is nobody's."""
        target = self.project.resolve(ref.path, func, ref.index)
        if isinstance(target, External):
            return target.name.removeprefix("builtins.")
        return dotted(func) if target is None and dotted(func) in _FETCHES else ""


def _wraps(address: str) -> bool:
    """Whether a parameter stands where the path begins: the caller says what is asked."""
    rest = TOKEN.sub(lambda found: found[0] if found[0][0] == ASKED else "", address)
    plain = re.sub(r"^[a-z]+://[^/\x02]*", "", rest)
    return bool(re.match(r"(/?(api|v\d+))*/?\x02", plain))


def _upper(text: str) -> str:
    if text.startswith(ASKED):
        return text
    return text.upper() if text and HOLE not in text else "*"

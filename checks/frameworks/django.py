"""Django and Django REST framework: lists of URLs that include one another, and routers of view sets
(https://docs.djangoproject.com/en/stable/topics/http/urls/, https://www.django-rest-framework.org/api-guide/routers/)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from checks.code.facts import Decorator, Field, Function
from checks.code.search import calls, last_name
from checks.code.tree import Attr, Call, Expr, Lit, Map, Name, Seq
from checks.frameworks.model import Found, Framework, Survey
from checks.patterns import regex

PATHS = ("django.urls.path", "django.urls.conf.path")
PATTERNS = ("django.urls.re_path", "django.urls.conf.re_path", "django.conf.urls.url")
INCLUDES = ("django.urls.include", "django.urls.conf.include", "django.conf.urls.include")
MODULES = ("django.urls", "django.conf.urls", "rest_framework.routers")
"""What lists of URLs are made with."""
PAGES = ("django.contrib", "debug_toolbar", "silk", "django_browser_reload")
"""Packages whose lists hold pages of their own under a path of their own, never part of an API."""
ROUTERS = ("DefaultRouter", "SimpleRouter", "ExtendedSimpleRouter", "ExtendedDefaultRouter", "BulkRouter")
NESTED = ("NestedSimpleRouter", "NestedDefaultRouter", "NestedMixin")
_GROUP = regex(r"\(\?P<(\w+)>[^()]*\)")  # the key of an action further down, as a pattern
VERBS = ("get", "post", "put", "patch", "delete", "head", "options")
ACTIONS = (
    ("list", "GET", False),
    ("create", "POST", False),
    ("retrieve", "GET", True),
    ("update", "PUT", True),
    ("partial_update", "PATCH", True),
    ("destroy", "DELETE", True),
)
"""A view set's usual methods: the HTTP method, and whether the path goes on with the key."""
GIVEN = {
    "ModelViewSet": ("list", "create", "retrieve", "update", "partial_update", "destroy"),
    "ReadOnlyModelViewSet": ("list", "retrieve"),
    "ListModelMixin": ("list",),
    "CreateModelMixin": ("create",),
    "RetrieveModelMixin": ("retrieve",),
    "UpdateModelMixin": ("update", "partial_update"),
    "DestroyModelMixin": ("destroy",),
}
"""The actions that base classes bring (https://www.django-rest-framework.org/api-guide/viewsets/)."""
GENERIC = {
    "ListAPIView": ("GET",),
    "CreateAPIView": ("POST",),
    "RetrieveAPIView": ("GET",),
    "DestroyAPIView": ("DELETE",),
    "UpdateAPIView": ("PUT", "PATCH"),
    "ListCreateAPIView": ("GET", "POST"),
    "RetrieveUpdateAPIView": ("GET", "PUT", "PATCH"),
    "RetrieveDestroyAPIView": ("GET", "DELETE"),
    "RetrieveUpdateDestroyAPIView": ("GET", "PUT", "PATCH", "DELETE"),
    "TemplateView": ("GET",),
    "ListView": ("GET",),
    "DetailView": ("GET",),
    "RedirectView": ("GET",),
    "CreateView": ("GET", "POST"),
    "UpdateView": ("GET", "POST"),
    "DeleteView": ("GET", "POST"),
    "FormView": ("GET", "POST"),
    "TokenObtainPairView": ("POST",),
    "TokenRefreshView": ("POST",),
    "TokenVerifyView": ("POST",),
    "ObtainAuthToken": ("POST",),
}
"""The methods that generic views answer (…/api-guide/generic-views/, Django's class-based views)."""


class Seen(msgspec.Struct):
    """The lists of URLs and routers reported so far."""

    keys: set[str] = set()


def discover(survey: Survey) -> None:
    """Reports the root list of every settings module, everything it includes, and lists that nothing includes."""
    seen = Seen(set())
    listed = [path for path, _ in survey.importing(*MODULES) if path.endswith(".py")]
    if not listed:
        return
    roots: dict[str, None] = {}
    for path, _ in survey.files():
        value = survey.variable(path, "ROOT_URLCONF") if path.endswith(".py") and "settings" in path else None
        text = None if value is None else survey.text(path, value)
        target = survey.module(path, text) if text else None
        if target is not None:
            roots[target] = None
    for root in roots:
        _list(survey, seen, root, "urlpatterns", "app")
    for path in listed:
        value = survey.variable(path, "urlpatterns")
        if value is not None:
            survey.elements(path, value)
    for path in listed:
        if survey.variable(path, "urlpatterns") is not None and not survey.joined(path, "urlpatterns"):
            _list(survey, seen, path, "urlpatterns", "router")


def _list(survey: Survey, seen: Seen, path: str, name: str, kind: str) -> str:
    """Reports a list of URLs, and what it includes; its key."""
    key = f"{path}:{name}"
    if key in seen.keys:
        return key
    seen.keys.add(key)
    value = survey.variable(path, name)
    line = value.line if value is not None else 1
    survey.router(key, "app" if kind == "app" else "router", path, line, line, name)
    if value is not None:
        _patterns(survey, seen, key, path, value)
    return key


def _patterns(survey: Survey, seen: Seen, key: str, path: str, value: Expr) -> None:
    items, known = survey.elements(path, value)
    if not known and not _routers_alone(survey, seen, key, path, value):
        survey.dynamic(path)
    for where, item in items:
        if isinstance(item, Call) and item.args:
            _pattern(survey, seen, key, where, item)


def _routers_alone(survey: Survey, seen: Seen, key: str, path: str, value: Expr) -> bool:
    """``urlpatterns = [...] + router.urls``: mounts each router named so; whether there was one."""
    found = False
    for part in _operands(value):
        if isinstance(part, Attr) and part.name == "urls":
            found = _mount_router(survey, seen, key, path, part.base, "", part.line) or found
        elif isinstance(part, Call) and survey.outside(path, part.func).endswith("static.static"):
            found = True
    return found


def _operands(value: Expr) -> Iterator[Expr]:
    waiting = [value]
    while waiting:
        part = waiting.pop()
        operands = getattr(part, "operands", None)
        if operands is None:
            yield part
        else:
            waiting.extend(operands)


def _pattern(survey: Survey, seen: Seen, key: str, path: str, item: Call) -> None:
    """One element of a list of URLs."""
    called = survey.outside(path, item.func)
    if called not in PATHS and called not in PATTERNS:
        return
    style = "angle" if called in PATHS else "regex"
    local = survey.text(path, item.args[0])
    view = item.args[1] if len(item.args) > 1 else next((v for k, v in item.kwargs if k == "view"), None)
    if view is None:
        return
    if local is None:
        survey.dynamic(path)
        local = "\0"
    if isinstance(view, Call) and survey.outside(path, view.func) in INCLUDES and view.args:
        _include(survey, seen, key, path, _shown(local, style), view.args[0], item)
    elif isinstance(view, Attr) and view.name == "urls":
        _mount_router(survey, seen, key, path, view.base, _shown(local, style), item.line)
    elif isinstance(view, (Seq, Name)) and survey.items(path, view) is not None:
        _inline(survey, seen, key, path, _shown(local, style), view, item)
    else:
        _view(survey, key, path, local, style, view, item)


def _shown(local: str, style: str) -> str:
    """A prefix in the style of `path`: of a pattern, only the anchors are taken away."""
    return local.lstrip("^").rstrip("$") if style == "regex" else local


def _include(survey: Survey, seen: Seen, key: str, path: str, prefix: str, what: Expr, item: Call) -> None:
    if isinstance(what, Seq) and what.kind == "tuple" and what.items:
        what = what.items[0]
    if (
        isinstance(what, Attr)
        and what.name == "urls"
        and _mount_router(survey, seen, key, path, what.base, prefix, item.line)
    ):
        return
    text = survey.text(path, what)
    target = survey.module(path, text) if text else survey.module_of(path, what)
    if target is not None:
        child = _list(survey, seen, target, "urlpatterns", "router")
        survey.mount(key, child, prefix, path, item.line, item.end_line)
        return
    named = survey.variable_at(path, what)
    if named is not None and survey.variable(*named) is not None:
        child = _list(survey, seen, named[0], named[1], "router")
        survey.mount(key, child, prefix, path, item.line, item.end_line)
    elif survey.items(path, what) is not None:
        _inline(survey, seen, key, path, prefix, what, item)
    elif not (text or survey.outside(path, what)).startswith(PAGES):
        survey.dynamic(path)


def _inline(survey: Survey, seen: Seen, key: str, path: str, prefix: str, what: Expr, item: Call) -> None:
    child = f"{path}:urls@{item.line}"
    survey.router(child, "router", path, item.line, item.end_line, f"urls@{item.line}")
    survey.mount(key, child, prefix, path, item.line, item.end_line)
    _patterns(survey, seen, child, path, what)


# --- views -------------------------------------------------------------------------------------------


def _view(survey: Survey, key: str, path: str, local: str, style: str, view: Expr, item: Call) -> None:
    """A route to a function, a class or a view set's methods."""

    def report(
        methods: tuple[str, ...], handler: Found | None, name: str, wrappers: tuple[str, ...] = ()
    ) -> None:
        survey.route(
            key, methods, local, path, item.line, item.end_line, handler, name, wrappers, style=style
        )

    inner, wrappers = _unwrapped(view)
    if isinstance(inner, Call) and isinstance(inner.func, Attr) and inner.func.name == "as_view":
        name = _last(inner.func.base)
        found = survey.find(path, inner.func.base)
        mapping = inner.args[0] if inner.args else next((v for k, v in inner.kwargs if k == "actions"), None)
        if isinstance(mapping, Map):
            for verb, action in mapping.items:
                if isinstance(verb, Lit) and isinstance(action, Lit):
                    handler = survey.method(found, str(action.value)) if found else None
                    report((str(verb.value).upper(),), handler, f"{name}.{action.value}", wrappers)
            return
        for method, handler in _answered(survey, found, name):
            report((method,), handler, f"{name}.{method.lower()}", wrappers)
        return
    found = survey.find(path, inner)
    function = found.function if found is not None else None
    methods = (
        _methods_of(survey, found.path, function) if found is not None and function is not None else ("*",)
    )
    names = tuple(_last(d.value) for d in function.decorators) if function is not None else ()
    report(methods, found, _last(inner), (*wrappers, *names))


def _unwrapped(view: Expr) -> tuple[Expr, tuple[str, ...]]:
    """The view inside ``csrf_exempt(view)`` and the like, and the wrappers' names."""
    names: list[str] = []
    while (
        isinstance(view, Call)
        and view.args
        and not (isinstance(view.func, Attr) and view.func.name == "as_view")
    ):
        names.append(_last(view.func))
        view = view.args[-1] if isinstance(view.args[-1], (Call, Name, Attr)) else view.args[0]
    return view, tuple(names)


def _last(value: Expr) -> str:
    return _last(value.func) if isinstance(value, Call) else last_name(value)


def _answered(survey: Survey, found: Found | None, name: str) -> list[tuple[str, Found | None]]:
    """The methods that a class-based view answers, and their functions."""
    answered: dict[str, Found | None] = {}
    bases = {base.rsplit(".", 1)[-1] for base in survey.bases(found)} if found is not None else {name}
    for base, methods in GENERIC.items():
        if base in bases:
            answered.update(dict.fromkeys(methods))
    if found is not None:
        for verb in VERBS:
            method = survey.method(found, verb)
            if method is not None:
                answered[verb.upper()] = method
    return list(answered.items()) or [("*", None)]


def _methods_of(survey: Survey, path: str, function: Function) -> tuple[str, ...]:
    """The methods that decorators allow: ``@api_view(["GET"])``, ``@require_POST``."""
    for decorator in function.decorators:
        name = _last(decorator.value)
        if name in ("require_POST", "require_GET", "require_safe"):
            return ("POST",) if name == "require_POST" else ("GET",)
        if name in ("api_view", "require_http_methods"):
            if not isinstance(decorator.value, Call) or not decorator.value.args:
                return ("GET",)
            items = survey.items(path, decorator.value.args[0]) or ()
            texts = tuple((survey.text(where, item) or "*").upper() for where, item in items)
            return texts or ("*",)
    return ("*",)


# --- routers of view sets ----------------------------------------------------------------------------


def _mount_router(
    survey: Survey, seen: Seen, key: str, path: str, value: Expr, prefix: str, line: int
) -> bool:
    """Mounts ``router.urls``; whether that is a router of the project."""
    named = survey.variable_at(path, value)
    made = survey.variable(*named) if named is not None else None
    if named is None or not isinstance(made, Call):
        return False
    kind = _last(made.func)
    if kind not in ROUTERS and kind not in NESTED and not kind.endswith("Router"):
        return False
    child = f"{named[0]}:{named[1]}"
    if child not in seen.keys:
        seen.keys.add(child)
        survey.router(child, "router", named[0], made.line, made.end_line, named[1])
        above = _nested(survey, named[0], made) if kind in NESTED else ""
        _registered(survey, child, named[0], named[1], above)
    survey.mount(key, child, prefix, path, line, line)
    return True


def _nested(survey: Survey, path: str, made: Call) -> str:
    """The path above a nested router: its parent's prefix and key."""
    texts = [survey.text(path, arg) for arg in made.args[1:]]
    lookup = next((survey.text(path, v) for k, v in made.kwargs if k == "lookup"), None)
    return f"{texts[0]}/<{lookup or 'parent'}_pk>/" if texts and texts[0] else "\0"


def _registered(survey: Survey, key: str, path: str, name: str, above: str) -> None:
    """The view sets registered on a router, in the order of lines."""
    for where, _ in survey.files():
        if not where.endswith(".py") or (where != path and not survey.mentions(where, path)):
            continue
        for _, body in survey.functions(where):
            for call in calls(body):
                func = call.func
                if not isinstance(func, Attr) or func.name != "register" or len(call.args) < 2:
                    continue
                if survey.variable_at(where, func.base) != (path, name):
                    continue
                prefix = survey.text(where, call.args[0])
                if prefix is None:
                    survey.dynamic(where)
                _view_set(survey, key, where, above + ("\0" if prefix is None else prefix), call)


def _view_set(survey: Survey, key: str, path: str, prefix: str, call: Call) -> None:
    found = survey.find(path, call.args[1])
    name = _last(call.args[1])
    bases = {base.rsplit(".", 1)[-1] for base in survey.bases(found)} if found is not None else set()
    given = {action for base in bases for action in GIVEN.get(base, ())}
    allowed = _allowed(survey, found)
    item = prefix.rstrip("/") + f"/<lookup:{_lookup(survey, found)}>"

    def report(method: str, local: str, handler: Found | None, action: str) -> None:
        if allowed is None or method.lower() in allowed:
            survey.route(
                key,
                (method,),
                local,
                path,
                call.line,
                call.end_line,
                handler,
                f"{name}.{action}",
                style="angle",
            )

    if found is None:
        survey.route(
            key, ("*",), prefix + "/<path:rest>", path, call.line, call.end_line, None, name, style="angle"
        )
        return
    for action, method, detail in ACTIONS:
        handler = survey.method(found, action)
        if handler is not None or action in given:
            report(method, item if detail else prefix, handler, action)
    for function in _own(survey, found):
        for decorator in function.decorators:
            for method, local in _action(survey, found.path, function, decorator, prefix, item):
                report(method, local, Found(found.path, function=function), function.name)


def _own(survey: Survey, found: Found) -> Iterator[Function]:
    for index in found.declared.methods if found.declared is not None else ():
        method = survey.function(found.path, index)
        if method is not None and method.function is not None:
            yield method.function


def _action(
    survey: Survey, path: str, function: Function, decorator: Decorator, prefix: str, item: str
) -> Iterator[tuple[str, str]]:
    """(method, path) of ``@action(detail=True, methods=["post"], url_path="…")``."""
    if _last(decorator.value) not in ("action", "detail_route", "list_route"):
        return
    kwargs = dict(decorator.value.kwargs) if isinstance(decorator.value, Call) else {}
    detail = kwargs.get("detail")
    on_item = detail.value is True if isinstance(detail, Lit) else _last(decorator.value) == "detail_route"
    own = survey.text(path, kwargs["url_path"]) if "url_path" in kwargs else function.name
    own = own and _GROUP.sub(r"{\1}", own)
    methods = survey.items(path, kwargs["methods"]) if "methods" in kwargs else None
    texts = [survey.text(where, m) or "*" for where, m in methods] if methods else ["get"]
    base = item if on_item else prefix
    for text in texts:
        yield text.upper(), f"{base.rstrip('/')}/{'{*}' if own is None else own}"


def _field(found: Found | None, name: str) -> Field | None:
    fields = found.declared.fields if found is not None and found.declared is not None else ()
    return next((field for field in fields if field.name == name), None)


def _lookup(survey: Survey, found: Found | None) -> str:
    for name in ("lookup_url_kwarg", "lookup_field"):
        field = _field(found, name)
        if found is not None and field is not None and field.value is not None:
            return survey.text(found.path, field.value) or "pk"
    return "pk"


def _allowed(survey: Survey, found: Found | None) -> frozenset[str] | None:
    field = _field(found, "http_method_names")
    if found is None or field is None or field.value is None:
        return None
    items = survey.items(found.path, field.value)
    return (
        None
        if items is None
        else frozenset((survey.text(where, item) or "").lower() for where, item in items)
    )


FRAMEWORK = Framework(
    name="django",
    language="python",
    packages=("django", "rest_framework", "rest_framework_nested"),
    style="angle",
    responses=(
        "django.http.JsonResponse",
        "django.http.HttpResponse",
        "django.http.response.JsonResponse",
        "django.http.response.HttpResponse",
        "rest_framework.response.Response",
        "ninja.responses.Response",
    ),
    request=("request", "HttpRequest", "Request"),
    request_at=0,
    discover=discover,
)

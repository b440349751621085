"""Composes what was traced: every chain of mounts from an app down to a route, and what keeps it from being served."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

import msgspec

from checks.model import Place
from checks.project.model import FunctionRef, Mount, Route, Router
from checks.project.routepath import HOLE, WILD, covers, join, normal, segments, shape
from checks.project.tracing.values import Const, Declared, Made, Mounted, Run

CHAIN = 12
ROUTES = 20_000
STEPS = 50_000
"""How many mounts and routes below one root are looked at."""
COMPARED = 400
"""How many earlier routes with parameters one route is compared with."""


class Ground(msgspec.Struct, frozen=True):
    """What decides whether a piece of code runs: the files that entry points reach, whether a function that
    nothing was seen to call may still be called, how a function is named in words, whether
    code that is reached does something with a function, and the entry points' files."""

    reachable: frozenset[str]
    called: Callable[[FunctionRef], bool]
    named: Callable[[FunctionRef], str]
    used: Callable[[FunctionRef], bool]
    entries: frozenset[str] = frozenset()
    unheard: Callable[[Made], bool] | None = None

    def obstacle(self, run: Run, what: str) -> str:
        """Why this code does not run, or ``""``."""
        if run.path and run.path not in self.reachable:
            return f"no entry point reaches `{run.path}`, which {what}"
        if run.uncalled is not None and not self.called(run.uncalled):
            return f"nothing calls `{self.named(run.uncalled)}`, which {what}"
        return ""


class Step(msgspec.Struct, frozen=True):
    """Where a walk stands: the router, the prefix above it, whether that is certain, and what is in the way."""

    made: Made
    prefix: str
    own: str
    sure: bool
    obstacle: str
    app: str
    depth: int = 0


class Line(msgspec.Struct, frozen=True):
    """One route of one app: with what shadowing needs to know."""

    app: str
    route: Route
    sure: bool
    order: str
    yields: bool


def keys(made: Iterable[Made]) -> None:
    """Gives every app and router its key: the same for those made at the same place."""
    taken: dict[str, tuple[str, int | None]] = {}
    for item in made:
        if item.key:
            taken[item.key] = (item.place.path, item.place.line)
    for item in made:
        if item.key:
            continue
        item.name = item.name or f"{item.framework.name}@{item.place.line}"
        at = (item.place.path, item.place.line)
        key = f"{item.place.path}:{item.name}"
        item.key = key if taken.setdefault(key, at) == at else f"{key}@{item.place.line}"
        taken.setdefault(item.key, at)


def compose(made: list[Made], ground: Ground, yields: Callable[[Declared], bool]) -> tuple[
    tuple[Router, ...], tuple[Mount, ...], tuple[Route, ...]
]:  # fmt: skip
    """Routers, mounts and routes out of what was traced. ``yields`` says whether a route's handler may pass a
    request on to later ones."""
    keys(made)
    children = {id(event.child) for item in made for event in item.events if isinstance(event, Mounted)}
    roots = [item for item in made if id(item) not in children]
    _demote(roots, ground)
    roots.sort(key=lambda item: (item.kind != "app", item.place.path, item.place.line or 0))
    lines: list[Line] = []
    seen: dict[int, list[Step]] = defaultdict(list)
    for root in roots:
        for step, event in _walk(_start(root, ground), ground, seen):
            lines.extend(_lines(step, event, ground, yields))
            if len(lines) > ROUTES:
                break
    routers = _routers(made, seen)
    return routers, _mounts(made, routers), tuple(line.route for line in _shadowed(_distinct(lines)))


def _demote(roots: Iterable[Made], ground: Ground) -> None:
    """Where a framework's routers are apps too, an app that is imported, not served and mounts nothing is a router
    beside one that is served."""
    nesting = [root for root in roots if root.kind == "app" and root.framework.nests]
    if any(root.served for root in nesting):
        for root in nesting:
            own = root.served or any(isinstance(event, Mounted) for event in root.events)
            if not own and root.place.path in ground.reachable - ground.entries:
                root.kind = "router"


def _start(root: Made, ground: Ground) -> Step:
    prefix = ""
    if root.kind == "app":
        obstacle = ground.obstacle(root.run, f"creates `{root.name}`")
        if not obstacle and ground.unheard is not None and ground.unheard(root):
            obstacle = f"nothing makes `{root.name}` of `{root.place.path}` listen"
    elif _taken_up(root, ground):
        obstacle, prefix = "", HOLE
    elif root.factory is not None and root.run.uncalled == root.factory:
        obstacle = f"nothing calls `{ground.named(root.factory)}`"
    else:
        obstacle = f"`{root.name}` of `{root.place.path}` is never mounted"
    return Step(root, prefix, root.prefix, HOLE not in f"{prefix}{root.prefix}", obstacle, root.key)


def _taken_up(root: Made, ground: Ground) -> bool:
    """Whether a router is given to something that cannot be followed, or its factory called out of sight: then it may
    be mounted anywhere."""
    if root.handed is not None and not ground.obstacle(root.handed, ""):
        return True
    return root.factory is not None and root.run.uncalled == root.factory and ground.used(root.factory)


def _walk(start: Step, ground: Ground, seen: dict[int, list[Step]]) -> Iterator[tuple[Step, Declared]]:
    """Every declared route below a root, in the order of routing, with the way that leads to it."""
    waiting: list[tuple[Step, Iterator[Declared | Mounted], frozenset[int]]] = []
    waiting.append((start, _events(start.made), frozenset((id(start.made),))))
    seen[id(start.made)].append(start)
    left = STEPS
    while waiting and left:
        left -= 1
        step, events, above = waiting[-1]
        event = next(events, None)
        if event is None:
            waiting.pop()
        elif isinstance(event, Declared):
            yield step, event
        elif id(event.child) not in above and step.depth < CHAIN:
            below = _below(step, event, ground)
            seen[id(event.child)].append(below)
            waiting.append((below, _events(event.child), above | {id(event.child)}))


def _below(step: Step, event: Mounted, ground: Ground) -> Step:
    child = event.child
    obstacle = step.obstacle or ground.obstacle(event.run, f"mounts `{child.name}`")
    own = child.prefix
    if event.prefix is not None:
        own = event.prefix if event.replaces else f"{event.prefix}/{child.prefix}"
    sure = step.sure and HOLE not in own
    return Step(child, f"{step.prefix}/{step.own}", own, sure, obstacle, step.app, step.depth + 1)


def _events(made: Made) -> Iterator[Declared | Mounted]:
    yield from made.events
    options = made.options
    openapi = options.get("openapi_url")
    for builtin in made.framework.builtins if made.kind == "app" else ():
        said = options.get(builtin.keyword)
        off = (isinstance(said, Const) and said.value is None) or (
            isinstance(openapi, Const) and openapi.value is None
        )
        if not off:
            path = said.value if isinstance(said, Const) and isinstance(said.value, str) else builtin.path
            yield Declared((builtin.method,), path, made.place, made.run, name=builtin.keyword, builtin=True)


def _lines(step: Step, event: Declared, ground: Ground, yields: Callable[[Declared], bool]) -> Iterator[Line]:
    framework = step.made.framework
    style = event.style or framework.style
    obstacle = step.obstacle or ground.obstacle(event.run, "declares it")
    sure = step.sure and HOLE not in event.local
    parts = (event.local,) if event.absolute else (step.prefix, step.own, event.local)
    if style == "event":
        above = [part for part in f"{step.prefix}/{step.own}".split("/") if part]
        path, constrained = ".".join((*above, event.local)).replace(HOLE, WILD), False
    else:
        path, constrained = _composed(parts, style)
    for method in event.methods:
        route = Route(
            method=method,
            path=path,
            local=event.local.replace(HOLE, WILD),
            place=event.place,
            router=step.made.key,
            framework=framework.name,
            handler=event.handler,
            handler_name=event.name,
            served=not obstacle,
            obstacle=obstacle,
            constrained=constrained,
            wrappers=event.wrappers,
            builtin=event.builtin,
        )
        yield Line(step.app, route, sure, framework.order, yields(event))


def _composed(parts: Iterable[str], style: str) -> tuple[str, bool]:
    path, constrained = "/", False
    for part in parts:
        piece, held = normal(part, style)  # type: ignore[arg-type]
        path, constrained = join(path, piece), constrained or held
    return path, constrained


def _distinct(lines: list[Line]) -> list[Line]:
    """One line for each app, method, path and place: a served one where there is one."""
    best: dict[tuple[str, str, str, Place], Line] = {}
    for line in lines:
        key = (line.app, line.route.method, line.route.path, line.route.place)
        held = best.get(key)
        if held is None or (line.route.served and not held.route.served):
            best[key] = line
    return list(best.values())


def _shadowed(lines: list[Line]) -> Iterator[Line]:
    """The lines, with the earlier route that always wins where there is one."""
    same: dict[tuple[str, str], list[Line]] = defaultdict(list)
    wide: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        route = line.route
        earlier = [*same[line.app, shape(route.path)], *wide[line.app][:COMPARED]]
        winner = next((other for other in earlier if _wins(other, line)), None)
        if winner is None or not line.sure or route.builtin:
            yield line
        else:
            shadowed = msgspec.structs.replace(route, shadowed_by=winner.route.place)
            yield msgspec.structs.replace(line, route=shadowed)
        if route.served and line.sure and not line.yields:
            same[line.app, shape(route.path)].append(line)
            if line.order == "declared" and "{" in route.path and not route.constrained:
                wide[line.app].append(line)


def _wins(earlier: Line, later: Line) -> bool:
    """Whether an earlier route of the same app answers every request that a later one could."""
    first, second = earlier.route, later.route
    if first.method not in (second.method, "*") or (first.method == "*" and second.method == "WS"):
        return False
    if first.place == second.place:
        return False
    if shape(first.path) == shape(second.path) and len(segments(first.path)) == len(segments(second.path)):
        return first.local == second.local if first.constrained or second.constrained else True
    return earlier.order == "declared" and not first.constrained and covers(first.path, second.path)


def _routers(made: list[Made], seen: dict[int, list[Step]]) -> tuple[Router, ...]:
    apps = {item.key for item in made if item.kind == "app"}
    found: dict[str, Router] = {}
    for item in made:
        steps = seen[id(item)]
        hangs = {step.app for step in steps if step.app in apps}
        mounted = any(not step.obstacle for step in steps)
        held = found.get(item.key)
        if held is not None:
            hangs.update(held.apps)
            mounted = mounted or held.mounted
        found[item.key] = Router(
            key=item.key,
            kind="app" if item.kind == "app" else "router",
            framework=item.framework.name,
            place=item.place,
            name=item.name,
            prefix=item.prefix.replace(HOLE, WILD),
            factory=item.factory,
            apps=tuple(sorted(hangs)),
            mounted=mounted,
            serves=item.served or (held is not None and held.serves),
        )
    return tuple(sorted(found.values(), key=lambda r: (r.place.path, r.place.line or 0, r.key)))


def _mounts(made: list[Made], routers: tuple[Router, ...]) -> tuple[Mount, ...]:
    order = {router.key: index for index, router in enumerate(routers)}
    mounts: dict[Mount, None] = {}
    for item in sorted(made, key=lambda m: order[m.key]):
        for event in item.events:
            if isinstance(event, Mounted):
                if not event.child.key:
                    continue
                prefix = (event.prefix or "").replace(HOLE, WILD)
                mounts[Mount(item.key, event.child.key, prefix, event.place)] = None
    return tuple(mounts)

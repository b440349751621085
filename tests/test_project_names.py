"""What names and members stand for, what values are instances of, which function a call runs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.code.tree import Attr, Call, Expr, Name
from checks.project.annotations import dotted
from checks.project.link import Project
from checks.project.model import ClassRef, External, FunctionRef, ModuleRef, Variable
from tests.trees import project_of


def index_of(project: Project, path: str, qualname: str) -> int:
    return next(f.index for f in project.facts[path].outline.functions if f.qualname == qualname)


def named(project: Project, path: str, text: str, inside: str = "<module>") -> str | None:
    """What a dotted name stands for, in words: ``a.py:create``, ``outside express.Router``, ``a.py:<users>``."""
    index = index_of(project, path, inside)
    target = project.resolve(path, dotted(text), index)
    if isinstance(target, FunctionRef):
        return f"{target.path}:{project.function(target).qualname}"
    if isinstance(target, ClassRef):
        return f"{target.path}:class {project.classes(target).name}"
    if isinstance(target, Variable):
        return f"{target.path}:<{target.name}>"
    if isinstance(target, ModuleRef):
        return f"module {target.path}"
    return f"outside {target.name}" if isinstance(target, External) else None


def kind(project: Project, path: str, value: Expr, inside: str = "<module>") -> str | None:
    ref = project.type_of(path, value, index_of(project, path, inside))
    return project.classes(ref).name if ref else None


PYTHON = project_of(
    {
        "requirements.txt": "fastapi\nsqlalchemy\n",
        "app/__init__.py": "",
        "app/main.py": """
import os
import app.services.users
import app.services.users as u
from fastapi import APIRouter, Depends
from typing import Annotated
from . import services
from .services import UserService, make_service, service as the_service, everything
from .services.users import *
from sqlalchemy.orm import Session

router = APIRouter()
alias = make_service
handlers = {"list": make_service}
try:
    import ujson as json
except ImportError:
    json = None

def provide() -> UserService:
    return None

def provide_untyped():
    service = UserService()
    return service

def handle(db: Session, service: UserService = Depends(provide), other=Depends(provide_untyped),
           third: Annotated[UserService, Depends(provide)] = None, maybe: "UserService | None" = None):
    make_service = 1
    local = service
    with UserService() as held:
        pass
    for looped in []:
        pass
    def inner():
        return local
    return inner
""",
        "app/services/__init__.py": """
from .users import UserService as UserService, make_service
from .users import service
from app.services.users import *
__all__ = ["UserService", "make_service", "service"]
""",
        "app/services/users.py": """
from __future__ import annotations
from abc import ABC

class Base(ABC):
    def shared(self): ...

class UserService(Base):
    instance = None
    limit: int = 3

    def __init__(self, repo: Repo = None):
        self.repo = repo
        self.own = Repo()
        self.find = self.list_all

    def __enter__(self) -> "UserService":
        return self

    @classmethod
    def create(cls):
        return cls()

    @property
    def storage(self) -> Repo:
        return self.own

    def list_all(self):
        return super().shared()

class Repo:
    def all(self): ...

def make_service():
    return UserService()

def everything(): ...

service = UserService()
_hidden = 1
""",
        "app/loop_a.py": "from .loop_b import x\n",
        "app/loop_b.py": "from .loop_a import x\n",
    }
)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("UserService", "app/services/users.py:class UserService"),
        ("make_service", "app/services/users.py:make_service"),
        ("alias", "app/services/users.py:make_service"),
        ("handlers.list", "app/services/users.py:make_service"),
        ("the_service", "app/services/users.py:<service>"),
        ("the_service.list_all", "app/services/users.py:UserService.list_all"),
        ("the_service.shared", "app/services/users.py:Base.shared"),
        ("the_service.repo.all", "app/services/users.py:Repo.all"),
        ("the_service.storage.all", "app/services/users.py:Repo.all"),
        ("UserService.create", "app/services/users.py:UserService.create"),
        ("UserService.limit", "app/services/users.py:<UserService.limit>"),
        ("everything", "app/services/users.py:everything"),
        ("services", "module app/services/__init__.py"),
        ("services.users.make_service", "app/services/users.py:make_service"),
        ("app.services.users.Repo", "app/services/users.py:class Repo"),
        ("u.Repo", "app/services/users.py:class Repo"),
        ("router", "app/main.py:<router>"),
        ("router.get", "outside fastapi.APIRouter.get"),
        ("APIRouter", "outside fastapi.APIRouter"),
        ("os.path.join", "outside os.path.join"),
        ("json.dumps", "outside ujson.dumps"),
        ("open", "outside builtins.open"),
        ("_hidden", None),
        ("nowhere", None),
        ("services.nothing", None),
    ],
)
def test_python_names_stand_for_what_they_were_given(text: str, meaning: str | None) -> None:
    assert named(PYTHON, "app/main.py", text) == meaning


@pytest.mark.parametrize("text", ["make_service", "db", "service", "held", "looped", "local"])
def test_parameters_and_locals_hide_what_lies_around_them(text: str) -> None:
    assert named(PYTHON, "app/main.py", text, "handle") is None


@pytest.mark.parametrize("text", ["service", "other", "third", "maybe", "local", "held"])
def test_annotations_providers_locals_and_contexts_say_what_a_value_is(text: str) -> None:
    assert kind(PYTHON, "app/main.py", Name(0, text), "handle") == "UserService"


def test_a_closure_sees_the_locals_of_the_function_around_it() -> None:
    inner = next(f.qualname for f in PYTHON.facts["app/main.py"].outline.functions if f.name == "inner")
    assert kind(PYTHON, "app/main.py", Name(0, "local"), inner) == "UserService"


def test_a_value_of_an_outside_class_has_that_classes_members() -> None:
    index = index_of(PYTHON, "app/main.py", "handle")
    assert PYTHON.outside_type("app/main.py", Name(0, "db"), index) == External("sqlalchemy.orm.Session")
    assert named(PYTHON, "app/main.py", "db.query", "handle") == "outside sqlalchemy.orm.Session.query"


def test_self_and_super_are_seen_from_inside_a_method() -> None:
    path, inside = "app/services/users.py", "UserService.list_all"
    assert named(PYTHON, path, "self.own.all", inside) == f"{path}:Repo.all"
    assert named(PYTHON, path, "self.find", inside) == f"{path}:UserService.list_all"
    above = Attr(0, Call(0, Name(0, "super")), "shared")
    callee = PYTHON.callee(path, above, index_of(PYTHON, path, inside))
    assert callee == FunctionRef(path, index_of(PYTHON, path, "Base.shared"))


def test_calling_a_class_runs_its_constructor() -> None:
    callee = PYTHON.callee("app/main.py", Name(0, "UserService"))
    assert callee is not None
    assert PYTHON.function(callee).qualname == "UserService.__init__"


def test_bases_are_named_inside_and_outside() -> None:
    target = PYTHON.resolve("app/main.py", Name(0, "UserService"))
    assert isinstance(target, ClassRef)
    assert PYTHON.base_names(target) == {"Base", "abc.ABC"}


def test_names_that_lead_back_to_themselves_have_no_meaning() -> None:
    assert named(PYTHON, "app/loop_a.py", "x") is None


def test_a_variables_values_can_be_asked_for() -> None:
    target = PYTHON.resolve("app/main.py", Name(0, "the_service"))
    assert isinstance(target, Variable)
    assert [type(value) for value in PYTHON.values(target)] == [Call]


SCRIPT = project_of(
    {
        "package.json": '{"name": "x", "dependencies": {"express": "4"}}',
        "src/app.ts": """
import express, { Router } from "express";
import fs from "node:fs";
import * as routes from "./routes";
import users, { list as listUsers } from "./routes/users";
import { Roles } from "./roles";
import type { UsersService } from "./service";
import { service, UsersService as Real } from "./service";
import legacy from "./legacy.js";
import { create } from "./legacy.js";
const direct = require("./legacy");
const { create: made, missing } = require("./legacy");
const app = express();
const handler = listUsers;
let client: UsersService;
client = globalThis.thing;

export function handle(list: UsersService, { service }: Deps) {
  const copy = list;
  const fresh = new Real();
  const deep = () => fresh;
  return copy;
}
""",
        "src/routes/index.ts": """
export { default as users } from "./users";
export * from "./users";
export * as ns from "./users";
""",
        "src/routes/users.ts": """
import { Router } from "express";
const router = Router();
export const list = async (req, res) => res.json([]);
export default router;
""",
        "src/roles.ts": "export enum Roles { Admin = 'admin' }\n",
        "src/service.ts": """
export class Repo { find() { return []; } }
export abstract class Base { abstract id(): string; ping() {} }
export class UsersService extends Base {
  static shared = new UsersService();
  private cache: Repo;
  constructor(private readonly repo: Repo) { super(); this.cache = new Repo(); }
  id() { return "x"; }
  list = () => this.repo.find();
  all() { return [1].map(() => this.cache.find()); }
}
export const service = new UsersService(new Repo());
export function makeService() { return new UsersService(new Repo()); }
""",
        "src/legacy.js": """
const helper = () => 1;
exports.create = async (req, res) => res.json({});
module.exports.helper = helper;
""",
        "src/object.js": """
function one() {}
module.exports = { one, two: () => 2 };
""",
        "src/single.js": "const app = require('express')();\nmodule.exports = app;\n",
        "src/user.js": "const o = require('./object');\nconst s = require('./single');\n",
    }
)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("express.Router", "outside express.Router"),
        ("Router", "outside express.Router"),
        ("fs.readFile", "outside fs.readFile"),
        ("users", "src/routes/users.ts:<router>"),
        ("routes", "module src/routes/index.ts"),
        ("routes.users", "src/routes/users.ts:<router>"),
        ("routes.list", "src/routes/users.ts:list"),
        ("routes.ns.list", "src/routes/users.ts:list"),
        ("listUsers", "src/routes/users.ts:list"),
        ("handler", "src/routes/users.ts:list"),
        ("Roles", "src/roles.ts:class Roles"),
        ("service", "src/service.ts:<service>"),
        ("service.all", "src/service.ts:UsersService.all"),
        ("service.ping", "src/service.ts:Base.ping"),
        ("Real.shared.id", "src/service.ts:UsersService.id"),
        ("create", "src/legacy.js:create"),
        ("direct.create", "src/legacy.js:create"),
        ("direct.helper", "src/legacy.js:helper"),
        ("made", "src/legacy.js:create"),
        ("missing", None),
        ("app", "src/app.ts:<app>"),
        ("client", "src/app.ts:<client>"),
        ("client.all", "src/service.ts:UsersService.all"),
        ("Math.random", "outside Math.random"),
        ("nothing", None),
    ],
)
def test_script_names_stand_for_what_they_were_given(text: str, meaning: str | None) -> None:
    assert named(SCRIPT, "src/app.ts", text) == meaning


def test_common_modules_give_out_what_they_assign() -> None:
    assert named(SCRIPT, "src/user.js", "o.one") == "src/object.js:one"
    assert named(SCRIPT, "src/user.js", "o.two") == "src/object.js:two"
    assert named(SCRIPT, "src/user.js", "s") == "src/single.js:<app>"


def test_this_is_seen_through_arrows_and_parameter_properties() -> None:
    path = "src/service.ts"
    arrows = [f for f in SCRIPT.facts[path].outline.functions if f.kind == "arrow"]
    found = {
        SCRIPT.callee(path, dotted(text), f.index)
        for f in arrows
        for text in ("this.repo.find", "this.cache.find")
    }
    assert found == {FunctionRef(path, index_of(SCRIPT, path, "Repo.find"))}


@pytest.mark.parametrize("text", ["list", "copy", "fresh"])
def test_script_annotations_and_constructors_say_what_a_value_is(text: str) -> None:
    assert kind(SCRIPT, "src/app.ts", Name(0, text), "handle") == "UsersService"


def test_a_destructured_parameter_is_not_its_owner() -> None:
    assert kind(SCRIPT, "src/app.ts", Name(0, "service"), "handle") is None


PORTS = {
    "package.json": "{}",
    "port.ts": "export interface Store { save(x: string): Promise<void>; }\nexport abstract class Clock { abstract now(): number; }",
    "memory.ts": 'import { Store } from "./port";\nexport class Memory implements Store { async save(x: string) { keep(x); } }',
    "use.ts": 'import { Store } from "./port";\nexport function use(store: Store) { return store.save("x"); }',
}


KEPT = 'import { Store } from "./port";\nexport class Memory'
BETWEEN = 'import { Store } from "./port";\nexport abstract class Held implements Store { abstract save(x: string): Promise<void>; }'
CIRCLE = 'import { Memory } from "./memory";\nexport abstract class Store extends Memory { abstract save(x: string): void; }'
BELOW = (
    'import { Held } from "./memory";\nexport class Disk extends Held { async save(x: string) { keep(x); } }'
)


@pytest.mark.parametrize(
    ("more", "runs"),
    [
        ({}, "memory.ts"),
        ({"memory.test.ts": PORTS["memory.ts"]}, "memory.ts"),
        ({"disk.ts": PORTS["memory.ts"].replace("Memory", "Disk")}, None),
        ({"memory.ts": f"{KEPT} implements Store {{ save = async (x: string) => keep(x); }}"}, "memory.ts"),
        ({"memory.ts": f"{KEPT} implements Store {{ load = async (x: string) => keep(x); }}"}, None),
        ({"memory.ts": BETWEEN, "disk.ts": BELOW}, "disk.ts"),
        ({"memory.test.ts": BETWEEN, "memory.ts": BELOW.replace("./memory", "./memory.test")}, None),
        ({"port.ts": CIRCLE}, "memory.ts"),
        ({"memory.ts": PORTS["memory.ts"].replace('"./port"', '"elsewhere"')}, None),
    ],
)
def test_a_call_of_an_interface_runs_its_only_implementation(more: dict[str, str], runs: str | None) -> None:
    project = project_of({**PORTS, **more})
    callee = project.callee("use.ts", dotted("store.save"), index_of(project, "use.ts", "use"))
    assert (callee.path if callee else None) == runs


LINES = st.sampled_from(
    [
        "import a", "import b as a", "from a import *", "from b import a, c", "from . import b", "a = b", "b = a.c", "c = a()",
        "a = [b, c]", "a, b = b, a", "class a(b): pass", "class b(a):\n    c = a\n    def a(self): return self.b.c()",
        "def a(b: 'a' = c) -> 'b': return a(b)", "def b(): yield c", "c = a or b", "for a in b: c = a", "with a() as b: c = b",
        "try:\n    import c\nexcept a as b:\n    c = None", "class c(a.b, c): d: a = b()", "global a", "del a", "a.b = c",
    ]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(LINES, max_size=12), st.lists(LINES, max_size=12), st.lists(LINES, max_size=12))
def test_no_knot_of_names_breaks_or_hangs_the_search(
    first: list[str], second: list[str], third: list[str]
) -> None:
    project = project_of(
        {"a.py": "\n".join(first), "b.py": "\n".join(second), "c/__init__.py": "\n".join(third)}
    )
    for path in project.code():
        for text in ("a", "b", "c", "a.b.c.a.b.c", "c.a.d", "self.b"):
            for function in project.facts[path].outline.functions:
                value = dotted(text)
                project.resolve(path, value, function.index)
                project.type_of(path, Call(0, value), function.index)
                project.callee(path, value, function.index)
    for path in project.code():
        assert project.reachable >= {entry.path for entry in project.entries}
        assert path not in project.importers(path)


def test_a_long_chain_of_names_ends_without_an_answer() -> None:
    links = "\n".join(f"a{i} = a{i + 1}" for i in range(2_000))
    project = project_of({"m.py": f"{links}\na2000 = a0\n"})
    assert named(project, "m.py", "a0") in (None, *(f"m.py:<a{i}>" for i in range(2_001)))


def test_what_an_exported_object_loads_in_place_is_what_its_member_stands_for() -> None:
    files = {
        "doors/index.js": "module.exports = { front: require('./front'), open: require('./back').open, made: require('./front')() };",
        "doors/front.js": "function front() {}\nmodule.exports = front;",
        "doors/back.js": "exports.open = function open() {};",
        "house.js": "const { front, open, made } = require('./doors');\nconst doors = require('./doors');",
    }
    project = project_of(files)
    assert (
        named(project, "house.js", "front")
        == named(project, "house.js", "doors.front")
        == "doors/front.js:front"
    )
    assert named(project, "house.js", "open") == "doors/back.js:open"
    assert named(project, "house.js", "made") != "doors/front.js:front"


SHIMS = """
try:
    from engine import Reader
except ImportError:
    try:
        from engine import read
        class Reader:
            def ask(self): return read()
    except ImportError:
        class Reader:
            def ask(self): return {}
"""


@pytest.mark.parametrize(
    ("engine", "known"),
    [
        ("class Reader: ...\n", ClassRef("engine.py", 0)),
        ("def read(): ...\n", None),
    ],
)
def test_of_several_stand_ins_for_what_cannot_be_imported_none_is_taken_for_it(
    engine: str, known: ClassRef | None
) -> None:
    project = project_of({"app.py": SHIMS, "engine.py": engine})
    assert project.resolve("app.py", Name(1, "Reader")) == known


def test_the_one_stand_in_for_what_cannot_be_imported_is_taken_for_it() -> None:
    text = "try:\n    from engine import Reader\nexcept ImportError:\n    class Reader: ...\n"
    project = project_of({"app.py": text, "engine.py": ""})
    assert project.resolve("app.py", Name(1, "Reader")) == ClassRef("app.py", 0)

"""What the Python front end says of real source."""

from __future__ import annotations

from textwrap import dedent

import pytest

from checks.code.facts import FileFacts, Function, Span
from checks.code.python import read, wants
from checks.code.tree import (
    Assign,
    Attr,
    Bind,
    Body,
    Call,
    Comp,
    Define,
    DefineClass,
    Do,
    Expr,
    Func,
    If,
    Item,
    Lit,
    Loop,
    Map,
    Name,
    Op,
    Other,
    Return,
    Scope,
    Seq,
    Spread,
    Stop,
    Template,
    Throw,
    Try,
    With,
    Yield,
)


def facts(source: str) -> FileFacts:
    return read(dedent(source).encode(), "python")


def body(source: str, function: int = 0) -> Body:
    return facts(source).bodies().functions[function]


def value(source: str) -> Expr:
    """How an expression is lowered where it is assigned."""
    (statement,) = body(f"_ = {source}")
    assert isinstance(statement, Assign)
    assert statement.value is not None
    return statement.value


def functions(source: str) -> dict[str, Function]:
    return {function.qualname: function for function in facts(source).outline.functions}


def x(name: str = "x") -> Name:
    return Name(1, name)


def test_python_files_are_wanted_and_stubs_are_not() -> None:
    assert wants("a/b.py") == wants("b.pyw") == "python"
    assert wants("b.pyi") is None
    assert wants("py") is None


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x", x()),
        ("None", Lit(1, None)),
        ("0x1F", Lit(1, 31)),
        ("-1_000", Lit(1, -1000)),
        ("1e3", Lit(1, 1000.0)),
        ("99999999999999999999", Lit(1, "99999999999999999999")),
        (r"'a\n\x41\u00e9\'' ", Lit(1, "a\nAé'")),
        (r"r'a\n'", Lit(1, r"a\n")),
        (r"'\ud800'", Lit(1, r"\ud800")),
        ("b'a'", Lit(1, "a")),
        ("('a' 'b')", Lit(1, "ab")),
        ("f'a{{b}}'", Lit(1, "a{b}")),
        ("f'a{x!r:>{y}}b'", Template(1, (Lit(1, "a"), x(), x("y"), Lit(1, "b")))),
        ("x.y", Attr(1, x(), "y")),
        ("x[1]", Item(1, x(), Lit(1, 1))),
        ("x[1, y]", Item(1, x(), Seq(1, "tuple", (Lit(1, 1), x("y"))))),
        ("x[1:2]", Item(1, x(), Op(1, ":", (Lit(1, 1), Lit(1, 2))))),
        ("[*x]", Seq(1, "list", (Spread(1, x()),))),
        ("{x}", Seq(1, "set", (x(),))),
        ("(x,)", Seq(1, "tuple", (x(),))),
        ("{'a': x, **y}", Map(1, ((Lit(1, "a"), x()), (None, x("y"))))),
        ("x + y + z", Op(1, "+", (x(), x("y"), x("z")))),
        ("x - y - z", Op(1, "-", (Op(1, "-", (x(), x("y"))), x("z")))),
        ("x and not y or z", Op(1, "or", (Op(1, "and", (x(), Op(1, "not", (x("y"),)))), x("z")))),
        ("x < y is not z", Op(1, "and", (Op(1, "<", (x(), x("y"))), Op(1, "is not", (x("y"), x("z")))))),
        ("x not in y", Op(1, "not in", (x(), x("y")))),
        ("x if y else z", Op(1, "?:", (x("y"), x(), x("z")))),
        ("(x := y)", Bind(1, x(), x("y"))),
        ("await x()", Call(1, x(), end_line=1)),
        ("(yield)", Yield(1)),
        ("(yield from x)", Yield(1, Spread(1, x()))),
        ("[x for x in y if z]", Comp(1, x(), ((x(), x("y")),), (x("z"),))),
        (
            "{x: y for z in a for b in c}",
            Comp(1, Seq(1, "tuple", (x(), x("y"))), ((x("z"), x("a")), (x("b"), x("c"))), kind="dict"),
        ),
        (
            "x(y for y in z)",
            Call(1, x(), (Comp(1, x("y"), ((x("y"), x("z")),), kind="generator"),), end_line=1),
        ),
        (
            "x(1, *y, a=z, **b)",
            Call(1, x(), (Lit(1, 1), Spread(1, x("y")), Spread(1, x("b"))), (("a", x("z")),), 1),
        ),
    ],
)
def test_each_expression_becomes_its_neutral_form(source: str, expected: Expr) -> None:
    assert value(source) == expected


def test_long_texts_are_cut() -> None:
    assert value("'" + "a" * 5000 + "'") == Lit(1, "a" * 300)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = y = 1", (Assign(1, (x(), x("y")), Lit(1, 1), end_line=1),)),
        ("x: dict[str, int] = {}", (Assign(1, (x(),), Map(1), annotation="dict[str, int]", end_line=1),)),
        ("x: int", (Assign(1, (x(),), None, annotation="int", end_line=1),)),
        ("x += 1", (Assign(1, (x(),), Lit(1, 1), "+=", end_line=1),)),
        ("x, y = z", (Assign(1, (Seq(1, "tuple", (x(), x("y"))),), x("z"), end_line=1),)),
        ("...", (Stop(1, "pass"),)),
        ("while x: break", (Loop(1, None, x(), (Stop(1, "break"),)),)),
        (
            "for x in y: pass\nelse: z",
            (Loop(1, x(), x("y"), (Stop(1, "pass"),)), Do(2, Name(2, "z"), 2)),
        ),
        ("raise x from y", (Throw(1, x(), 1),)),
        ("assert x, 'no'", (Do(1, Call(1, x("assert"), (x(), Lit(1, "no")), end_line=1), 1),)),
        ("with x as y, z: pass", (With(1, ((x(), x("y")), (x("z"), None)), (Stop(1, "pass"),)),)),
        (
            "try: x\nexcept (A, B) as e: pass\nexcept: pass\nelse: y\nfinally: z",
            (
                Try(
                    1,
                    (Do(1, x(), 1), Do(4, Name(4, "y"), 4)),
                    (
                        (Seq(2, "tuple", (Name(2, "A"), Name(2, "B"))), "e", (Stop(2, "pass"),)),
                        (None, "", (Stop(3, "pass"),)),
                    ),
                    (Do(5, Name(5, "z"), 5),),
                ),
            ),
        ),
        (
            "if x: 1\nelif y: 2\nelse: 3",
            (
                If(
                    1,
                    x(),
                    (Do(1, Lit(1, 1), 1),),
                    (If(2, Name(2, "y"), (Do(2, Lit(2, 2), 2),), (Do(3, Lit(3, 3), 3),)),),
                ),
            ),
        ),
        ("print 'a', x", (Do(1, Call(1, x("print"), (Lit(1, "a"), x()), end_line=1), 1),)),
    ],
)
def test_each_statement_becomes_its_neutral_form(source: str, expected: Body) -> None:
    assert body(source) == expected


def test_scopes_and_deletions_are_kept() -> None:
    assert body("def f():\n    global a, b\n    del a, b[0]", 1)[0] == Scope(2, "global", ("a", "b"))


def test_a_match_becomes_a_chain_and_what_a_pattern_binds_depends_on_the_subject() -> None:
    (first,) = body(
        """\
        match command:
            case 1 | "a" if ready: pass
            case A.B: pass
            case Point(x=0, y=far) as p: pass
            case {"k": v, **rest}: pass
            case -1: pass
            case _: done()
        """
    )
    assert isinstance(first, If)
    command = Name(1, "command")
    either = Op(2, "or", (Op(2, "==", (command, Lit(2, 1))), Op(2, "==", (command, Lit(2, "a")))))
    assert first.test == Op(2, "and", (either, Name(2, "ready")))
    (second,) = first.other
    assert isinstance(second, If)
    assert second.test == Op(3, "==", (command, Attr(3, Name(3, "A"), "B")))
    (third,) = second.other
    assert isinstance(third, If)
    assert third.test == Call(4, Name(4, "isinstance"), (command, Name(4, "Point")))
    assert third.then[0] == Assign(4, (Seq(4, "tuple", (Name(4, "p"), Name(4, "far"))),), command, end_line=4)
    (fourth,) = third.other
    assert isinstance(fourth, If)
    assert fourth.then[0] == Assign(
        5, (Seq(5, "tuple", (Name(5, "v"), Name(5, "rest"))),), command, end_line=5
    )
    (fifth,) = fourth.other
    assert isinstance(fifth, If)
    assert fifth.test == Op(6, "==", (command, Lit(6, -1)))
    assert fifth.other == (Do(7, Call(7, Name(7, "done"), end_line=7), 7),)


ROUTE = '''\
@router.get("/stats", response_model=Stats)
async def stats(
    user: Annotated[User, Depends(current_user)],
    limit: int = 10,
    *rest: str,
    db: Session = Depends(get_db),
    **options,
) -> dict[str, int]:
    """How many.

    Counted live.
    """
    return {"total": 1}
'''


def test_a_route_has_its_decorators_parameters_and_lines() -> None:
    route = functions(ROUTE)["stats"]
    assert (route.first_line, route.line, route.end_line) == (1, 2, 13)
    assert route.is_async
    assert route.returns == "dict[str, int]"
    assert route.docstring == "How many.\n\nCounted live."
    assert route.decorators[0].value == Call(
        1, Attr(1, Name(1, "router"), "get"), (Lit(1, "/stats"),), (("response_model", Name(1, "Stats")),), 1
    )
    assert [(param.name, param.kind, param.annotation) for param in route.params] == [
        ("user", "", "Annotated[User, Depends(current_user)]"),
        ("limit", "", "int"),
        ("rest", "*", "str"),
        ("db", "keyword", "Session"),
        ("options", "**", ""),
    ]
    assert route.params[0].metadata == (Call(3, Name(3, "Depends"), (Name(3, "current_user"),), end_line=3),)
    assert route.params[1].default == Lit(4, 10)
    assert body(ROUTE, 1) == (Return(13, Map(13, ((Lit(13, "total"), Lit(13, 1)),)), 13),)


def test_a_docstring_is_no_statement_and_no_code() -> None:
    source = '"""Module."""\n\ndef f():\n    """Says."""\n'
    assert body(source, 1) == ()
    assert facts(source).code_lines == 1
    assert facts(source).outline.functions[0].docstring == "Module."


SERVICE = """\
class Store(Base, table=True):
    name: str
    cache = shared = {}
    if DEBUG:
        trace: bool = False

    class Meta:
        ordering = ["id"]

    def __init__(self):
        self.items = {}

    @property
    def size(self): return len(self.items)

    @size.setter
    def size(self, value): ...

    @staticmethod
    def make():
        def inner(): yield 1
        return inner

    @classmethod
    def load(cls): pass

    @abstractmethod
    def save(self): ...
"""


def test_a_class_has_fields_methods_bases_and_keywords() -> None:
    store, meta = facts(SERVICE).outline.classes
    assert store.bases == (Name(1, "Base"),)
    assert store.keywords == (("table", Lit(1, True)),)
    assert [(field.name, field.line, field.static) for field in store.fields] == [
        ("name", 2, False),
        ("cache", 3, True),
        ("shared", 3, True),
        ("trace", 5, False),
    ]
    assert (meta.name, meta.owner, store.owner) == ("Meta", 0, -1)
    found = functions(SERVICE)
    assert {name: function.kind for name, function in found.items()} == {
        "<module>": "module",
        "Store.__init__": "constructor",
        "Store.size": "setter",
        "Store.make": "static",
        "Store.make.inner": "function",
        "Store.load": "classmethod",
        "Store.save": "method",
    }
    assert len(store.methods) == 6
    assert found["Store.make.inner"].is_generator
    assert not found["Store.make"].is_generator
    assert found["Store.make.inner"].parent == found["Store.make"].index
    assert found["Store.make.inner"].owner == -1
    assert found["Store.save"].abstract
    assert not found["Store.load"].abstract
    assert body(SERVICE) == (DefineClass(1, 0),)


def test_annotated_attributes_of_a_plain_class_are_shared() -> None:
    (plain,) = facts("class A:\n    items: dict = {}").outline.classes
    (model,) = facts("@dataclass\nclass A:\n    items: dict = {}").outline.classes
    assert plain.fields[0].static
    assert not model.fields[0].static


def test_methods_of_protocols_and_overloads_are_abstract() -> None:
    found = functions("class P(Protocol[T]):\n    def a(self): ...\n    def b(self): return 1\n")
    assert found["P.a"].abstract
    assert not found["P.b"].abstract
    assert functions("@typing.overload\ndef f(): ...")["f"].abstract


def test_a_lambda_is_a_function_named_after_what_it_is_assigned_to() -> None:
    source = "double = lambda n=1: n * 2"
    assert body(source) == (Assign(1, (x("double"),), Func(1, 1), end_line=1),)
    assert functions(source)["double"].kind == "lambda"
    assert body(source, 1) == (Return(1, Op(1, "*", (x("n"), Lit(1, 2))), 1),)


def test_imports_are_found_wherever_they_stand() -> None:
    source = """\
        import a.b, c as d
        from ..pkg.mod import (e, f as g)
        from . import h
        from i import *
        if TYPE_CHECKING:
            from j import K
        try:
            import l
        except ImportError:
            l = None
        def late():
            import m
            importlib.import_module("n.o")
            import_module(f"plugins.{name}")
            __import__(name)
        """
    found = [
        (item.module, item.name, item.alias, item.kind, item.line, item.function, item.guarded)
        for item in facts(source).outline.imports
    ]
    assert found == [
        ("a.b", "", "a", "import", 1, 0, False),
        ("c", "", "d", "import", 1, 0, False),
        ("..pkg.mod", "e", "e", "from", 2, 0, False),
        ("..pkg.mod", "f", "g", "from", 2, 0, False),
        (".", "h", "h", "from", 3, 0, False),
        ("i", "*", "*", "from", 4, 0, False),
        ("j", "K", "K", "type", 6, 0, True),
        ("l", "", "l", "import", 8, 0, True),
        ("m", "", "m", "import", 12, 1, False),
        ("n.o", "", "", "dynamic", 13, 1, False),
        ("plugins.*", "", "", "dynamic", 14, 1, False),
        ("*", "", "", "dynamic", 15, 1, False),
    ]


def test_a_function_that_only_imports_has_a_body() -> None:
    assert body("def ready():\n    import signals", 1) == (Do(2, Other(2, "import"), 2),)


def test_a_literal_all_is_what_the_file_gives_out() -> None:
    outline = facts("__all__ = ['a']\n__all__ += ['B']\ndef a(): ...\ndef c(): ...\nclass B: ...").outline
    assert [export.name for export in outline.exports] == ["a", "B"]
    assert [function.exported for function in outline.functions] == [False, True, False]
    assert outline.classes[0].exported


def test_comments_know_whether_they_stand_alone() -> None:
    first, second = facts("# TODO: all\nx = '# no'  # really\n").outline.comments
    assert (first.line, first.text, first.alone) == (1, "TODO: all", True)
    assert (second.line, second.text, second.alone) == (2, "really", False)


def test_lines_are_counted_as_wc_does_and_code_without_comments_and_blanks() -> None:
    read_back = facts("# one\n\nx = 1  # two\n'''\n\nthree'''\ny = '''\n# text\n'''")
    assert (read_back.lines, read_back.code_lines) == (9, 6)
    assert (facts("").lines, facts("x").lines, facts("x\n").lines) == (0, 1, 1)


def test_carriage_returns_marks_and_form_feeds_change_no_line() -> None:
    plain = facts("x = 1\n\ndef f():\n    return 1\n")
    dressed = read(b"\xef\xbb\xbfx = 1\r\n\x0c\r\ndef f():\r\n    return 1\r\n", "python")
    assert dressed.outline == plain.outline
    assert dressed.bodies() == plain.bodies()
    assert (dressed.digest, dressed.lines, dressed.code_lines) == (
        plain.digest,
        plain.lines,
        plain.code_lines,
    )


BASE = "class A:\n    def f(self, a):\n        if a:\n            b(' x')\n        return a\n"


@pytest.mark.parametrize(
    "same",
    [
        BASE.replace("(self, a)", "(\n        self,\n        a\n    )"),
        BASE.replace("if a:", "# why\n        if  a :  # so"),
        BASE.replace("if a:", '"""Says."""\n        if a:'),
        BASE.replace("    ", "\t"),
        "import os\n\n\n" + BASE,
        BASE + "\n    def g(self): pass\n",
    ],
)
def test_a_digest_outlives_layout_and_comments(same: str) -> None:
    assert functions(same)["A.f"].digest == functions(BASE)["A.f"].digest


@pytest.mark.parametrize(
    "other",
    [
        BASE.replace("        return a", "            return a"),
        BASE.replace("' x'", "'x'"),
        BASE.replace("return a", "return b"),
        BASE.replace("    def f", "    @cached\n    def f"),
    ],
)
def test_a_digest_tells_changed_meaning(other: str) -> None:
    assert functions(other)["A.f"].digest != functions(BASE)["A.f"].digest


def test_what_does_not_parse_is_a_span_and_the_rest_is_read() -> None:
    read_back = facts("def a():\n    return 1\n\nx = = 2\n\ndef b():\n    return 2\n")
    assert read_back.outline.errors == (Span(4, 4),)
    assert [function.name for function in read_back.outline.functions] == ["<module>", "a", "b"]
    assert isinstance(read_back.bodies().functions[0][0], Define)


def test_newer_syntax_than_the_running_python_is_read() -> None:
    read_back = facts(
        "type Ids[T] = list[T]\ndef first[T](a: list[T]) -> T: return a[0]\ntry: pass\nexcept* E: pass\n"
    )
    assert read_back.outline.errors == ()
    assert read_back.outline.classes[0].kind == "type"


def test_the_same_bytes_give_the_same_facts() -> None:
    assert facts(SERVICE) == facts(SERVICE)

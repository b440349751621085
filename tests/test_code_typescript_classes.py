"""What the TypeScript front end says of classes, their members and decorators."""

from __future__ import annotations

from checks.code.tree import (
    Call,
    Lit,
    Map,
    Name,
)
from tests.lowered import function, only_class, read

# --- classes -------------------------------------------------------------------------------------

CONTROLLER = """
@Controller({ path: 'users' })
export class Users<T> extends Base<T> implements A, B {
  private readonly seen: Map<string, T> = new Map();
  static limit = 5;
  constructor(@Inject(X) private readonly store: Store, other: Other) { super(); }
  @Get(':id')
  @Roles('admin')
  async one(@Param('id') id: string): Promise<T> { return this.store.get(id); }
  get size() { return 1; }
  static make() {}
  abstract later(): void;
}
"""


def test_a_class_has_bases_decorators_fields_and_methods() -> None:
    facts = read(CONTROLLER)
    (found,) = facts.outline.classes
    assert (found.name, found.line, found.first_line, found.kind, found.exported) == (
        "Users",
        3,
        2,
        "class",
        True,
    )
    assert [b.id for b in found.bases if isinstance(b, Name)] == ["Base", "A", "B"]
    assert found.implements == ("A", "B")
    (decorator,) = found.decorators
    assert isinstance(decorator.value, Call)
    assert decorator.value.args == (Map(2, ((Lit(2, "path"), Lit(2, "users")),)),)
    assert [(f.name, f.annotation, f.static) for f in found.fields] == [
        ("seen", "Map<string, T>", False),
        ("limit", "", True),
    ]
    kinds = [(facts.outline.functions[m].name, facts.outline.functions[m].kind) for m in found.methods]
    assert kinds == [
        ("constructor", "constructor"),
        ("one", "method"),
        ("size", "getter"),
        ("make", "static"),
        ("later", "method"),
    ]


def test_methods_and_parameters_keep_their_decorators() -> None:
    one = function(CONTROLLER, "one")
    assert [d.line for d in one.decorators] == [7, 8]
    assert (one.first_line, one.line) == (7, 9)
    assert one.params[0].decorators[0].value == Call(9, Name(9, "Param"), (Lit(9, "id"),), (), 9)


def test_constructor_parameters_that_declare_fields_have_an_access() -> None:
    params = function(CONTROLLER, "constructor").params
    assert [(p.name, p.annotation, p.access) for p in params] == [
        ("store", "Store", "private"),
        ("other", "Other", ""),
    ]


def test_interfaces_enums_and_type_aliases_are_classes_of_their_kind() -> None:
    interface = only_class("interface I extends J { a: string; b(x: number): void }")
    assert (interface.kind, [f.name for f in interface.fields]) == ("interface", ["a", "b"])
    enum = only_class("export enum E { A = 'x', B }")
    assert [(f.name, f.value) for f in enum.fields] == [("A", Lit(1, "x")), ("B", None)]
    alias = only_class("type T = { a: string } & U;")
    assert (alias.kind, alias.bases, alias.fields[0].annotation) == ("type", (Name(1, "U"),), "string")


def test_members_of_a_namespace_are_the_modules_and_not_its_exports() -> None:
    facts = read("namespace N { export function f() {} }")
    assert [f.name for f in facts.outline.functions] == ["<module>", "f"]
    assert facts.outline.exports == ()

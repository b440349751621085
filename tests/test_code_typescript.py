"""What the TypeScript front end says of imports, exports, definitions, statements and markup."""

from __future__ import annotations

from checks.code import typescript
from checks.code.tree import (
    Assign,
    Attr,
    Bind,
    Call,
    DefineClass,
    Delete,
    Do,
    Func,
    If,
    Lit,
    Loop,
    Map,
    Markup,
    Name,
    Op,
    Return,
    Seq,
    Stop,
    Template,
    Throw,
    Try,
)
from tests.lowered import exports, function, imports, read, top, value

# --- which files ---------------------------------------------------------------------------------


def test_wants_every_extension_of_typescript_and_javascript() -> None:
    wanted = {
        p: typescript.wants(p) for p in ("a.ts", "a.mts", "a.d.ts", "a.tsx", "a.js", "a.cjs", "a.jsx", "a.py")
    }
    assert wanted == {
        "a.ts": "typescript",
        "a.mts": "typescript",
        "a.d.ts": "typescript",
        "a.tsx": "tsx",
        "a.js": "javascript",
        "a.cjs": "javascript",
        "a.jsx": "javascript",
        "a.py": None,
    }


def test_the_language_follows_from_the_grammar() -> None:
    languages = [read("a", grammar).language for grammar in ("typescript", "tsx", "javascript")]
    assert languages == ["typescript", "typescript", "javascript"]


# --- imports -------------------------------------------------------------------------------------


def test_es_imports_name_what_they_take_and_what_they_call_it() -> None:
    source = """
    import d, { a as b, type C } from "m";
    import * as ns from "n";
    import type { T } from "t";
    import "side";
    """
    assert imports(source) == [
        ("m", "default", "d", "import"),
        ("m", "a", "b", "import"),
        ("m", "C", "C", "type"),
        ("n", "", "ns", "import"),
        ("t", "T", "T", "type"),
        ("side", "", "", "import"),
    ]


def test_require_is_an_import_of_the_module_of_a_member_or_of_several() -> None:
    source = (
        'const a = require("m"); const b = require("m").c; const { d, e: f } = require("m"); require("m");'
    )
    assert imports(source, "javascript") == [
        ("m", "", "a", "require"),
        ("m", "c", "b", "require"),
        ("m", "d", "d", "require"),
        ("m", "e", "f", "require"),
        ("m", "", "", "require"),
    ]


def test_dynamic_imports_know_their_function_and_their_names() -> None:
    source = 'async function f() { const { a } = await import("./m"); }\nconst P = lazy(() => import("./P"));'
    found = read(source).outline.imports
    assert [(i.module, i.name, i.kind, i.function) for i in found] == [
        ("./m", "a", "dynamic", 1),
        ("./P", "", "dynamic", 2),
    ]


def test_a_worker_file_is_a_dynamic_import() -> None:
    assert imports('new Worker(new URL("./w.ts", import.meta.url))') == [("./w.ts", "", "", "dynamic")]
    assert imports('new URL("https://example.org")') == []


def test_an_import_inside_a_condition_is_guarded() -> None:
    (found,) = read('if (dev) { require("./dev") }', "javascript").outline.imports
    assert found.guarded


def test_reexports_are_imports_given_out() -> None:
    source = 'export { a as b } from "m"; export * from "n"; export * as ns from "o";'
    assert imports(source) == [
        ("m", "a", "b", "export"),
        ("n", "*", "*", "export"),
        ("o", "", "ns", "export"),
    ]
    assert exports(source) == []


# --- exports -------------------------------------------------------------------------------------


def test_exported_declarations_and_clauses() -> None:
    source = (
        "export const a = 1, { b, c: d } = x; export function f() {} export class K {} export { g as h };"
    )
    assert exports(source) == [("a", "a"), ("b", "b"), ("d", "d"), ("f", "f"), ("K", "K"), ("h", "g")]


def test_a_function_exported_by_a_clause_is_marked_exported() -> None:
    assert function("function f() {}\nexport { f };", "f").exported
    assert not function("function f() {}", "f").exported


def test_a_default_export_of_an_expression_is_assigned_to_default() -> None:
    source = "export default make();"
    assert exports(source) == [("default", "default")]
    (statement,) = top(source)
    assert isinstance(statement, Assign)
    assert statement.targets == (Name(1, "default"),)


def test_a_default_export_of_a_name_or_a_declaration_leads_to_it() -> None:
    assert exports("const a = 1; export default a;") == [("default", "a")]
    assert exports("export default class K {}") == [("default", "K")]
    assert exports("export default function () {}") == [("default", "default")]


def test_every_form_of_module_exports_gives_its_names_out() -> None:
    source = "module.exports = { a, b: c, d() {} }; exports.e = () => 1; module.exports.f = g;"
    assert exports(source, "javascript") == [
        ("default", "default"),
        ("=", "default"),
        ("a", "a"),
        ("b", "c"),
        ("d", "d"),
        ("e", "e"),
        ("f", "g"),
    ]


def test_module_exports_of_another_module_pass_its_names_on() -> None:
    assert ("./m", "*", "*", "export") in imports('module.exports = require("./m");', "javascript")
    assert ("./m", "*", "*", "export") in imports('module.exports = { ...require("./m") };', "javascript")


# --- functions -----------------------------------------------------------------------------------


def test_functions_are_named_after_what_they_are_given_to() -> None:
    source = """
    const a = () => 1;
    b.c = function () {};
    const o = { d: async () => {}, e() {}, "f-g": function () {} };
    class K { h = () => 1; }
    call(() => 2);
    """
    names = [(f.name, f.qualname, f.kind) for f in read(source).outline.functions[1:]]
    assert names == [
        ("a", "a", "arrow"),
        ("c", "c", "function"),
        ("d", "o.d", "arrow"),
        ("e", "o.e", "method"),
        ("f-g", "o.f-g", "function"),
        ("h", "K.h", "arrow"),
        ("", "<anonymous>", "arrow"),
    ]


def test_a_type_assertion_around_a_function_does_not_hide_its_name() -> None:
    assert function("const handler = (async () => {}) as Handler;", "handler").is_async


def test_parameters_know_types_defaults_and_destructured_names() -> None:
    found = function("function f({ a, b: c = 1, ...r }: P, d = 2, e?: string, ...g: number[]) {}", "f").params
    assert [(p.name, p.annotation, p.kind, p.fields) for p in found] == [
        ("{a,c,r}", "P", "", ("a", "c", "r")),
        ("d", "", "", ()),
        ("e", "string", "", ()),
        ("g", "number[]", "*", ()),
    ]
    assert found[1].default == Lit(1, 2)


def test_async_generators_and_returns_are_told() -> None:
    found = function("async function* f(): AsyncIterable<string> { yield 1 }", "f")
    assert (found.is_async, found.is_generator, found.returns) == (True, True, "AsyncIterable<string>")


def test_overloads_and_declarations_without_a_body_are_abstract() -> None:
    source = "declare function a(): void;\nfunction b(x: string): void;\nfunction b(x: any) {}"
    assert [f.abstract for f in read(source).outline.functions[1:]] == [True, True, False]


def test_the_comment_above_a_function_is_its_docstring() -> None:
    assert (
        function("/** Sends it.\n * At once. */\nexport function f() {}", "f").docstring
        == "Sends it.\nAt once."
    )


def test_a_digest_ignores_white_space_and_comments_and_nothing_else() -> None:
    first = function("function f() { return 1; }", "f").digest
    assert function("function f() {\n  // one\n  return 1; /* two */ }", "f").digest == first
    assert function("function f() { return 2; }", "f").digest != first


# --- statements ----------------------------------------------------------------------------------


def test_assignments_of_every_form() -> None:
    statements = top("let a: T; a = b = c; d ??= e; i++; delete o.k;")
    assert statements == (
        Assign(1, (Name(1, "a"),), None, "=", "let", "T", 1),
        Assign(1, (Name(1, "a"), Name(1, "b")), Name(1, "c"), end_line=1),
        Assign(1, (Name(1, "d"),), Name(1, "e"), op="??=", end_line=1),
        Assign(1, (Name(1, "i"),), Lit(1, 1), op="+=", end_line=1),
        Delete(1, (Attr(1, Name(1, "o"), "k"),)),
    )


def test_an_assignment_inside_an_expression_is_a_bind() -> None:
    (statement,) = top("while ((m = next())) use(m);")
    assert isinstance(statement, Loop)
    assert statement.source == Bind(1, Name(1, "m"), Call(1, Name(1, "next"), (), (), 1))


def test_destructuring_targets_keep_their_shape() -> None:
    first, second = top("const { a, b: [c], ...d } = x; const [, e = 1] = y;")
    assert isinstance(first, Assign)
    assert first.targets == (
        Map(
            1,
            (
                (Lit(1, "a"), Name(1, "a")),
                (Lit(1, "b"), Seq(1, "list", (Name(1, "c"),))),
                (None, Name(1, "d")),
            ),
        ),
    )
    assert isinstance(second, Assign)
    assert second.targets == (Seq(1, "list", (Lit(1, None), Bind(1, Name(1, "e"), Lit(1, 1)))),)


def test_a_switch_is_a_chain_of_comparisons() -> None:
    (statement,) = top("switch (x) { case 1: case 2: f(); break; case 3: throw e; default: g(); }")
    assert isinstance(statement, If)
    first = (Op(1, "==", (Name(1, "x"), Lit(1, 1))), Op(1, "==", (Name(1, "x"), Lit(1, 2))))
    assert statement.test == Op(1, "or", first)
    assert isinstance(statement.then[0], Do)
    (second,) = statement.other
    assert isinstance(second, If)
    assert isinstance(second.then[0], Throw)
    assert isinstance(second.other[0], Do)


def test_control_flow_keeps_its_parts() -> None:
    (try_,) = top("try { a() } catch (e) { b() } finally { c() }")
    assert isinstance(try_, Try)
    assert (len(try_.body), try_.handlers[0][1], len(try_.final)) == (1, "e", 1)
    start, loop = top("for (let i = 0; i < 3; i++) { continue }")
    assert isinstance(start, Assign)
    assert isinstance(loop, Loop)
    assert loop.body[0] == Stop(1, "continue")
    (each,) = top("for (const x of xs) {}")
    assert each == Loop(1, Name(1, "x"), Name(1, "xs"))


def test_an_expression_body_is_a_return() -> None:
    facts = read("const f = () => ({ a: 1 });")
    assert facts.bodies().functions[1] == (Return(1, Map(1, ((Lit(1, "a"), Lit(1, 1)),)), 1),)


# --- expressions ---------------------------------------------------------------------------------


def test_what_only_the_compiler_needs_leaves_no_mark() -> None:
    plain = value("a.b")
    for source in ("(a.b)", "a!.b", "(a as any).b", "a?.b", "await a.b", "a.b satisfies T", "void a.b"):
        assert value(source) == plain, source


def test_operators_are_spelled_alike_in_every_language() -> None:
    spelled = {
        s: v.op for s in ("a && b", "a || b", "a ?? b", "a === b", "!a") if isinstance(v := value(s), Op)
    }
    assert spelled == {"a && b": "and", "a || b": "or", "a ?? b": "or", "a === b": "==", "!a": "not"}


def test_a_chain_of_one_operator_is_one_operation() -> None:
    assert value("a + b + c") == Op(1, "+", (Name(1, "a"), Name(1, "b"), Name(1, "c")))


def test_literals_have_their_values() -> None:
    sources = ("1_000", "0xff", "1.5e3", "-4", "'a\\n\\u0041'", "true", "null", "undefined", "`plain`", "9n")
    values = [v.value for s in sources if isinstance(v := value(s), Lit)]
    assert values == [1000, 255, 1500.0, -4, "a\nA", True, None, None, "plain", 9]


def test_templates_and_tagged_templates() -> None:
    template = Template(1, (Lit(1, "a "), Name(1, "b")))
    assert value("`a ${b}`") == template
    tagged = value("sql`a ${b}`")
    assert isinstance(tagged, Call)
    assert tagged.args == (template,)


def test_objects_keep_keys_spreads_and_methods() -> None:
    found = value("{ a, 'b-c': 1, [d]: 2, ...e, f() {} }")
    assert isinstance(found, Map)
    assert found.items[0] == (Lit(1, "a"), Name(1, "a"))
    assert found.items[1] == (Lit(1, "b-c"), Lit(1, 1))
    assert found.items[2] == (Name(1, "d"), Lit(1, 2))
    assert found.items[3] == (None, Name(1, "e"))
    assert found.items[4] == (Lit(1, "f"), Func(1, 1))


# --- markup --------------------------------------------------------------------------------------


def test_markup_has_tag_attributes_and_children() -> None:
    found = value("<Page {...p} title='x' wide n={1}>Hi {name} <br/>{/* no */}</Page>", "tsx")
    assert isinstance(found, Markup)
    assert found.tag == "Page"
    assert [name for name, _ in found.attributes] == ["...", "title", "wide", "n"]
    assert found.attributes[2][1] == Lit(1, True)
    assert found.children == (Lit(1, "Hi"), Name(1, "name"), Markup(1, "br"))


def test_a_bare_ampersand_in_markup_is_text() -> None:
    facts = read("const a = (\n<h2>Profit & Loss</h2>\n);\nconst b = <a href='/x?a=1&b=2'>c</a>;", "tsx")
    assert facts.outline.errors == ()
    first, second = facts.bodies().functions[0]
    assert isinstance(first, Assign)
    assert first.value == Markup(2, "h2", (), (Lit(2, "Profit & Loss"),))
    assert isinstance(second, Assign)
    assert isinstance(second.value, Markup)
    assert second.value.attributes == (("href", Lit(4, "/x?a=1&b=2")),)


def test_an_intersection_type_stays_one_beside_an_ampersand_in_markup() -> None:
    facts = read("type T = A & B;\nconst a = <b>C & D</b>;", "tsx")
    assert facts.outline.errors == ()
    assert facts.outline.classes[0].bases == (Name(1, "A"), Name(1, "B"))


# --- lines, comments, errors ---------------------------------------------------------------------


def test_lines_and_code_lines() -> None:
    facts = read("// one\n\nconst a = 1; // two\n/*\n three\n*/\nconst b = 2;")
    assert (facts.lines, facts.code_lines) == (7, 2)


def test_comments_have_text_and_know_whether_they_stand_alone() -> None:
    found = read('// one\nconst a = "// no"; /* two */\nf({\n  // three\n});').outline.comments
    assert [(c.line, c.text, c.alone) for c in found] == [
        (1, "one", True),
        (2, "two", False),
        (4, "three", True),
    ]


def test_comments_are_found_wherever_they_stand() -> None:
    source = "interface A {\n  // in a type\n  a: string /* after */\n}\nf(a, /* among */ b);\n<b>{/* in markup */}</b>"
    assert [c.text for c in read(source, "tsx").outline.comments] == [
        "in a type",
        "after",
        "among",
        "in markup",
    ]


def test_what_cannot_be_read_is_told_by_its_lines_and_the_rest_is_read() -> None:
    facts = read("const a = 1;\nfunction f() { return (((; }\nfunction g() {}\n")
    assert [(s.line, s.end_line) for s in facts.outline.errors] == [(2, 2)]
    assert "g" in [f.name for f in facts.outline.functions]


def test_classes_inside_functions_know_their_place() -> None:
    facts = read("function f() { class K { m() {} } }")
    assert facts.outline.classes[0].parent == 1
    assert facts.bodies().functions[1] == (DefineClass(1, 0),)
    assert facts.outline.functions[2].qualname == "f.K.m"


def test_a_byte_order_mark_and_utf_16_change_nothing() -> None:
    plain = read("const a = 1;\n")
    for data in ("\ufeffconst a = 1;\n".encode(), "const a = 1;\n".encode("utf-16")):
        assert typescript.read(data, "typescript") == plain


def test_words_are_those_of_bodies() -> None:
    source = "import { taken } from 'a';\nclass A { held = 1; }\nexport function f({ given }) { return used({ told: 1 }); }"
    words = set(read(source).said.split(b"\n"))
    assert {b"used", b"told"} <= words
    assert words.isdisjoint({b"taken", b"held", b"given", b"f", b"A"})

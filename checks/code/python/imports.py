"""``import`` and ``from … import``."""

from __future__ import annotations

from checks.code.facts import TEXT_LIMIT, Import
from checks.code.python.lowering import Lowering
from checks.code.python.syntax import Syntax, end_of, field, kids, line_of
from checks.code.tree import Body, Do, Other

ALIAS = field("alias")
MODULE = field("module_name")
NAME = field("name")


def import_(low: Lowering, node: Syntax) -> Body:
    """``import a.b`` and ``import a.b as c``."""
    for kid in kids(node):
        module, alias = _named(low, kid)
        _note(low, node, module, "", alias or module.partition(".")[0], "import")
    return _trace(low, node)


def import_from(low: Lowering, node: Syntax) -> Body:
    """``from a import b, c as d`` and ``from a import *``."""
    source = node.child_by_field_id(MODULE)
    module = "".join(low.text(source).split()) if source is not None else ""
    for kid in node.children_by_field_name("name"):
        name, alias = _named(low, kid)
        _note(low, kid, module, name, alias or name, "from")
    for kid in node.named_children[-1:]:
        if kid.type == "wildcard_import":
            _note(low, kid, module, "*", "*", "from")
    return _trace(low, node)


def future_import(low: Lowering, node: Syntax) -> Body:
    """``from __future__ import a``."""
    for kid in node.children_by_field_name("name"):
        name, alias = _named(low, kid)
        _note(low, kid, "__future__", name, alias or name, "from")
    return ()


def _named(low: Lowering, node: Syntax) -> tuple[str, str]:
    """What is imported, and its name after ``as``."""
    name, alias = node.child_by_field_id(NAME), node.child_by_field_id(ALIAS)
    if node.type != "aliased_import" or name is None or alias is None:
        return "".join(low.text(node).split()), ""
    return "".join(low.text(name).split()), low.text(alias)


def _note(low: Lowering, node: Syntax, module: str, name: str, alias: str, kind: str) -> None:
    place = low.place
    module, name, alias = module[:TEXT_LIMIT], name[:TEXT_LIMIT], alias[:TEXT_LIMIT]
    kind = "type" if place.typing else kind
    low.imports.append(Import(module, name, alias, kind, line_of(node), place.function, place.guarded))


def _trace(low: Lowering, node: Syntax) -> Body:
    """A function that imports does something: its body must not look empty."""
    if not low.place.function:
        return ()
    line = line_of(node)
    return (Do(line, Other(line, "import"), end_of(node)),)

"""Functions that agents call as tools: marked with a decorator of one of the packages that serve them.

Sources: https://python.langchain.com/docs/how_to/custom_tools/, https://modelcontextprotocol.io/docs/develop/build-server,
https://docs.crewai.com/en/concepts/tools, https://openai.github.io/openai-agents-python/tools/.
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.code.facts import Function
from checks.code.tree import Call
from checks.project.flow.values import dotted
from checks.project.link import Project

_MARKS = frozenset(("tool", "function_tool", "kernel_function"))
_PACKAGES = frozenset(
    """langchain langchain_core langchain_community mcp fastmcp crewai crewai_tools agents smolagents pydantic_ai
    semantic_kernel llama_index google""".split()
)


def tools(project: Project) -> Iterator[tuple[str, Function]]:
    """Every tool of production code, with its path."""
    for path in project.importing(*_PACKAGES):
        imports = project.facts[path].passed.imports
        if not any(item.module.split(".", 1)[0] in _PACKAGES for item in imports):
            continue
        for function in project.facts[path].outline.functions:
            if any(
                _marks(d.value.func if isinstance(d.value, Call) else d.value) for d in function.decorators
            ):
                yield path, function


def _marks(value: object) -> bool:
    return dotted(value).rsplit(".", 1)[-1] in _MARKS  # type: ignore[arg-type]

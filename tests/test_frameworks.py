"""The descriptions of frameworks hold together."""

from __future__ import annotations

import pkgutil

import checks.frameworks
from checks.frameworks import frameworks


def test_every_file_in_the_folder_is_a_framework() -> None:
    files = {m.name for m in pkgutil.iter_modules(checks.frameworks.__path__) if not m.ispkg} - {"model"}
    assert len(frameworks()) == len(files)
    assert len({framework.name for framework in frameworks()}) == len(files)


def test_every_framework_can_make_an_app_or_finds_its_routes_itself() -> None:
    for framework in frameworks():
        assert framework.packages, framework.name
        assert framework.discover or any(maker.kind == "app" for maker in framework.makers), framework.name


def test_no_maker_is_claimed_by_two_frameworks() -> None:
    names = [name for f in frameworks() for maker in f.makers for name in maker.names]
    assert len(names) == len(set(names))


def test_methods_are_upper_case_and_handlers_stand_somewhere() -> None:
    for framework in frameworks():
        for verb in framework.verbs:
            assert all(method == method.upper() for method in verb.methods), (framework.name, verb.name)
            assert (verb.handler == "at") == (verb.handler_at.position >= 0 or verb.handler_at.keyword != "")

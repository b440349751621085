"""How a library that does work outside requests is described: as data, for both languages.

Names of things outside the project are dotted from their package, as `checks.project.model.External` writes them.
"""

from __future__ import annotations

from typing import Literal

import msgspec


class Workers(msgspec.Struct, frozen=True):
    """One library of queues, workers or schedules.

    ``queues`` make an object that jobs are put on by ``sends``; ``tasks`` are the last names of decorators that make a
    function a task, on which ``sends`` are called too. ``readers`` make what takes jobs off a queue, ``reading`` are
    methods of a queue that do, ``marks`` decorators of a class that does. ``named`` is set where queue and reader meet by
    the name that is the first argument of both. ``programs`` are the commands that run a worker, ``runs`` methods and functions in
    code that do.

    ``schedulers`` make an object that does nothing until one of ``starts`` is called; ``jobs`` are the methods that
    give it work. ``periodic`` are calls that start something recurring by themselves. ``scheduled`` are decorators of methods that run by the
    clock once ``needs``, a module of the framework, is imported somewhere.
    """

    name: str
    language: Literal["python", "typescript"]
    packages: tuple[str, ...]
    queues: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    sends: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    reading: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    named: bool = False
    programs: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    schedulers: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    periodic: tuple[str, ...] = ()
    scheduled: tuple[str, ...] = ()
    needs: str = ""

"""Files nobody imports, workers nobody starts, calls nobody answers, routes nobody reaches, members nobody has."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks import rules
from checks.model import Finding
from checks.project.clients import Ask, Clients
from tests.trees import project_of

GRAPH = ("client-without-server", "missing-member", "never-started", "orphan-module", "shadowed-route")
NODE = '{"name": "shop", "private": true, "scripts": {"start": "node server.js"}, "dependencies": {"express": "5.0.0"}}'
SERVER = "const express = require('express');\nconst app = express();\napp.listen(3000);\n"


def found(files: Mapping[str, str], *only: str) -> list[Finding]:
    """What the rules report on these files."""
    return list(rules.find(project_of(files), only or GRAPH))


def asks(files: Mapping[str, str]) -> list[Ask]:
    """Every asking call of these files."""
    return list(Clients(project_of(files)).collect())


def plain(ask: Ask) -> str:
    """Method and address, with ``?`` for what is not known."""
    out, inside = [], False
    for char in ask.address:
        inside = char in "\0\2" or (inside and char != "\1")
        if char in "\0\2":
            out.append("?")
        elif not inside and char != "\1":
            out.append(char)
    return f"{ask.method} {''.join(out)}"


# --- what clients ask --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("export const f = () => fetch('/a');", "GET /a"),
        ("export const f = (id) => fetch(`/a/${encodeURIComponent(id)}`, {method: 'delete'});", "DELETE /a/?"),
        ("const o = {method: 'PUT'};\nexport const f = () => fetch('/a', o);", "PUT /a"),
        ("const BASE = process.env.API || 'http://localhost:3000';\nexport const f = () => fetch(BASE + '/a');", "GET http://localhost:3000/a"),
        ("export const f = () => fetch(`${import.meta.env.VITE_API}/a`);", "GET ?/a"),
        ("export const f = () => fetch(new URL('/a', 'http://localhost:3000'));", "GET http://localhost:3000/a"),
        ("const ALL = {one: '/a'};\nexport const f = () => fetch(ALL.two);", "GET undefined"),
        ("const ALL = {one: (id) => `/a/${id}`};\nexport const f = () => fetch(ALL.one(7));", "GET /a/7"),
        ("import axios from 'axios';\nexport const f = () => axios.post('/a', {});", "POST /a"),
        ("import axios from 'axios';\nexport const f = () => axios({method: 'patch', url: '/a'});", "PATCH /a"),
        ("import axios from 'axios';\nconst api = axios.create({baseURL: '/api'});\nexport const f = () => api.get('/a');", "GET /api/a"),
        ("export const f = () => new EventSource('/a');", "GET /a"),
        ("export const f = () => new WebSocket('ws://localhost:3000/a');", "WS ws://localhost:3000/a"),
    ],
)  # fmt: skip
def test_a_call_of_a_library_is_read_with_its_method_and_address(code: str, asked: str) -> None:
    assert [plain(ask) for ask in asks({"web.js": code})] == [asked]


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("import requests\n\ndef f(i):\n    return requests.get(f'http://localhost:1/a/{i}')\n", "GET http://localhost:1/a/?"),
        ("import requests\n\ndef f():\n    return requests.request('put', 'http://localhost:1/a')\n", "PUT http://localhost:1/a"),
        ("import httpx\n\nc = httpx.Client(base_url='http://localhost:1')\n\ndef f():\n    return c.delete('/a')\n", "DELETE http://localhost:1/a"),
        ("import aiohttp\n\nasync def f():\n    async with aiohttp.ClientSession() as s:\n        return await s.post('http://localhost:1/a')\n", "POST http://localhost:1/a"),
        ("import os\nimport requests\n\nBASE = os.getenv('API', 'http://localhost:1')\n\ndef f():\n    return requests.post(BASE + '/a')\n", "POST http://localhost:1/a"),
    ],
)  # fmt: skip
def test_a_call_of_a_python_library_is_read_with_its_method_and_address(code: str, asked: str) -> None:
    assert [plain(ask) for ask in asks({"web.py": code})] == [asked]


def test_a_wrapper_asks_what_its_callers_say() -> None:
    client = """
export class Client {
  constructor() { this.base = '/api'; }
  request(method, path, body) { return fetch(`${this.base}${path}`, { method, body }); }
  get(path) { return this.request('GET', path); }
}
export const client = new Client();
"""
    users = "import { client } from './client';\nexport const all = () => client.get('/users');\nexport const add = (u) => client.request('POST', '/users', u);\n"
    assert [plain(ask) for ask in asks({"client.js": client, "users.js": users})] == [
        "GET /api/users",
        "POST /api/users",
    ]


def test_wrappers_that_call_one_another_come_to_an_end() -> None:
    code = "export function a(p) { return b(p); }\nexport function b(p) { fetch(p); return a(p); }\nexport const c = () => a('/x');\n"
    assert "GET /x" in {plain(ask) for ask in asks({"web.js": code})}


# --- workers: what is started is quiet, the same without its start is found ---------------------------

MUTANTS = {
    "a loop in Python": (
        {"main.py": "import asyncio\nimport uvicorn\nfrom fastapi import FastAPI\nfrom work import start\napp = FastAPI()\n\n@app.on_event('startup')\nasync def up():\n    START\n\nuvicorn.run(app)\n",
         "work.py": "import asyncio\n\nasync def start():\n    while True:\n        open('a').read()\n        await asyncio.sleep(1)\n"},
        "asyncio.create_task(start())", "pass"),
    "a thread in Python": (
        {"main.py": "import uvicorn\nfrom fastapi import FastAPI\nfrom work import Poller\napp = FastAPI()\npoller = Poller()\nSTART\nuvicorn.run(app)\n",
         "work.py": "import threading\nimport time\n\nclass Poller:\n    def start(self):\n        threading.Thread(target=self._run).start()\n\n    def _run(self):\n        while not self.stopped:\n            time.sleep(1)\n"},
        "poller.start()", "print(poller)"),
    "a timer in JavaScript": (
        {"package.json": NODE, "server.js": SERVER + "const { startCleaning } = require('./clean');\nSTART\n",
         "clean.js": "function startCleaning() { setInterval(() => {}, 1000); }\nmodule.exports = { startCleaning };\n"},
        "startCleaning();", ""),
    "a service in JavaScript": (
        {"package.json": NODE, "server.js": SERVER + "const Watcher = require('./watcher');\nconst watcher = new Watcher();\nSTART\n",
         "watcher.js": "class Watcher { start() { this.timer = setInterval(() => {}, 1000); } }\nmodule.exports = Watcher;\n"},
        "watcher.start();", "console.log(watcher);"),
    "a cron job": (
        {"package.json": NODE, "server.js": SERVER + "const { scheduleReports } = require('./reports');\nSTART\n",
         "reports.js": "const cron = require('node-cron');\nfunction scheduleReports() { cron.schedule('* * * * *', () => {}); }\nmodule.exports = { scheduleReports };\n"},
        "scheduleReports();", ""),
    "APScheduler": (
        {"main.py": "import uvicorn\nfrom apscheduler.schedulers.background import BackgroundScheduler\nfrom fastapi import FastAPI\napp = FastAPI()\nscheduler = BackgroundScheduler()\nscheduler.add_job(print, 'interval', minutes=1)\nSTART\nuvicorn.run(app)\n"},
        "scheduler.start()", "pass"),
    "Agenda": (
        {"package.json": NODE, "server.js": SERVER + "const { Agenda } = require('agenda');\nconst agenda = new Agenda({});\nagenda.define('a', () => {});\nSTART\n"},
        "agenda.start();", ""),
    "Celery": (
        {"docker-compose.yml": "services:\n  web:\n    command: uvicorn main:app\n  other:\n    command: START\n",
         "main.py": "from fastapi import FastAPI\nfrom tasks import send\napp = FastAPI()\n\n@app.post('/a')\ndef a():\n    return send.delay(1).id\n",
         "tasks.py": "from celery import Celery\ncelery_app = Celery('a')\n\n@celery_app.task\ndef send(a):\n    open(a)\n"},
        "celery -A tasks worker", "sleep 1"),
    "RQ": (
        {"Procfile": "web: uvicorn main:app\nother: START\n",
         "main.py": "from fastapi import FastAPI\nfrom redis import Redis\nfrom rq import Queue\napp = FastAPI()\nqueue = Queue(connection=Redis())\n\n@app.post('/a')\ndef a():\n    return queue.enqueue(print, 1).id\n"},
        "rq worker", "sleep 1"),
    "Dramatiq": (
        {"Procfile": "web: uvicorn main:app\nother: START\n",
         "main.py": "from fastapi import FastAPI\nfrom tasks import send\napp = FastAPI()\n\n@app.post('/a')\ndef a():\n    return send.send(1)\n",
         "tasks.py": "import dramatiq\n\n@dramatiq.actor\ndef send(a):\n    open(a)\n"},
        "dramatiq tasks", "sleep 1"),
    "BullMQ": (
        {"package.json": NODE, "server.js": SERVER + "const { Queue, Worker } = require('bullmq');\nconst mails = new Queue('mails');\napp.post('/a', async (req, res) => res.json(await mails.add('a', req.body)));\nSTART\n"},
        "new Worker('mails', async (job) => console.log(job));", ""),
    "a Nest processor's module": (
        {"package.json": NODE.replace("express", "@nestjs/core"),
         "src/main.ts": "import { NestFactory } from '@nestjs/core';\nimport { AppModule } from './app.module';\nNestFactory.create(AppModule).then((app) => app.listen(3000));\n",
         "src/app.module.ts": "import { Module } from '@nestjs/common';\nimport { ScheduleModule } from '@nestjs/schedule';\nimport { Cleaner } from './cleaner';\n@Module({ imports: [ScheduleModule.forRoot()], providers: [START] })\nexport class AppModule {}\n",
         "src/cleaner.ts": "import { Injectable } from '@nestjs/common';\nimport { Cron } from '@nestjs/schedule';\n@Injectable()\nexport class Cleaner {\n  @Cron('* * * * *')\n  clean() { return fetch('https://a.example'); }\n}\n"},
        "Cleaner", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTANTS)
def test_work_that_is_started_is_quiet_and_found_once_its_start_is_gone(name: str) -> None:
    files, start, nothing = MUTANTS[name]
    sound = {path: text.replace("START", start) for path, text in files.items()}
    broken = {path: text.replace("START", nothing) for path, text in files.items()}
    assert found(sound, "never-started") == []
    assert [finding.rule for finding in found(broken, "never-started")] == ["never-started"]


def test_a_file_that_holds_only_a_worker_nobody_starts_is_reported_once() -> None:
    files = {
        "package.json": NODE,
        "server.js": SERVER,
        "clean.js": "exports.startCleaning = () => { setInterval(() => {}, 1000); };\n",
    }
    assert [finding.rule for finding in found(files)] == ["never-started"]


def test_a_router_file_that_nobody_imports_is_no_orphan_too() -> None:
    files = {
        "package.json": NODE,
        "server.js": SERVER.replace("app.listen", "app.get('/', (q, r) => r.send('a'));\napp.listen"),
        "orders.js": "const { Router } = require('express');\nconst router = Router();\nrouter.get('/', (q, r) => r.send('a'));\nmodule.exports = router;\n",
    }
    assert found(files, "orphan-module") == []


# --- what may be loaded unseen -----------------------------------------------------------------------

ORPHAN = "module.exports = { tax: (price) => price * 2 };\n"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("server.js", SERVER + "require(`./jobs/${process.env.JOB}`);\n"),
        ("server.js", SERVER + "const load = require('glob-loader');\nload('jobs/*.js');\n"),
        ("config.yml", "job: jobs/tax.js\n"),
        ("page.html", '<script src="jobs/tax.js"></script>\n'),
        ("view.vue", "<script>\nimport { tax } from './jobs/tax';\n</script>\n"),
    ],
)
def test_a_file_that_something_may_load_unseen_is_no_orphan(path: str, text: str) -> None:
    files = {"package.json": NODE, "server.js": SERVER, "jobs/tax.js": ORPHAN}
    assert [finding.path for finding in found(files, "orphan-module")] == ["jobs/tax.js"]
    assert found({**files, path: text}, "orphan-module") == []


def test_a_document_that_names_a_file_does_not_load_it() -> None:
    files = {
        "package.json": NODE,
        "server.js": SERVER,
        "jobs/tax.js": ORPHAN,
        "STATUS.md": "`jobs/tax.js` is done.\n",
    }
    assert len(found(files, "orphan-module")) == 1


# --- messages ----------------------------------------------------------------------------------------


def test_a_call_with_the_wrong_method_names_those_that_are_served() -> None:
    server = SERVER.replace(
        "app.listen",
        "app.get('/a', (q, r) => r.send(q.ip));\napp.put('/a', (q, r) => r.send(q.ip));\napp.listen",
    )
    web = "export const f = () => fetch('/a');\nexport const g = () => fetch('/a', {method: 'POST'});\n"
    (finding,) = found({"package.json": NODE, "server.js": server, "web/a.js": web}, "client-without-server")
    assert finding.line == 2
    assert "only GET, PUT there" in finding.message
    assert {place.path for place in finding.evidence} == {"server.js"}


def test_findings_show_places_that_a_reader_can_open() -> None:
    for files, _, nothing in MUTANTS.values():
        broken = {path: text.replace("START", nothing) for path, text in files.items()}
        findings = found(broken)
        assert findings
        for finding in findings:
            assert finding.path in broken
            assert 1 <= finding.line <= finding.end_line <= broken[finding.path].count("\n") + 1
            assert all(place.path in broken for place in finding.evidence)


# --- hostile sources ---------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "fetch(", "`/a/${", "}`", ")", "{", "}", "class A {", "start()", "setInterval(", "this.", "while (true) ", "await ",
        "new Queue('a')", "axios.get(", "'/a'", ";\n", "export const x = ", "() => ", "require('./b')", "import * as b from './b';\n",
        "b.", "app.get('/a', ", "process.env.X || ", "a.b.c(", "[", "]", ", ", "A.B.", "x.start", "function f(p) ",
    ]
)  # fmt: skip
PYTHON_PIECES = st.sampled_from(
    [
        "def f(p):\n    ", "class A:\n    ", "while True:\n        ", "self.x = ", "import b\n", "from b import *\n", "requests.get(",
        "f'/a/{p}'", ")", "(", "\n", "    ", "await ", "asyncio.sleep(1)", "@app.get('/a')\n", "b.", "A().", "scheduler.start()", "x = ",
        "getattr(", "os.getenv('A', ", "'http://localhost:1'", " + ", "lambda: ", "yield ",
    ]
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=60), st.lists(PIECES, max_size=30), st.lists(PYTHON_PIECES, max_size=60))
def test_no_source_makes_a_rule_fail(first: list[str], second: list[str], python: list[str]) -> None:
    imports = "import axios from 'axios';\nimport { Queue } from 'bullmq';\nimport express from 'express';\nconst app = express();\n"
    files = {
        "package.json": NODE,
        "a.ts": imports + "".join(first),
        "b.ts": "".join(second),
        "main.py": "import requests\nfrom fastapi import FastAPI\napp = FastAPI()\n" + "".join(python),
    }
    for finding in found(files):
        assert finding.line >= 1


@pytest.mark.parametrize(
    "text",
    [
        "export const u = " + "'/a' + " * 3000 + "'b';\nexport const f = () => fetch(u);\n",
        "export const f = () => " + "f(" * 2000 + "1" + ")" * 2000 + ";\n",
        "".join(f"const a{i} = a{i - 1} + a{i - 1};\n" for i in range(1, 400)) + "fetch(a399);\n",
        "".join(f"export function w{i}(p) {{ return w{i + 1}(p) || w{i + 2}(p); }}\n" for i in range(300)) + "export function w300(p) { fetch(p) }\nexport function w301(p) { fetch(p) }\n",
    ],
    ids=["a long sum", "deep calls", "doubling names", "a ladder of wrappers"],
)  # fmt: skip
def test_deep_and_long_sources_come_to_an_end(text: str) -> None:
    assert isinstance(found({"package.json": NODE, "server.js": SERVER, "a.js": text}), list)


@pytest.mark.parametrize(("server", "told"), [("server.py", []), ("server.ts", ["router"])])
def test_a_file_too_long_to_read_may_mount_routers_of_its_own_language(server: str, told: list[str]) -> None:
    long = "".join(f"value_{i} = {i}  # {'x' * 80}\n" for i in range(12_000))
    assert len(long) > 1024 * 1024
    files = {
        "pyproject.toml": '[project]\nname = "kennel"\n',
        "main.py": "import uvicorn\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/dogs')\ndef dogs():\n    return open('dogs').read()\n\n\nuvicorn.run(app)\n",
        "walks.py": "from fastapi import APIRouter\n\nrouter = APIRouter()\n\n\n@router.get('/walks')\ndef walks():\n    return open('walks').read()\n",
        server: long,
    }
    assert [f.symbol for f in found(files, "unwired-router")] == told


def test_thousands_of_members_that_nobody_has_are_found_in_bounded_time() -> None:
    count = 2_000
    files = {f"parts/part_{i}.py": f"def here_{i}(a):\n    return a\n" for i in range(count)}
    lost = "".join(f"from parts.part_{i} import gone_{i}\n" for i in range(count))
    held = "".join(f"import parts.part_{i} as part_{i}\n" for i in range(count))
    files["lost.py"] = lost + "def run(a):\n" + "".join(f"    gone_{i}(a)\n" for i in range(count))
    files["held.py"] = held + "def run(a):\n" + "".join(f"    part_{i}.gone(a)\n" for i in range(count))
    project = project_of(files)
    began = time.process_time()
    assert len(list(rules.find(project, ("missing-member",)))) == 2 * count
    assert time.process_time() - began < 8

"""The console script: `asbuilt check` and what else a person types.

Exit status: 0 for the conclusions success and neutral, 1 for failure, 2 where it could not run. The web,
queue and GitHub libraries are imported only by the commands that need them.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from pathlib import Path

import msgspec

from bot.errors import UserError
from checks.config import Config, ConfigError
from checks.config import read as read_config
from checks.formats import formats
from checks.formats._clean import clean
from checks.snapshot import FactStore

COULD_NOT_RUN = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    options = _options(argv)
    command: Callable[[argparse.Namespace], int] = options.run
    try:
        return command(options)
    except UserError as error:
        print(f"asbuilt: {error}", file=sys.stderr)
        return COULD_NOT_RUN
    except KeyboardInterrupt:
        print("asbuilt: interrupted", file=sys.stderr)
        return COULD_NOT_RUN
    except Exception as error:
        if isinstance(error, BrokenPipeError):
            return _reader_gone()
        if os.environ.get("ASBUILT_DEBUG"):
            raise
        what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        print(
            f"asbuilt: a fault of ours: {what} (ASBUILT_DEBUG=1 shows where; please report it)",
            file=sys.stderr,
        )
        return COULD_NOT_RUN


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    """The arguments, read; a mistake in them is one line, as every other error is."""
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said):
            return parser().parse_args(argv)
    except SystemExit as ended:
        if ended.code == COULD_NOT_RUN:
            command, _, why = said.getvalue().strip().rpartition("\n")[2].partition(": error: ")
            print(f"asbuilt: {why} (see {command} --help)", file=sys.stderr)
        raise


def _reader_gone() -> int:
    """The reader of our output has left (`asbuilt check | head`): nobody is there to be told more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return COULD_NOT_RUN


def parser() -> argparse.ArgumentParser:
    """The command line: every command with its options and help."""
    top = argparse.ArgumentParser(
        prog="asbuilt", description="Checks what a change says was built against what was built."
    )
    top.add_argument("--version", action="version", version=f"asbuilt {metadata.version('asbuilt')}")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    _add_check(commands.add_parser("check", help="check a repository's delivery documents against its code"))
    _add_looking(commands)
    _add_asking(commands)
    _add_service(commands)
    _add_jobs(commands)
    _add_doctor(commands)
    return top


def _add_check(check: argparse.ArgumentParser) -> None:
    check.description = (
        "Reads the delivery documents of a change, judges every claim in them against the tree, and finds mock "
        "responses, unwired routers and in-memory stores. Nothing of the repository is run. Exit status: 0 success or "
        "neutral, 1 failure, 2 it could not run."
    )
    check.add_argument(
        "repo", nargs="?", default=".", metavar="REPO", help="work tree or bare repository (default: here)"
    )
    check.add_argument(
        "--base",
        metavar="REV",
        help="judge the change merge-base(REV, head)..head, not the whole tree; REV may be a tree: before a first commit, "
        "git's empty one",
    )
    check.add_argument(
        "--head", metavar="REV", help="judge this revision (default: the work tree as it stands, or HEAD)"
    )
    check.add_argument(
        "--scope",
        choices=("change", "all"),
        default="change",
        help="change: what a change with a delivery document touches (default); all: the whole tree, document or not",
    )
    check.add_argument(
        "--doc", action="append", default=[], metavar="PATH", help="read just this document (repeatable)"
    )
    _add_reporting(check)
    check.set_defaults(run=_check)


def _add_reporting(check: argparse.ArgumentParser) -> None:
    check.add_argument(
        "--format", choices=tuple(formats()), default="text", help="how to report (default: text)"
    )
    check.add_argument(
        "--output", metavar="FILE", help="write the report there instead of to standard output"
    )
    check.add_argument(
        "--config", metavar="FILE", help="levels, documents and paths to read or leave, as YAML"
    )
    check.add_argument(
        "--jobs",
        type=_positive,
        default=os.cpu_count() or 1,
        metavar="N",
        help="processes to read files with",
    )


def _add_looking(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    facts = commands.add_parser(
        "facts",
        help="show what is read from one source file, as JSON",
        description="Shows what is read from one source file, as JSON: definitions, calls, imports, containers, and what "
        "every function answers. Rules and claims are judged by this alone.",
    )
    facts.add_argument("file", metavar="FILE", help="a source file")
    facts.set_defaults(run=_facts)
    claims = commands.add_parser(
        "claims",
        help="show the claims that are read in one document",
        description="Shows the claims that are read in one document, with line, kind, polarity and subject. Nothing is "
        "judged: `asbuilt check` does that.",
    )
    claims.add_argument("document", metavar="DOC", help="a delivery document")
    claims.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    claims.set_defaults(run=_claims)


def _add_asking(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    explain = commands.add_parser(
        "explain",
        help="show the page of a rule or of a claim kind",
        description="Shows the page of a rule or of a claim kind: what it finds, why it matters, how to settle it, and cases "
        "on either side of the line.",
    )
    explain.add_argument("name", metavar="RULE|KIND", help="such as mock-response or endpoint")
    explain.set_defaults(run=_explain)
    replay = commands.add_parser(
        "replay",
        help="show what the App would do with a webhook delivery's body",
        description="Shows what the App would do with a webhook delivery. Nothing is done, and nobody is asked.",
    )
    replay.add_argument(
        "delivery",
        metavar="DELIVERY.json",
        help="what GitHub's API tells of a delivery, or headers and payload, or the payload of a pull_request event",
    )
    replay.set_defaults(run=_replay)


_SETTINGS = (
    "Settings come from the environment (docs/operate.md). SIGTERM and Ctrl-C let jobs that run finish first."
)
_SERVICES = {
    "serve": (
        "run the App on one machine: web, workers and, without REDIS_URL, Valkey",
        (
            "Runs the App on one machine: the webhook receiver, workers and, without REDIS_URL, an embedded Valkey. "
            "Without an App's credentials it first prints the address of a page that registers one."
        ),
    ),
    "web": (
        "run the webhook receiver alone",
        "Runs the webhook receiver alone. It needs REDIS_URL and ASBUILT_WEBHOOK_SECRET.",
    ),
    "worker": (
        "run the workers alone",
        "Runs workers alone. They need REDIS_URL, ASBUILT_APP_ID and a private key.",
    ),
}


def _add_service(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    for name, (words, more) in _SERVICES.items():
        command = commands.add_parser(name, help=words, description=f"{more} {_SETTINGS}")
        if name != "worker":
            command.add_argument(
                "--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)"
            )
            command.add_argument("--port", type=_port, default=8000, help="port to listen on (default: 8000)")
        if name != "web":
            command.add_argument(
                "--workers", type=_positive, default=1, metavar="N", help="worker processes (default: 1)"
            )
        command.set_defaults(run=_service, service=name)


def _add_doctor(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    doctor = commands.add_parser(
        "doctor",
        help="look whether the App is set up well, and say what to do",
        description="Looks at credentials, clock, permissions, events, installations, webhook, deliveries, Redis, the "
        "queue and git with the settings of the service, changes nothing, and says what to do. Exit status: 0 unless there is a "
        "fault, then 1.",
    )
    doctor.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    doctor.set_defaults(run=_doctor)


_DEAD_JOBS = (
    "Jobs that have failed for good are kept for two weeks in the Redis of this installation: REDIS_URL, or that of the "
    "`asbuilt serve` that runs with the same ASBUILT_DATA."
)


def _add_jobs(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    jobs = commands.add_parser(
        "jobs",
        help="list, show, retry or drop jobs that have failed for good",
        description=_DEAD_JOBS,
    )
    actions = jobs.add_subparsers(required=True, metavar="ACTION")
    for name, words in (
        ("list", "one line a job"),
        ("show", "all that is known of one"),
        ("retry", "run one again"),
        ("drop", "forget one"),
    ):
        action = actions.add_parser(
            name, help=words, description=f"{words[:1].upper()}{words[1:]}. {_DEAD_JOBS}"
        )
        if name != "list":
            action.add_argument("job", metavar="ID", help="its id or how that begins; `all` is every one")
        action.set_defaults(run=_jobs, action=name, job="all")


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 up")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port (0 to 65535)")
    return int(text)


# --- check ---------------------------------------------------------------------------------------


def _check(options: argparse.Namespace) -> int:
    from bot.gitrepo import GitRepo
    from bot.pool import Pool
    from bot.progress import Line
    from checks.run import Options, check

    gc.disable()  # a check makes millions of objects, hardly a circle of them, and then this process ends
    began = time.monotonic()
    progress = Line()
    repo = GitRepo(Path(options.repo))
    snapshot = repo.snapshot(options.head, options.base)
    named = tuple(_document_path(repo.path, doc) for doc in options.doc)
    for path in named:
        if path not in snapshot.tree:
            raise UserError(f"{path}: no such document at this revision")
    report = check(
        snapshot,
        _store(),
        options=Options(
            scope=options.scope,
            documents=named,
            config=_config(options.config),
        ),
        executor=Pool(options.jobs),
        clock=time.monotonic,
        progress=progress,
        snapshot_seconds=time.monotonic() - began,
    )
    progress.close()
    _write(formats()[options.format].render(report), options.output)
    return 1 if report.conclusion == "failure" else 0


def _config(name: str | None) -> Config:
    from checks.claims import kinds
    from checks.rules import rules

    if name is None:
        return Config()
    try:
        return read_config(_bytes_of(name), frozenset((*rules(), *kinds())))
    except ConfigError as error:
        raise UserError(f"{name}: {error}") from error


def _document_path(root: Path, named: str) -> str:
    """A document as the listing names it: relative to the repository's root, also when typed in a sub-folder."""
    path = Path(named)
    here = Path.cwd()
    if not path.is_absolute() and here != root and here.is_relative_to(root) and (here / path).exists():
        path = here / path
    if path.is_absolute() and path.is_relative_to(root):
        path = path.relative_to(root)
    return os.path.normpath(path.as_posix())


def _store() -> FactStore:
    """The facts kept between runs, under the user's cache folder; none, with a word about it, if it cannot be used."""
    from bot.cache import SqliteStore, database
    from checks.run import NoStore

    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "asbuilt"
    try:
        return SqliteStore(database(folder))
    except (OSError, sqlite3.Error) as error:
        print(f"asbuilt: facts are not kept between runs: {folder}: {error}", file=sys.stderr)
        return NoStore()


def _write(text: str, output: str | None) -> None:
    if output is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    try:
        Path(output).write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise UserError(f"{output}: the report could not be written: {error.strerror}") from error


# --- seeing what the program sees ----------------------------------------------------------------


def _bytes_of(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise UserError(f"{name}: {error.strerror}") from error


def _facts(options: argparse.Namespace) -> int:
    from checks.code.read import read_file

    facts = read_file(Path(options.file).name, _bytes_of(options.file))
    if facts is None:
        raise UserError(f"{options.file}: no front end reads files of this name")
    shown = _plain(facts) | {"outline": _plain(facts.outline), "bodies": _plain(facts.bodies())}
    for packed in ("packed_outline", "packed_bodies", "said"):
        shown.pop(packed)
    _write(msgspec.json.format(msgspec.json.encode(shown), indent=1).decode() + "\n", None)
    return 0


def _plain(value: object) -> dict[str, object]:
    """A struct as a dict with the names of its fields, all the way down, for people."""
    return {name: _named(getattr(value, name)) for name in type(value).__struct_fields__}  # type: ignore[attr-defined]


def _named(value: object) -> object:
    if isinstance(value, msgspec.Struct):
        return {"is": type(value).__name__} | _plain(value)
    if isinstance(value, tuple | list):
        return [_named(item) for item in value]
    return value.hex() if isinstance(value, bytes) else value


def _claims(options: argparse.Namespace) -> int:
    from bot.inert import one_line
    from checks import claims
    from checks.documents.read import read, why_unreadable

    data = _bytes_of(options.document)
    document = read(Path(options.document).name, data)
    if document is None:
        raise UserError(f"{options.document}: {why_unreadable(data) or 'could not be read as text'}")
    found = sorted(claims.find(document), key=lambda claim: (claim.line, claim.kind))
    if options.format == "json":
        _write(msgspec.json.format(msgspec.json.encode(found), indent=1).decode() + "\n", None)
        return 0
    for claim in found:
        subject = ", ".join(f"{key} {value}" for key, value in claim.subject.items())
        _write(f"{claim.line:>5}  {claim.kind:<15} {claim.polarity:<8} {one_line(subject)}\n", None)
    _write(f"{len(found)} claims in {len(document.statements)} statements\n", None)
    return 0


def _explain(options: argparse.Namespace) -> int:
    from checks import claims, rules

    pages: Mapping[str, Callable[[str], str]] = {
        **dict.fromkeys(rules.rules(), rules.page),
        **dict.fromkeys(claims.kinds(), claims.page),
    }
    if options.name not in pages:
        raise UserError(f"no rule or kind {options.name!r}; there are: {', '.join(sorted(pages))}")
    _write(pages[options.name](options.name), None)
    return 0


def _replay(options: argparse.Namespace) -> int:
    from bot.events import DeliveryError, replay

    try:
        _write(replay(options.delivery) + "\n", None)
    except DeliveryError as error:
        raise UserError(f"{options.delivery}: {error}") from error
    except OSError as error:
        raise UserError(f"{options.delivery}: {error.strerror}") from error
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from bot.doctor import examine, line
    from bot.settings import Settings

    signs = []
    for sign in examine(Settings.from_environment()):
        signs.append(sign)
        if options.format == "text":
            _write(line(sign) + "\n", None)
    if options.format == "json":
        _write(msgspec.json.format(msgspec.json.encode(signs), indent=1).decode() + "\n", None)
    return 1 if any(sign.level == "fault" for sign in signs) else 0


def _jobs(options: argparse.Namespace) -> int:
    from bot.dead import run
    from bot.redis.queue import Queue
    from bot.redis.store import Store
    from bot.redis.valkey import running
    from bot.settings import Settings

    settings = Settings.from_environment()
    address = settings.redis_url or running(settings.data / "valkey")
    if not address:
        raise UserError(
            f"REDIS_URL is not set, and no `asbuilt serve` runs with its data in {settings.data} (ASBUILT_DATA)"
        )
    store = Store(address)
    store.ping()
    queue = Queue(store, settings.retry_pauses, settings.job_timeout, settings.result_pause)
    for line in run(queue, options.action, options.job):
        print(clean(line))
    return 0


def _service(options: argparse.Namespace) -> int:
    from bot import serve
    from bot.settings import Settings

    settings = Settings.from_environment()
    if options.service == "web":
        serve.web(settings, options.host, options.port)
    elif options.service == "worker":
        serve.worker(settings, options.workers)
    else:
        serve.serve(settings, options.host, options.port, options.workers)
    return 0


if __name__ == "__main__":
    sys.exit(main())

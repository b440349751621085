"""`unused-setting`: a setting, constant or limit that is defined and never read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from checks.model import Finding, Level, Place
from checks.patterns import regex
from checks.project.link import Project
from checks.project.settings import Defined, defined, field_names
from checks.project.spoken import Spoken

RULE = "unused-setting"
LEVEL: Level = "notice"

_SETTLE = "Read it where it should apply, or remove it."
_READ_BY_OTHERS = regex(
    r"""(AWS|AZURE|GOOGLE|GCLOUD|GCP|CLOUDSDK|OPENAI|AZURE_OPENAI|ANTHROPIC|GROQ|MISTRAL|COHERE|GEMINI|HF|HUGGINGFACE|TAVILY|SERPAPI|
    PINECONE|LANGCHAIN|LANGSMITH|LANGFUSE|SENTRY|CLERK|NEXTAUTH|AUTH|AUTH0|KINDE|WORKOS|UPSTASH|LIVEKIT|INNGEST|BETTER_AUTH|NEXT|NEXT_PUBLIC_CLERK|PG|POSTGRES|MYSQL|MARIADB|MONGO|
    MONGO_INITDB|REDIS|RABBITMQ|KAFKA|MINIO|COMPOSE|DOCKER|NODE|NPM|PYTHON|PIP|UV|POETRY|FLASK|DJANGO|UVICORN|GUNICORN|WEB|CELERY|
    CUDA|NVIDIA|OMP|TOKENIZERS|TRANSFORMERS|TORCH|PYTORCH|EXPO|TURBO|PRISMA|PUPPETEER|PLAYWRIGHT|ELECTRON|OTEL|DD|NEW_RELIC|
    GRAFANA|PROMETHEUS|KEYCLOAK|TRAEFIK|NGINX|HTTP|HTTPS|NO|LC|VERCEL|NETLIFY|RAILWAY|FLY|RENDER|HEROKU|SUPABASE|FIREBASE|
    STREAMLIT|GRADIO|OLLAMA|NEO4J|ELASTIC|ES|KIBANA|LOGFIRE|PREFECT|AIRFLOW|WANDB|MLFLOW|N8N|DATABASE|CLOUDINARY)_\w+|
    PORT|HOST|HOSTNAME|TZ|LANG|DEBUG|CI|PATH|HOME|USER|UID|GID|PWD|DOMAIN|NO_COLOR|LOG_LEVEL|RUST_LOG|RUST_BACKTRACE""",
    re.VERBOSE,
)
"""Variables that runtimes, client libraries, images and tools read by themselves."""


def find_among(project: Project, paths: Collection[str]) -> Iterable[Finding]:
    """One finding for each definition that nothing reads."""
    spoken = Spoken(project)
    whole: set[tuple[str, str]] = set()
    for thing in defined(project, paths):
        if (thing.path, thing.owner) in whole:
            continue  # the object itself is reported, once
        if thing.kind == "variable" and (
            _READ_BY_OTHERS.fullmatch(thing.name)
            or project.once(_unread)
            or _fills(thing, project.once(field_names))
        ):
            continue
        if not _for_tests(thing) and not spoken.read(thing):
            if thing.kind == "constant":
                whole.add((thing.path, thing.name))
            yield _finding(thing)


def _for_tests(thing: Defined) -> bool:
    """Whether a name says that something is set for tests, which may read it."""
    name = thing.name.upper()
    return name.startswith("TEST") or (thing.kind == "variable" and name.endswith("_TEST"))


def _unread(project: Project) -> bool:
    """Whether there is code of which nothing is known."""
    return any(path not in project.facts for path in project.unread())


def _fills(thing: Defined, fields: frozenset[str]) -> bool:
    """Whether a variable fills a settings class's field, perhaps behind a prefix: then the field is what is judged."""
    name = thing.name.lower()
    return "__" in name or any(name[at:] in fields for at in (0, *_breaks(name)))


def _breaks(name: str) -> Iterable[int]:
    return (found.end() for found in re.finditer("_", name))


def _finding(thing: Defined) -> Finding:
    symbol = f"{thing.owner}.{thing.name}" if thing.kind in ("field", "key") else thing.name
    what = _WHAT[thing.kind].format(name=thing.name, owner=thing.owner)
    return Finding(
        rule=RULE,
        path=thing.path,
        line=thing.line,
        end_line=thing.end_line,
        symbol=symbol,
        message=f"{what}, and nothing reads it.",
        settle=_SETTLE,
        digest=f"{thing.kind}:{symbol}",
        evidence=(Place(thing.path, thing.line, thing.end_line),),
    )


_WHAT = {
    "field": "`{owner}` has the setting `{name}`",
    "constant": "`{name}` is set here",
    "key": "`{owner}` has the entry `{name}`",
    "schema": "The variable `{name}` is checked here",
    "variable": "The variable `{name}` is documented here",
}

"""Products and the packages that speak to them, and which names can only be packages."""

from __future__ import annotations

import re

from checks.claims import Ground, _files
from checks.model import Place, Verdict
from checks.patterns import regex
from checks.project.distributions import plain

FAMILIES = {
    "postgres": ("pg", "postgres", "psycopg", "psycopg2", "psycopg2-binary", "asyncpg", "pg-promise", "aiopg", "pg8000", "postgresql"),
    "postgresql": ("pg", "postgres", "psycopg", "psycopg2", "psycopg2-binary", "asyncpg", "pg-promise", "aiopg", "pg8000", "postgresql"),
    "redis": ("redis", "ioredis", "aioredis", "@upstash/redis", "redis-om"),
    "mysql": ("mysql", "mysql2", "mysqlclient", "pymysql", "aiomysql", "mysql-connector-python"),
    "mongodb": ("mongodb", "mongoose", "pymongo", "motor"),
    "bcrypt": ("bcrypt", "bcryptjs"),
    "kafka": ("kafkajs", "kafka-python", "confluent-kafka", "aiokafka", "node-rdkafka"),
}  # fmt: skip
"""Products -> the packages that speak to them."""

KNOWN = frozenset(
    "fastapi flask django starlette uvicorn gunicorn celery redis ioredis bullmq bull axios express koa fastify hono zod "
    "passport passport-jwt jsonwebtoken bcrypt bcryptjs argon2 argon2-cffi passlib python-jose pyjwt helmet cors morgan winston pino "
    "prisma typeorm sequelize mongoose knex drizzle-orm pg mysql2 sqlite3 better-sqlite3 sqlalchemy alembic asyncpg psycopg2 psycopg "
    "psycopg2-binary pymongo motor pydantic pydantic-settings httpx requests aiohttp websockets ws socket.io socket.io-client "
    "python-socketio nodemailer stripe openai anthropic langchain transformers sentence-transformers torch tensorflow numpy pandas "
    "scikit-learn scipy matplotlib pillow sharp multer node-cron cron apscheduler prom-client prometheus-client opentelemetry-api "
    "structlog loguru sentry-sdk tenacity slowapi limits express-rate-limit rate-limit-redis rate-limiter-flexible jest vitest mocha "
    "pytest playwright puppeteer cheerio beautifulsoup4 trafilatura scrapy react react-dom next vue svelte zustand redux recharts d3 "
    "tailwindcss framer-motion react-query react-router-dom uuid dotenv python-dotenv lodash dayjs moment date-fns joi yup ajv "
    "class-validator class-transformer rxjs reflect-metadata cryptography pycryptodome boto3 firebase-admin supabase kafkajs amqplib "
    "aiokafka pika nats elasticsearch meilisearch opossum p-retry p-limit".split()
)
"""Names that can only be packages where they stand in brackets behind a capability."""


_PLAIN_BRACKETS = regex(
    r"[a-z]\s\((?P<names>[a-z][a-z0-9.-]{1,30}(?:\s?[,/+&]\s?[a-z][a-z0-9.-]{1,30}){0,3})\)\W*$"
)
_SMALL = regex(r"@?[a-z][a-z0-9._/-]{1,60}")
_VIA = regex(r"(?i)\b(?:via|using|powered by|based on)\s(?-i:(?P<names>[a-z][a-z0-9-]{2,30}))\W*$")
# Names of packages that are words as well, or products that are spoken of in small letters.
_WORDS = frozenset(
    "redis jest vitest pytest express next react vue prisma stripe openai anthropic supabase requests limits morgan cors helmet pillow "
    "passport bull knex moment sharp cron nats playwright puppeteer mocha celery django flask redux motor pika elasticsearch tensorflow "
    "transformers websockets uuid cryptography d3 pg ws torch".split()
)


def family(name: str) -> tuple[str, ...]:
    """The packages that a product's or a package's name stands for."""
    return FAMILIES.get(plain(name), (name,))


def same(product: str, package: str) -> bool:
    """Whether a package is called as prose writes a product's name ("Tailwind CSS", "Chart.js"): the same letters and
    digits, with or without "js" at the end."""
    return plain(product) == plain(package) or (
        product != product.lower() and _letters(product) == _letters(package)
    )


def bears(product: str, package: str) -> bool:
    """Whether a package bears a product's name, or its scope does ("Radix UI": ``@radix-ui/react-dialog``)."""
    scope = package.partition("/")[0] if package.startswith("@") else ""
    return same(product, package) or (product != product.lower() and _letters(product) == _letters(scope))


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower()).removesuffix("js")


def as_extra(name: str, ground: Ground) -> Verdict | None:
    """The verdict on a package that a manifest names as an extra of another: ``passlib[bcrypt]`` brings what it is
    called after. Extras: https://peps.python.org/pep-0508/#extras"""
    wanted = re.compile(
        rf"\w\[[\w,. -]{{0,80}}(?<![\w.-]){re.escape(name)}(?![\w.-])[\w,. -]{{0,80}}\]", re.IGNORECASE
    )
    for path, facts in sorted(ground.project.facts.items()):
        if facts.manifest is None or path.endswith(".json"):
            continue
        lines = (_files.text_of(path, ground.snapshot) or "").split("\n")
        at = next((at for at, line in enumerate(lines, 1) if wanted.search(line[:500])), None)
        if at is not None:
            return Verdict(
                "supported", f"`{path}` declares `{name}` as an extra of another package.", (Place(path, at),)
            )
    return None


def told(text: str) -> list[str]:
    """The packages in brackets at the end of a text, or behind its last "via", where nothing but packages is called so."""
    found = _PLAIN_BRACKETS.search(text) or _VIA.search(text)
    names = re.split(r"\s?(?:,|/|\+|&)\s?", found["names"]) if found else []
    return names if all(name in KNOWN and name not in _WORDS for name in names) else []


def unmistakable(name: str) -> bool:
    """Whether nothing but a package is called so, in small letters as a manifest has it."""
    return name == name.lower() and plain(name) in KNOWN and name not in _WORDS


def known(names: list[str]) -> list[str]:
    """Those of some names given together that are packages: one that is known vouches for those in small letters."""
    vouched = any(plain(name) in KNOWN for name in names)
    return [name for name in names if plain(name) in KNOWN or (vouched and _SMALL.fullmatch(name))]

"""Packages by name: how a distribution's modules are called where the two differ, and which names are packages.

Sources: each distribution's own documentation of its import name (https://pypi.org/project/NAME/).
"""

from __future__ import annotations

import re

MODULES = {
    "pyyaml": ("yaml",),
    "python-dotenv": ("dotenv",),
    "python-jose": ("jose",),
    "pyjwt": ("jwt",),
    "python-multipart": ("multipart", "python_multipart"),
    "python-socketio": ("socketio",),
    "python-engineio": ("engineio",),
    "python-dateutil": ("dateutil",),
    "python-magic": ("magic",),
    "python-slugify": ("slugify",),
    "python-docx": ("docx",),
    "python-pptx": ("pptx",),
    "python-telegram-bot": ("telegram",),
    "pillow": ("PIL",),
    "opencv-python": ("cv2",),
    "opencv-python-headless": ("cv2",),
    "scikit-learn": ("sklearn",),
    "scikit-image": ("skimage",),
    "beautifulsoup4": ("bs4",),
    "psycopg2-binary": ("psycopg2",),
    "psycopg-binary": ("psycopg",),
    "mysqlclient": ("MySQLdb",),
    "mysql-connector-python": ("mysql",),
    "pymysql": ("pymysql",),
    "django-cors-headers": ("corsheaders",),
    "djangorestframework": ("rest_framework",),
    "djangorestframework-simplejwt": ("rest_framework_simplejwt",),
    "django-environ": ("environ",),
    "django-filter": ("django_filters",),
    "drf-yasg": ("drf_yasg",),
    "google-api-python-client": ("googleapiclient",),
    "google-auth": ("google",),
    "google-cloud-storage": ("google",),
    "google-generativeai": ("google",),
    "google-genai": ("google",),
    "protobuf": ("google",),
    "grpcio": ("grpc",),
    "msgpack-python": ("msgpack",),
    "attrs": ("attr", "attrs"),
    "faiss-cpu": ("faiss",),
    "faiss-gpu": ("faiss",),
    "qdrant-client": ("qdrant_client",),
    "elasticsearch-dsl": ("elasticsearch_dsl",),
    "email-validator": ("email_validator",),
    "discord-py": ("discord",),
    "pytorch": ("torch",),
    "tree-sitter": ("tree_sitter",),
    "azure-storage-blob": ("azure",),
    "azure-identity": ("azure",),
    "pycryptodome": ("Crypto",),
    "pynacl": ("nacl",),
    "pyserial": ("serial",),
    "pyzmq": ("zmq",),
    "pygithub": ("github",),
    "sse-starlette": ("sse_starlette",),
    "prometheus-client": ("prometheus_client",),
    "opentelemetry-api": ("opentelemetry",),
    "opentelemetry-sdk": ("opentelemetry",),
    "apscheduler": ("apscheduler",),
    "redis-py": ("redis",),
    "hiredis": ("hiredis",),
    "fastapi-limiter": ("fastapi_limiter",),
    "pytest-asyncio": ("pytest_asyncio",),
    "sqlalchemy": ("sqlalchemy",),
    "flask-sqlalchemy": ("flask_sqlalchemy",),
    "confluent-kafka": ("confluent_kafka",),
    "kafka-python": ("kafka",),
    "supabase-py": ("supabase",),
    "stripe-python": ("stripe",),
    "twilio-python": ("twilio",),
}
"""Distribution (in lower case with dashes) -> top modules, where the name alone does not tell."""

FAMILIES = {
    "postgres": ("pg", "postgres", "psycopg", "psycopg2", "psycopg2-binary", "asyncpg", "pg-promise", "aiopg", "pg8000", "postgresql"),
    "postgresql": ("pg", "postgres", "psycopg", "psycopg2", "psycopg2-binary", "asyncpg", "pg-promise", "aiopg", "pg8000", "postgresql"),
    "redis": ("redis", "ioredis", "aioredis", "@upstash/redis", "redis-om"),
    "mysql": ("mysql", "mysql2", "mysqlclient", "pymysql", "aiomysql", "mysql-connector-python"),
    "mongodb": ("mongodb", "mongoose", "pymongo", "motor"),
    "kafka": ("kafkajs", "kafka-python", "confluent-kafka", "aiokafka", "node-rdkafka"),
}  # fmt: skip
"""Products -> the packages that speak to them, for "no X imports"."""

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


def plain(name: str) -> str:
    """A distribution's name without extras, in lower case with dashes (PEP 503: https://peps.python.org/pep-0503/)."""
    bare = re.split(r"[\[<>=~!;\s]", name.strip(), maxsplit=1)[0]
    return bare.lower() if bare.startswith("@") else re.sub(r"[-_.]+", "-", bare).lower()


def modules(name: str) -> frozenset[str]:
    """What an import of a distribution may be called: its modules in Python, itself in JavaScript."""
    key = plain(name)
    spelled = name.strip().lower()
    return frozenset({*MODULES.get(key, ()), key.replace("-", "_"), key, spelled, spelled.replace(".", "_")})


def family(name: str) -> tuple[str, ...]:
    """The packages that a product's or a package's name stands for."""
    return FAMILIES.get(plain(name), (name,))

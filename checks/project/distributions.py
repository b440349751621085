"""Distributions and modules: what an import of a declared package is called, and what uses one without importing it.

Sources: each distribution's own documentation.
"""

from __future__ import annotations

import re

from checks.patterns import regex

MODULES = {
    "pyyaml": ("yaml",),
    "google-re2": ("re2",),
    "python-dotenv": ("dotenv",),
    "python-jose": ("jose",),
    "pyjwt": ("jwt",),
    "python-multipart": ("multipart", "python_multipart"),
    "python-socketio": ("socketio",),
    "python-engineio": ("engineio",),
    "python-dateutil": ("dateutil",),
    "python-magic": ("magic",),
    "python-magic-bin": ("magic",),
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
    "cloud-sql-python-connector": ("google",),
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
    "pymupdf": ("fitz", "pymupdf"),
    "pypdf2": ("PyPDF2",),
    "gitpython": ("git",),
    "dnspython": ("dns",),
    "pyopenssl": ("OpenSSL",),
    "pycairo": ("cairo",),
    "pygobject": ("gi",),
    "pyusb": ("usb",),
    "pywin32": ("win32api", "win32con", "win32com", "win32gui", "pythoncom", "pywintypes"),
    "biopython": ("Bio",),
    "umap-learn": ("umap",),
    "openai-whisper": ("whisper",),
    "llama-cpp-python": ("llama_cpp",),
    "opencv-contrib-python": ("cv2",),
    "speechrecognition": ("speech_recognition",),
    "websocket-client": ("websocket",),
    "newspaper3k": ("newspaper",),
    "readability-lxml": ("readability",),
    "ruamel-yaml": ("ruamel",),
    "rpi-gpio": ("RPi",),
    "python-levenshtein": ("Levenshtein",),
    "levenshtein": ("Levenshtein",),
    "google-search-results": ("serpapi",),
    "tavily-python": ("tavily",),
    "sqlalchemy-utils": ("sqlalchemy_utils",),
    "pytorch-lightning": ("pytorch_lightning", "lightning"),
    "pysocks": ("socks",),
    "pyside6": ("PySide6",),
    "pyqt5": ("PyQt5",),
    "pyqt6": ("PyQt6",),
    "wxpython": ("wx",),
    "mlx-lm": ("mlx_lm",),
    "jupyter-client": ("jupyter_client",),
    "langchain-google-genai": ("langchain_google_genai",),
    "sentry-sdk": ("sentry_sdk",),
    "unstructured-client": ("unstructured_client",),
    "pdfminer-six": ("pdfminer",),
    "python-pam": ("pam",),
    "python-ldap": ("ldap",),
    "pyhumps": ("humps",),
    "fastapi-mail": ("fastapi_mail",),
    "pydantic-extra-types": ("pydantic_extra_types",),
}
"""Distribution (in lower case with dashes) -> top modules, where the name alone does not tell."""


def plain(name: str) -> str:
    """A distribution's name without extras, in lower case with dashes (PEP 503: https://peps.python.org/pep-0503/)."""
    bare = re.split(r"[\[<>=~!;\s]", name.strip(), maxsplit=1)[0]
    return bare.lower() if bare.startswith("@") else re.sub(r"[-_.]+", "-", bare).lower()


def modules(name: str) -> frozenset[str]:
    """What an import of a distribution may be called: its modules in Python, itself in JavaScript."""
    key = plain(name)
    spelled = name.strip().lower()
    return frozenset({*MODULES.get(key, ()), key.replace("-", "_"), key, spelled, spelled.replace(".", "_")})


_SQL = "sqlalchemy sqlmodel django tortoise databases alembic peewee pandas aerich pony piccolo ormar"
_HELD_PYTHON = f"""
psycopg2-binary psycopg2 psycopg psycopg-binary asyncpg aiosqlite aiomysql asyncmy pymysql mysqlclient mysql-connector-python
 pg8000 oracledb cx-oracle pyodbc aioodbc pymssql duckdb-engine sqlalchemy-bigquery snowflake-sqlalchemy greenlet: {_SQL}
redis hiredis: celery kombu django fastapi_cache slowapi limits channels rq socketio flask_caching flask_session dramatiq
 arq apscheduler flask_limiter aiocache channels_redis taskiq huey
python-multipart email-validator orjson ujson aiofiles httpx itsdangerous jinja2 uvloop httptools websockets wsproto
 watchfiles h11 anyio pydantic python-dotenv-vault: fastapi starlette uvicorn fastapi_users
python-dotenv: pydantic_settings flask dotenv
jinja2 itsdangerous werkzeug markupsafe click blinker simple-websocket gevent eventlet gevent-websocket
 python-socketio python-engineio: flask flask_socketio socketio gunicorn quart
lxml html5lib cssselect soupsieve: bs4 pandas trafilatura scrapy parsel newspaper readability docx pyquery
bcrypt argon2-cffi argon2-cffi-bindings: passlib pwdlib django flask_bcrypt
cryptography pycryptodome ecdsa rsa pyasn1: jose jwt pymysql authlib OpenSSL paramiko google
openpyxl xlrd xlsxwriter pyarrow fastparquet tabulate tables odfpy pyxlsb s3fs gcsfs fsspec numexpr bottleneck: pandas polars dask
google-auth google-auth-httplib2 httplib2 uritemplate: googleapiclient google
postgrest gotrue storage3 realtime supafunc: supabase
pillow: django torchvision reportlab matplotlib transformers streamlit qrcode wagtail keras tensorflow diffusers pptx docx easyocr ultralytics
numpy: torch torchvision pandas cv2 sklearn scipy matplotlib transformers faiss tensorflow sentence_transformers ultralytics easyocr keras
accelerate safetensors sentencepiece tokenizers bitsandbytes protobuf einops timm xformers optimum peft torchaudio torchvision
 flash-attn: transformers diffusers torch sentence_transformers
tiktoken faiss-cpu faiss-gpu chromadb ddgs duckduckgo-search wikipedia arxiv pypdf docx2txt unstructured rank-bm25 tavily-python
 google-search-results bs4 beautifulsoup4 lxml youtube-transcript-api pgvector: langchain_community langchain langchain_openai llama_index crewai
kaleido: plotly
channels-redis daphne asgiref sqlparse pytz tzdata whitenoise django-redis psycopg2: django
pytz tzdata dateutils: pandas celery apscheduler zoneinfo
ffmpeg-python pydub soundfile librosa: whisper transformers pydub
motor pymongo dnspython: beanie mongoengine odmantic pymongo motor
grpcio grpcio-status protobuf googleapis-common-protos: grpc google opentelemetry
pyyaml: uvicorn omegaconf transformers drf_spectacular
flask-cors: flask_cors
pyopenssl: requests urllib3 twisted
boto3 django-storages google-cloud-storage azure-common azure-storage-blob azure-storage-common: storages
mangum: fastapi
pika librabbitmq sqs amqp kombu vine flower gevent eventlet: celery kombu
"""
_HELD_SCRIPT = """
pg pg-native pg-hstore pg-query-stream mysql mysql2 mariadb sqlite3 better-sqlite3 sql.js mssql tedious oracledb mongodb redis
 ioredis: typeorm sequelize sequelize-typescript knex drizzle-orm @mikro-orm/core @nestjs/typeorm @nestjs/sequelize objection
 kysely bookshelf better-auth connect-redis cache-manager bull bullmq keyv
mongodb mongoose: @nestjs/mongoose mongoose @typegoose/typegoose agenda connect-mongo
reflect-metadata rxjs class-transformer class-validator @nestjs/platform-express @nestjs/platform-fastify @nestjs/platform-socket.io
 @nestjs/platform-ws express fastify socket.io ws passport swagger-ui-express @fastify/static @fastify/swagger graphql
 apollo-server-express @apollo/server ioredis nats amqplib amqp-connection-manager kafkajs mqtt @grpc/grpc-js
 @grpc/proto-loader cache-manager redis bull bullmq joi: @nestjs/common @nestjs/core
reflect-metadata: typeorm inversify tsyringe type-graphql routing-controllers typedi
class-validator class-transformer: routing-controllers type-graphql
react-dom react react-is scheduler sharp critters sass less styled-jsx: next react react-router-dom gatsby vite
react-native-screens react-native-safe-area-context react-native-gesture-handler react-native-reanimated react-native-svg
 react-native-web react-dom expo-linking expo-constants expo-status-bar expo-splash-screen expo-font: react-native expo expo-router
@emotion/react @emotion/styled react react-dom: @mui/material @chakra-ui/react
pino-pretty pino: pino fastify nestjs-pino pino-http
graphql graphql-tag: @apollo/client @apollo/server apollo-server urql graphql-request @nestjs/graphql graphql-yoga
bufferutil utf-8-validate: ws socket.io
handlebars ejs pug hbs mjml nunjucks: @nestjs-modules/mailer nodemailer express email-templates
zod: @hookform/resolvers ai openai @ai-sdk/openai @modelcontextprotocol/sdk drizzle-zod
ws: graphql-ws @neondatabase/serverless openai
redux: react-redux @reduxjs/toolkit
@tanstack/query-core: @tanstack/react-query
three: @react-three/fiber
d3: recharts
chart.js: react-chartjs-2 vue-chartjs
leaflet: react-leaflet
moment date-fns dayjs: react-datepicker antd @mui/x-date-pickers react-big-calendar chart.js
openapi-types swagger-ui-dist: swagger-ui-express swagger-jsdoc
form-data: axios
@prisma/client @prisma/adapter-pg prisma pg: @prisma/client
"""


def _table(text: str) -> dict[str, frozenset[str]]:
    held: dict[str, frozenset[str]] = {}
    for entry in re.sub(r"\n ", " ", text.strip()).split("\n"):
        left, _, right = entry.rpartition(":")
        for name in left.split():
            held[name] = held.get(name, frozenset()) | frozenset(right.split())
    return held


COMPANIONS = {"python": _table(_HELD_PYTHON), "script": _table(_HELD_SCRIPT)}
"""A package -> the modules of which one loads it by name or needs it beside it: drivers, transports, parsers, peers."""

TOOLS = regex(
    r"""@types/.+|.*(^|[-/])(cli|plugin|plugins|preset|presets|loader|config|types|typings|polyfill|stubs)([-/].*)?|
    types-.+|.+-stubs|@?eslint.*|@typescript-eslint/.+|prettier.*|stylelint.*|@?babel.*|@swc/.+|swc.*|@?jest.*|ts-jest|
    vitest|@vitest/.+|@testing-library/.+|mocha|chai|sinon|cypress|playwright|@playwright/test|supertest|nyc|c8|husky|lint-staged|
    @commitlint/.+|semantic-release|typescript|ts-node.*|tsx|tsup|tsc-.+|tsconfig-paths|tslib|@tsconfig/.+|nodemon|pm2|concurrently|
    npm-run-all|cross-env|dotenv-.+|env-cmd|rimraf|copyfiles|cpx|mkdirp|wait-on|serve|http-server|vite|@vitejs/.+|vite-.+|webpack.*|
    rollup.*|@rollup/.+|esbuild.*|parcel|turbo|nx|lerna|@nx/.+|gulp.*|grunt.*|postcss.*|autoprefixer|tailwindcss.*|@tailwindcss/.+|
    sass|node-sass|less|cssnano|prisma|drizzle-kit|sequelize-cli|typeorm-.+|core-js|regenerator-runtime|react-scripts|
    react-app-rewired|@craco/.+|next|nuxt|gatsby|astro|expo|expo-.+|@expo/.+|react-native|.*react-native.*|nativewind|daisyui|tw-animate-css|tailwind-.+|
    @react-navigation/.+|electron.*|@electron.+|@capacitor/.+|metro.*|npm|yarn|pnpm|npm-check.*|patch-package|@angular/.+|zone\.js|
    vue|@vue/.+|svelte|@sveltejs/.+|storybook|@storybook/.+|@fontsource.*|.*-?fonts?|normalize\.css|bootstrap|.*-css|@nestjs/(cli|schematics|
    testing)|encoding|web-vitals|source-map-support|@opentelemetry/.+|@sentry/.+|dd-trace|newrelic|elastic-apm-node|
    @next/.+|@vercel/.+|@netlify/.+|@cloudflare/.+|wrangler|@aws-cdk/.+|aws-cdk.*|serverless.*|
    uvicorn.*|gunicorn|hypercorn|daphne|waitress|granian|uwsgi|pyuwsgi|mod-wsgi|honcho|circus|supervisor|watchdog|watchfiles|alembic|flower|
    aerich|yoyo-migrations|setuptools.*|wheel|pip|pip-tools|build|hatch.*|poetry.*|pdm.*|flit.*|twine|uv|cython|certifi|tzdata|pytest.*|
    coverage.*|tox|nox|black|ruff|flake8.*|isort|mypy.*|pylint.*|pyright|bandit|pre-commit|taskipy|poethepoet|invoke|autopep8|yapf|ipython|ipykernel|
    ipdb|jupyter.*|notebook|nbconvert|mkdocs.*|sphinx.*|locust|faker|factory-boy|hypothesis|httpie|rich-cli|debugpy|pyinstaller|py2app|
    grpcio-tools|opentelemetry.*|ddtrace|newrelic|typing-extensions|typing-inspection|importlib-metadata|importlib-resources|exceptiongroup|tomli|
    six|future|certifi|charset-normalizer|idna|urllib3|sniffio|h11|h2|httpcore|annotated-types|pycparser|cffi|greenlet|zipp|
    pydantic-core|packaging|pyparsing|python-editor|mako|joblib|threadpoolctl|contourpy|cycler|kiwisolver|fonttools|
    dnspython|rsa|pyasn1.*|ecdsa|cachetools|oauthlib|requests-oauthlib|soupsieve|wcwidth|prompt-toolkit|pygments|
    colorama|attrs|multidict|yarl|frozenlist|aiosignal|propcache|async-timeout|shellingham|markdown-it-py|mdurl|nvidia-.+|triton|cuda-.+|
    pywin32.*|pypiwin32|appnope|pyobjc.*|distro|jiter|backoff|regex|filelock|huggingface-hub|tokenizers|safetensors|mypy-extensions|
    spacy|.*-model.*|en-core-web.*|nltk-data|streamlit|gradio|dash|chainlit|scrapy|celery|dbt-.+|apache-airflow.*|superset|kedro.*|
    aws-lambda-powertools|zappa|chalice|awscli|azure-cli|fastapi-cli|django-.+|drf-.+|flask-.+|wagtail-.+|crispy-.+""",
    re.VERBOSE | re.DOTALL,
)
"""Packages that are run, configured, bundled, listed in a framework's settings, or brought by others, and so need no import."""


def stands_alone(name: str) -> bool:
    """Whether a package can be of use without being imported: it is run, configured, or a part of others."""
    return TOOLS.fullmatch(plain(name)) is not None


def flat(name: str) -> str:
    """A name with its letters and digits alone, in lower case: what the spellings of one name share."""
    return re.sub(r"[^a-z0-9]", "", name.lower())

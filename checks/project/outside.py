"""Which calls touch the outside world, which read the clock, draw random values, or only reshape what they get.

Tables for both languages. Names are dotted as `checks.project.model.External` writes them; a call that no
table knows counts as outside when its package is known and as unknown otherwise.

Sources: https://docs.python.org/3/library/ and https://developer.mozilla.org/docs/Web/JavaScript/Reference for
the builtins, each package's reference for the rest.
"""

from __future__ import annotations

from functools import lru_cache

from checks.project.dependence import AMBIENT, CLOCK, DRAWN, INVENTED, LITERAL, OUTSIDE, RANDOM, UNKNOWN


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CLOCK = _words(
    """datetime.datetime.now datetime.datetime.utcnow datetime.datetime.today datetime.date.today datetime.now
    datetime.utcnow date.today time.time time.time_ns time.monotonic time.perf_counter time.strftime time.localtime
    time.gmtime time.ctime django.utils.timezone.now arrow.now arrow.utcnow pendulum.now moment dayjs Date Date.now
    performance.now luxon.DateTime.now luxon.DateTime.utc process.uptime process.hrtime process.memoryUsage
    process.cpuUsage perf_hooks.performance.now"""
)
_RANDOM = (
    "random secrets uuid numpy.random nanoid faker mimesis factory Math.random crypto.randomUUID crypto.randomBytes"
    " crypto.randomInt crypto.getRandomValues cuid ulid chance shortid @faker-js/faker @paralleldrive/cuid2"
    " short-uuid short_uuid shortuuid hyperid randomstring os.urandom globalThis.crypto.randomUUID"
).split()
_DRAWN = "random Math.random numpy.random faker mimesis factory chance @faker-js/faker".split()
_PICKED = _words("choice choices sample shuffle shuffled sampleSize arrayElement permutation")
"""Drawing functions that choose among what they are given: chance, but no numbers of its own."""
_SILENT = (
    "logging structlog loguru warnings console winston pino bunyan log4js morgan debug signale consola chalk"
    " builtins.print print pprint rich @nestjs/common.Logger icecream traceback"
    " asyncio.sleep time.sleep setTimeout clearTimeout setImmediate clearInterval queueMicrotask process.nextTick"
    " timers/promises asyncio.gather asyncio.wait_for"
).split()
_PURE_PACKAGES = (
    "typing typing_extensions dataclasses enum http.HTTPStatus http math statistics decimal fractions itertools"
    " functools operator collections string re textwrap copy json datetime calendar base64 html types abc numbers"
    " fastapi.status starlette.status rest_framework.status http-status-codes http-status"
    " pydantic marshmallow zod yup joi @hapi/joi class-validator class-transformer valibot superstruct attr attrs"
    " msgspec lodash ramda date-fns dayjs moment qs querystring url path os.path pathlib.PurePath posixpath"
    " urllib.parse unicodedata bisect heapq array zoneinfo pytz dateutil humanize slugify inflection"
    " fastapi.encoders django.utils.timezone django.utils.text django.utils.translation"
    " drf_spectacular drf_yasg @nestjs/swagger"
    " fastapi.HTTPException fastapi.exceptions starlette.exceptions werkzeug.exceptions http-errors @nestjs/common"
    " typebox @sinclair/typebox Math JSON Object Array Number String Boolean Symbol BigInt RegExp Map Set WeakMap"
    " Intl Promise Error TypeError URL URLSearchParams Headers Buffer TextEncoder TextDecoder Reflect"
    " parseInt parseFloat isNaN isFinite encodeURIComponent decodeURIComponent encodeURI decodeURI structuredClone"
    " atob btoa Uint8Array ArrayBuffer hashlib hmac crypto.createHash crypto.createHmac crypto.timingSafeEqual"
).split()
_AMBIENT = (
    "os.environ os.getenv process.env process.argv process.version process.platform process.pid sys platform"
    " os.name socket.gethostname os.cpus import.meta.env decouple environs dotenv flask.current_app django.conf"
    " pydantic_settings config @nestjs/config process.cwd os.getcwd os.getpid importlib.metadata Deno.env Bun.env"
).split()
_PURE_BUILTINS = _words(
    """abs all any ascii bin bool bytearray bytes callable chr complex dict divmod enumerate filter float format
    frozenset hash hex id int isinstance issubclass iter len list map max min next object oct ord pow property range
    repr reversed round set slice sorted str sum super tuple type zip hasattr getattr staticmethod classmethod
    Exception ValueError TypeError KeyError RuntimeError NotImplementedError LookupError IndexError PermissionError
    ConnectionError TimeoutError OSError AttributeError StopIteration AssertionError FileNotFoundError"""
)
_BUILTIN_CLASSES = _words(
    """Map Set Array Object String Number Boolean Date RegExp Promise Error WeakMap WeakSet Symbol BigInt URL
    URLSearchParams Headers Buffer Uint8Array FormData str list dict set tuple int float bytes bool frozenset bytearray deque defaultdict Counter OrderedDict"""
)
_REQUEST_CLASSES = (
    "next/server.Next", "next.NextApi", "express.Re", "fastify.Fastify", "fastapi.Request", "fastapi.requests",
    "fastapi.WebSocket", "fastapi.UploadFile", "starlette.requests", "starlette.websockets", "starlette.datastructures",
    "django.http.HttpRequest", "django.http.request", "rest_framework.request", "aiohttp.web.Request", "hono.Context",
    "koa.Context", "http.IncomingMessage", "http.ServerResponse", "ws.WebSocket", "socket.io.Socket", "Request.",
    "fastapi.Response", "starlette.responses.Response", "fastapi.datastructures",
)  # fmt: skip
_SHADOWED_PACKAGES = _words("config path url debug types http array")
"""Package names that projects use for modules of their own: they count only when the name is resolved."""

READING = _words(
    """get find findOne findMany findFirst findUnique findAll findById find_one find_all first one one_or_none all
    scalar scalars scalar_one scalar_one_or_none mappings fetchmany fetchone fetchall fetchval fetchrow fetch_one fetch_all select count exists get_by_id list
    table from from_ collection read load filter filter_by lookup aggregate currentUser auth getAuth getSession getServerSession getUser getToken
    verifyIdToken verify_id_token jwtVerify hexdigest digest"""
)
"""Methods of stores and digests, and what asks who is signed in, that change nothing."""

SILENT_METHODS = _words(
    "debug info warn warning error exception critical log trace fatal verbose notice success setContext print isEnabledFor"
)
"""Methods of loggers."""

LOGGER_NAMES = _words("logger log logging console _logger LOGGER LOG loguru structlog")

RESHAPING = _words(
    """get keys values items copy pop popitem setdefault update append extend insert remove sort reverse clear index
    count add discard union intersection difference issubset issuperset split rsplit splitlines strip lstrip rstrip
    lower upper title capitalize casefold swapcase startswith endswith replace join format encode decode find rfind
    isdigit isalpha isalnum isnumeric isspace zfill ljust rjust center partition rpartition format_map translate
    removeprefix removesuffix expandtabs maketrans hexdigest digest most_common elements appendleft popleft rotate
    map filter reduce forEach some every includes indexOf lastIndexOf slice splice concat flat flatMap push unshift
    shift findIndex findLast fill at entries has set delete toString toLowerCase toUpperCase trim trimStart trimEnd
    padStart padEnd charAt charCodeAt codePointAt substring substr match matchAll replaceAll search test exec repeat
    localeCompare normalize toFixed toPrecision valueOf toJSON toISOString toLocaleString toLocaleDateString
    toLocaleTimeString toDateString toUTCString getTime getDate getDay getMonth getFullYear getHours getMinutes
    getSeconds getMilliseconds getTimezoneOffset setDate setMonth setFullYear setHours setMinutes setSeconds setTime
    setMilliseconds setUTCHours getUTCDate getUTCHours getUTCDay getUTCMonth getUTCFullYear call apply bind then
    catch finally isoformat strftime strptime timestamp timetuple date time weekday isoweekday isocalendar astimezone
    total_seconds fromisoformat dict model_dump model_dump_json json parse_obj model_validate dump dumps load loads
    safeParse parse parseAsync safeParseAsync validate validateSync validateAsync is_valid toObject as_dict to_dict
    _asdict total fromkeys group groups groupdict span sub subn fullmatch findall finditer toArray next
    addDays subtract startOf endOf unix diff toDate copyWithin reduceRight toSorted toReversed with hasOwnProperty
    startsWith endsWith sample choice shuffle randint uniform number string int float arrayElement random getRandomValues"""
)
"""Methods of texts, numbers, dates, containers and schemas: their answer depends on their receiver and
arguments alone."""

MUTATING = _words(
    """append extend insert add update setdefault push unshift set appendleft extendleft concat assign"""
)
"""Methods that put something into their receiver."""

REMOVING = _words("pop popitem remove discard clear delete shift splice popleft truncate")
"""Methods that take something out of their receiver."""

REQUEST_PARTS = _words(
    """body query params headers header args form values json data get_json get_data url nextUrl searchParams path
    method cookies ip ips hostname host originalUrl baseUrl protocol files file form_data formData text
    query_params path_params client base_url GET POST PUT DATA query_string view_args raw rawBody full_path param
    queries valid parseBody content_type remote_addr is_json get accepts is fields request req input args_list
    receive receive_text receive_json receive_bytes iter_text iter_json iter_bytes user_agent referrer arrayBuffer
    blob signal secure xhr subdomains match_info rel_url route kwargs id socket connection arguments payload GET_params accept"""
)
"""Parts of a request object that the caller sent."""


def _under(name: str, prefixes: tuple[str, ...] | list[str]) -> bool:
    return any(name == prefix or name.startswith((prefix + ".", prefix + "/")) for prefix in prefixes)


@lru_cache(maxsize=16_384)
def call(name: str) -> int:
    """What the answer of a call to something outside the project depends on, apart from its arguments.

    ``name`` is dotted from its package. `OUTSIDE` also says that the call may change the world.
    """
    name = name.removeprefix("builtins.").removeprefix("node:").removeprefix("globalThis.")
    if name in _CLOCK:
        return CLOCK
    if _under(name, _RANDOM):
        return RANDOM | _drawn(name)
    if _under(name, _SILENT) or name in _PURE_BUILTINS:
        return LITERAL
    if _of_service(name):
        return OUTSIDE
    if _under(name, _AMBIENT):
        return AMBIENT
    if _under(name, _PURE_PACKAGES):
        return LITERAL
    return OUTSIDE


def _of_service(name: str) -> bool:
    """Whether a dotted name is a method of something that somebody hung on the app (``current_app.mailer.send``); its
    configuration and its log are its own (https://flask.palletsprojects.com/en/stable/appcontext/)."""
    parts = name.split(".")
    return len(parts) > 3 and parts[1] == "current_app" and parts[2] not in ("config", "logger", "extensions")


def _drawn(name: str) -> int:
    if not _under(name, _DRAWN):
        return 0
    return INVENTED if name.rsplit(".", 1)[-1] in _PICKED else INVENTED | DRAWN


def is_method(name: str, written: str) -> bool:
    """Whether a dotted name means a method of a value of a builtin class (``Map.get`` where ``cache.get`` is
    written): such a call is judged by what its receiver holds."""
    name = name.removeprefix("builtins.").removeprefix("collections.")
    return (
        name.split(".", 1)[0] in _BUILTIN_CLASSES
        and "." in name
        and written.removeprefix("builtins.").removeprefix("collections.") != name
    )


def is_of_request(name: str) -> bool:
    """Whether a dotted name means a member of a request, response or socket of a web framework."""
    return name.startswith(_REQUEST_CLASSES)


def is_request(name: str) -> bool:
    """Whether a dotted name is the current request, as frameworks with a global one give it."""
    return name in ("flask.request", "quart.request", "bottle.request", "sanic.request")


def request_part(name: str) -> str:
    """The member of the current request that a dotted name means (``json`` for ``flask.request.json``), or an empty
    text."""
    parts = name.split(".")
    return parts[2] if len(parts) > 2 and is_request(".".join(parts[:2])) else ""


@lru_cache(maxsize=16_384)
def value(name: str) -> int:
    """What something outside the project depends on when it is read and not called."""
    name = name.removeprefix("builtins.").removeprefix("node:")
    if _under(name, _AMBIENT):
        return AMBIENT
    if (
        name in _PURE_BUILTINS
        or _under(name, _PURE_PACKAGES)
        or _under(name, _RANDOM)
        or _under(name, _SILENT)
    ):
        return LITERAL
    return UNKNOWN


def known(name: str) -> bool:
    """Whether a dotted name that could not be resolved is a builtin of either language."""
    head = name.split(".", 1)[0]
    if head in _SHADOWED_PACKAGES:
        return False
    return (
        name in _PURE_BUILTINS
        or name in _CLOCK
        or head
        in ("Math", "JSON", "Object", "Array", "Number", "String", "Boolean", "console", "process", "print")
        or name
        in (
            "setTimeout",
            "clearTimeout",
            "setImmediate",
            "queueMicrotask",
            "clearInterval",
            "structuredClone",
        )
        or name in _PURE_PACKAGES
        or name.startswith(("crypto.random", "Promise.", "Intl.", "Buffer.", "Date."))
        or name in ("fetch", "open", "input", "exec", "eval")
    )

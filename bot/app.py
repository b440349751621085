"""The receiver: takes GitHub's deliveries, proves who sent them, and answers once they are in Redis."""

from __future__ import annotations

import asyncio
import hmac
import html
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from markdown_it import MarkdownIt
from starlette.concurrency import run_in_threadpool

from bot import setup
from bot.events import READERS, DeliveryError, parse
from bot.intake import Intake, RefusalError
from bot.logs import follow, log
from bot.redis import metrics
from bot.redis.queue import Queue
from bot.redis.store import StoreError
from checks import claims, config, rules


def application(queue: Queue, secret: bytes, metrics_token: str = "") -> FastAPI:
    """The web application over a queue; deliveries must be signed with ``secret``. Who has the ``metrics_token`` may
    read /metrics; without one nobody may."""
    tally, intake = metrics.Tally(), Intake(secret)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        flushing = asyncio.create_task(_flush(tally, queue))
        yield
        flushing.cancel()
        await run_in_threadpool(tally.flush, queue.store)

    app = FastAPI(title="As-Built", openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan)

    @app.post("/webhook")
    async def webhook(request: Request) -> Response:
        event = request.headers.get("x-github-event", "")
        try:
            async with intake.body(request, keep=event in READERS) as body:
                answer, outcome = await _taken(request, event, body, queue)
        except RefusalError as refusal:
            log().info("delivery refused", status=refusal.status, why=refusal.why)
            answer = PlainTextResponse(refusal.why + "\n", refusal.status)
            outcome = "unavailable" if refusal.status == 503 else "refused"
        tally.add(metrics.DELIVERIES, event if event in READERS else "other", outcome)
        return answer

    _add_watching(app, queue, tally, metrics_token)
    _add_pages(app)
    return app


def _add_watching(app: FastAPI, queue: Queue, tally: metrics.Tally, token: str) -> None:
    @app.get("/healthz")
    async def alive() -> Response:
        return PlainTextResponse("alive\n")

    @app.get("/readyz")
    async def ready() -> Response:
        try:
            await run_in_threadpool(queue.store.ping)
        except StoreError as error:
            log().error("not ready", why=str(error))  # where Redis is, is nobody's business outside
            return PlainTextResponse("Redis does not answer\n", 503)
        return PlainTextResponse("ready\n")

    @app.get("/metrics")
    async def measured(request: Request) -> Response:
        given = request.headers.get("authorization", "").encode("utf-8", "replace")
        if not token:
            return PlainTextResponse("set ASBUILT_METRICS_TOKEN to have figures here\n", 404)
        if not hmac.compare_digest(given, f"Bearer {token}".encode()):
            return PlainTextResponse("a token is needed\n", 401, {"WWW-Authenticate": "Bearer"})
        try:
            text = await run_in_threadpool(_measured, tally, queue)
        except StoreError as error:
            log().error("no figures", why=str(error))
            return PlainTextResponse("Redis does not answer\n", 503)
        return Response(text, media_type=metrics.CONTENT_TYPE)


def _add_pages(app: FastAPI) -> None:
    # These two bring every rule and kind in at first, so they run beside the deliveries.
    @app.get("/")
    def home() -> Response:
        return setup.home(rules.rules(), claims.kinds())

    @app.get("/asbuilt.schema.json")
    def schema() -> Response:
        return JSONResponse(config.schema((*rules.rules(), *claims.kinds())))

    @app.get("/installed")
    async def installed() -> Response:
        return setup.installed()

    @app.get("/setup")
    @app.get("/setup/{page:path}")
    async def set_up() -> Response:
        return setup.closed().page()

    @app.get("/rules/{name}")
    async def rule(name: str) -> Response:
        return _page(name, rules.page)

    @app.get("/claims/{name}")
    async def kind(name: str) -> Response:
        return _page(name, claims.page)


async def _flush(tally: metrics.Tally, queue: Queue) -> None:
    while True:
        await asyncio.sleep(metrics.FLUSH_SECONDS)
        await run_in_threadpool(tally.flush, queue.store)


def _measured(tally: metrics.Tally, queue: Queue) -> str:
    tally.flush(queue.store)
    counts = {state: float(number) for state, number in queue.store.guarded(queue.counts).items()}
    gauges = (
        metrics.Gauge("asbuilt_jobs", "Jobs, by state.", "state", counts),
        metrics.Gauge(
            "asbuilt_queue_age_seconds", "How long the next job has waited.", "", {"": queue.oldest()}
        ),
        metrics.Gauge("asbuilt_workers", "Workers that are alive.", "", {"": queue.workers()}),
        metrics.Gauge("asbuilt_info", "The version of this receiver.", "version", {version("asbuilt"): 1}),
    )
    return metrics.text(queue.store, gauges)


async def _taken(request: Request, name: str, body: bytes, queue: Queue) -> tuple[Response, str]:
    """The answer to a proved delivery, and what became of it."""
    if name not in READERS:
        return Response(status_code=204), "left"
    delivery = request.headers.get("x-github-delivery", "")
    follow(delivery=delivery)
    try:
        event = parse(name, delivery, body, request.headers.get("x-github-hook-installation-target-id", ""))
    except DeliveryError as error:
        raise RefusalError(400, str(error)) from None
    if event is None:
        return Response(status_code=204), "left"
    try:
        new = await run_in_threadpool(queue.submit, event)
    except StoreError as error:
        log().error("delivery not taken", why=str(error))
        raise RefusalError(503, "the queue does not take it now: deliver it again later") from None
    log().info("delivery taken", topic=event.topic, new=new)
    return PlainTextResponse("queued\n" if new else "already taken\n", 202), "queued" if new else "known"


def _page(name: str, page: Callable[[str], str]) -> Response:
    try:
        text = page(name)
    except (KeyError, FileNotFoundError):
        return PlainTextResponse("there is no such page\n", 404)
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    return HTMLResponse(
        f"<!doctype html><meta charset=utf-8><title>{html.escape(name)} · As-Built</title>"
        f"<meta name=viewport content='width=device-width'><style>{_STYLE}</style><main>{body}</main>",
        headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"},
    )


_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem}main{max-width:50rem;margin:auto}"
    "pre{background:#f6f8fa;padding:1rem;overflow:auto}code{font-family:ui-monospace,monospace}"
    "table{border-collapse:collapse}td,th{border:1px solid #d0d7de;padding:.3rem .6rem}"
)

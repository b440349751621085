"""How long a delivery waits for its answer under load, and whether every one of them is in Redis afterwards.

    python -m tests.bench.load [--deliveries 5000] [--connections 8] [--heads 500]

The receiver runs as it does in service, on a Valkey that writes every change to disk before it answers. Deliveries
are signed, prepared beforehand, and sent over connections that stay open, each as soon as the last was answered.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.redis.queue import Queue
from bot.redis.store import Store
from bot.redis.valkey import embedded
from tests.forge.deliveries import signed

SECRET = "It's a Secret to Everybody"
APP = 123_456


def main() -> int:
    """Prints one line a figure; exit status 1 if a delivery was lost."""
    parser = argparse.ArgumentParser(prog="tests.bench.load")
    parser.add_argument("--deliveries", type=int, default=5000)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--heads", type=int, default=500)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, embedded(Path(folder)) as redis:
        figures = measure(redis, options.deliveries, options.connections, options.heads)
    for name, value in figures.items():
        print(f"{name:28} {value}")
    return 1 if figures["lost"] else 0


def measure(redis: str, deliveries: int, connections: int, heads: int) -> dict[str, Any]:
    """The figures of one run against a fresh receiver on this Redis."""
    requests = [request(i, i % heads) for i in range(deliveries)]
    with receiver(redis) as (port, process):
        asyncio.run(_send(port, requests[:50]))  # as a service that has been up for a while
        before = _cpu(process.pid)
        began = time.perf_counter()
        answers = asyncio.run(_all(port, requests, connections))
        wall = time.perf_counter() - began
        spent = _cpu(process.pid) - before
    store = Store(redis)
    kept = sum(1 for _ in store.client.scan_iter("asbuilt:delivery:*", count=1000))
    waiting = Queue(store).counts()["waiting"]
    store.close()
    seconds = sorted(took for took, _ in answers)
    return {
        "deliveries": deliveries,
        "connections": connections,
        "not answered with 202": sum(status != 202 for _, status in answers),
        "lost": deliveries - kept,
        "jobs (one a head)": waiting,
        "answers a second": round(deliveries / wall),
        "median ms": round(statistics.median(seconds) * 1000, 1),
        "p99 ms": round(seconds[int(len(seconds) * 0.99)] * 1000, 1),
        "slowest ms": round(seconds[-1] * 1000, 1),
        "receiver's CPU ms a delivery": round(spent / deliveries * 1000, 2),
        "load of the machine": os.getloadavg()[0],
        "peak MB of children": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }


@contextlib.contextmanager
def receiver(redis: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A receiver as `asbuilt web` starts it, and its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {
        "REDIS_URL": redis,
        "ASBUILT_WEBHOOK_SECRET": SECRET,
        "ASBUILT_LOG": "json",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "web", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            if time.monotonic() > deadline:
                raise RuntimeError("the receiver does not come up")
            time.sleep(0.05)
        yield port, process
    finally:
        process.terminate()
        process.wait(20)


def request(number: int, head: int) -> bytes:
    """One signed delivery as it goes over the wire, of the size that GitHub's have."""
    body = json.dumps(
        {
            "action": "synchronize",
            "number": head,
            "pull_request": {"head": {"sha": f"{head:040x}"}, "body": "words " * 3000},
            "repository": {"id": 700_000_000 + head % 50, "full_name": "ada/service"},
            "installation": {"id": 4_000_000_001},
        }
    ).encode()
    headers = signed(SECRET, APP, "pull_request", str(uuid.UUID(int=number)), body)
    lines = [f"{name}: {value}" for name, value in headers.items()]
    head_ = "\r\n".join(("POST /webhook HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}", *lines))
    return head_.encode() + b"\r\n\r\n" + body


async def _all(port: int, requests: Sequence[bytes], connections: int) -> list[tuple[float, int]]:
    parts = [requests[i::connections] for i in range(connections)]
    found = await asyncio.gather(*(_send(port, part) for part in parts))
    return [answer for part in found for answer in part]


async def _send(port: int, requests: Sequence[bytes]) -> list[tuple[float, int]]:
    """Seconds and status of every answer, one request after another on one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answers = []
    for each in requests:
        began = time.perf_counter()
        writer.write(each)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        await reader.readexactly(length)
        answers.append((time.perf_counter() - began, int(head.split(b" ", 2)[1])))
    writer.close()
    return answers


def _cpu(pid: int) -> float:
    """Seconds of processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())

"""Claims about how parts hang together."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.claimed import found, judged, subjects, truths

QUEUE = "export function startWorker() {\n  return 1;\n}\nexport function enqueueJob() {\n  return 2;\n}\n"
FILES = {
    "queue.ts": QUEUE,
    "orchestrator.ts": "import { broker } from './broker';\nbroker.send('order_placed');\n",
    "broker.ts": "export const broker = { send: (name: string) => name };\n",
    "index.ts": "import { enqueueJob } from './queue';\nenqueueJob();\n",
}


@pytest.mark.parametrize(
    ("text", "what", "relation", "polarity"),
    [
        ("- `startWorker()` exists but is never called", "startWorker()", "called", "absent"),
        ("- The routes are not wired", "routes", "wired", "absent"),
        ("The Orchestrator bypasses the Work Queue.", "Orchestrator", "uses", "absent"),
        ("- Imported and registered `auth` router", "auth router", "mounted", "present"),
        ("- No code connects the endpoints to the client", "endpoints", "connects", "absent"),
        ("- SSE event `order_placed` broadcast after commit", "order_placed", "sends", "present"),
        ("- Frontend connected to `/api/orders`", "Frontend", "connected", "present"),
        ("- `orchestrator.ts` calls `broker.send()`", "orchestrator.ts", "calls", "present"),
    ],
)
def test_relations_are_read_with_their_polarity(text: str, what: str, relation: str, polarity: str) -> None:
    (claim,) = found("wiring", text)
    assert (claim.subject["what"], claim.subject["relation"], claim.polarity) == (what, relation, polarity)


@pytest.mark.parametrize(
    "text",
    [
        "- Registered users can log in",
        "- Uses Redis for the cache",
        "- Redis is not used",
        "- The user is never asked twice",
        "- The worker will be started by systemd",
        "- brandVoice is not included in the prompt",
    ],
)
def test_technologies_people_and_plans_are_no_wiring(text: str) -> None:
    assert found("wiring", text) == []


def test_calls_settle_never_called() -> None:
    text = "- `startWorker()` is never called\n- `enqueueJob()` is never called\n"
    assert truths("wiring", text, FILES) == ["supported", "refuted"]


def test_a_call_in_a_test_is_none() -> None:
    files = {
        **FILES,
        "queue.test.ts": "import { startWorker } from './queue';\ntest('x', () => startWorker());\n",
    }
    assert truths("wiring", "- `startWorker()` is never called\n", files) == ["supported"]


def test_a_name_that_stands_as_a_text_may_be_called_by_it() -> None:
    files = {**FILES, "run.ts": "import * as q from './queue';\n(q as any)['startWorker']();\n"}
    assert truths("wiring", "- `startWorker()` is never called\n", files) == ["unverifiable"]


def test_an_event_is_sent_where_its_name_is_a_text() -> None:
    text = "- SSE event `order_placed` broadcast\n- SSE event `order_lost` broadcast\n"
    assert truths("wiring", text, FILES) == ["supported", "refuted"]


def test_two_files_are_told_by_their_imports() -> None:
    ((_, verdict),) = judged("wiring", "The Orchestrator bypasses the Queue.\n", FILES)
    assert verdict.truth == "supported"
    assert {place.path for place in verdict.evidence} == {"orchestrator.ts", "queue.ts"}


def test_an_import_does_not_show_that_nothing_goes_around() -> None:
    assert truths("wiring", "The Orchestrator bypasses the Broker queue.\n", FILES) == ["unverifiable"]


def test_the_state_before_needs_a_base() -> None:
    assert truths("wiring", "- **Before**: `startWorker()` was never called\n", FILES) == ["unverifiable"]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="never called not wired `x()`/api→|.-\n", max_size=300))
def test_no_text_makes_it_fail(text: str) -> None:
    found("wiring", text)


_MOUNTED = {
    "api/server.ts": "import express from 'express';\nimport photos from './routes/photos';\nconst app = express();\napp.use('/photos', photos);\napp.listen(80);\n",
    "api/routes/photos.ts": "import { Router } from 'express';\nconst router = Router();\nrouter.get('/', (req, res) => res.json(load(req)));\nexport default router;\n",
    "api/routes/server.ts": "import { Router } from 'express';\nconst router = Router();\nrouter.get('/', (req, res) => res.json(load(req)));\nexport default router;\n",
}


def test_a_place_alone_does_not_say_what_is_mounted_there() -> None:
    assert truths("wiring", "- Registered in `api/server.ts`\n", _MOUNTED) == ["unverifiable"]
    said = "- The photos router is registered in `api/server.ts`\n"
    assert truths("wiring", said, _MOUNTED) == ["supported"]


def test_the_number_of_a_section_is_no_part_of_what_it_is_about() -> None:
    (said,) = subjects("wiring", "## 7.8 Scheduler\n\n- Calls `process_due()` on each run\n")
    assert (said["what"], said["to"]) == ("Scheduler", "process_due()")


@pytest.mark.parametrize(("name", "truth"), [("media_urls", "unverifiable"), ("send_post", "refuted")])
def test_to_hand_a_field_on_is_not_yet_to_use_it(name: str, truth: str) -> None:
    app = (
        "from fastapi import FastAPI\nfrom pydantic import BaseModel\n\napp = FastAPI()\n\n\nclass Post(BaseModel):\n    media_urls: list[str]\n\n\n"
        "def send_post(text, urls):\n    return text\n\n\n@app.post('/posts')\ndef publish(post: Post):\n    return send_post('a', post.media_urls)\n"
    )
    assert truths("wiring", f"# Gaps\n\n- `{name}` exists but is not used\n", {"app.py": app}) == [truth]

"""Which places are shown for a capability, and what else than its words in names bears one out."""

from __future__ import annotations

import pytest

from checks.claims._catalogue import meant, named
from tests.claimed import found, judged, truths

KIND = "capability"
MAIN = "from fastapi import FastAPI\n\n{imports}\n\napp = FastAPI()\n\n\n@app.get('/orders')\ndef orders():\n    return {call}\n"


def shown(text: str, files: dict[str, str]) -> list[tuple[str, int | None]]:
    """The first place of evidence of each capability of a document."""
    verdicts = judged(KIND, f"# Report\n\n## Features\n\n{text}\n", files)
    return [(v.evidence[0].path, v.evidence[0].line) for _, v in verdicts if v.evidence]


def verdicts_of(text: str, files: dict[str, str]) -> list[str]:
    return truths(KIND, f"# Report\n\n## Features\n\n{text}\n", files)


# --- the place of a technology -------------------------------------------------------------------

LOGINS = {
    "app/main.py": MAIN.format(
        imports="from app.access import login\nfrom app.security import suspicious_activity",
        call="[login('a'), suspicious_activity([])]",
    ),
    "app/access.py": "def login(user):\n    token = user + '-token'\n    return token\n",
    "app/security.py": "def suspicious_activity(logins):\n    devices = {login.device for login in logins}\n"
    "    return len(devices) > 3\n",
}


def test_the_place_of_a_technology_is_the_one_that_says_what_the_phrase_says_beside_it() -> None:
    said = "- **Suspicious activity**: Detection of login from many devices"
    assert shown(said, LOGINS)[0][0] == "app/security.py"


def test_the_technology_alone_is_shown_where_it_stands() -> None:
    assert shown("- ✅ Login system", LOGINS)[0][0] == "app/access.py"


PAGE = 'import express from "express";\nimport {{ page }} from "./page";\nconst app = express();\napp.get("/pay", (req, res) => res.send(page()));\napp.listen(3000);\n'


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("Your payment details are encrypted and kept safe with us", "unverifiable"),
        ('return "Your payment details are encrypted and kept safe with us";', "unverifiable"),
        ("return encryptCard(card);", "supported"),
        ('return encrypted("card");', "supported"),
    ],
)
def test_a_sentence_of_a_page_is_no_use_of_what_it_speaks_of(line: str, verdict: str) -> None:
    files = {
        "package.json": '{"dependencies": {"express": "4"}, "scripts": {"start": "tsx src/server.ts"}}',
        "src/server.ts": PAGE.format(),
        "src/page.tsx": f"export function page(card: string) {{\n  const shown = <p>\n  {line if line[0] == 'Y' else ''}\n  </p>;\n"
        f"  {line if line[0] != 'Y' else 'return shown;'}\n}}\n",
    }
    assert verdicts_of("- ✅ Encryption of payment details", files) == [verdict]


# --- schemas ---------------------------------------------------------------------------------------

SCHEMA = {
    **LOGINS,
    "db/schema.sql": "CREATE TABLE parcels (id int, weight int);\n\n"
    "CREATE OR REPLACE VIEW harbour_weights AS\n  SELECT harbour, sum(weight) FROM parcels GROUP BY harbour;\n\n"
    "CREATE OR REPLACE FUNCTION public.find_parcels(harbour text)\nRETURNS SETOF parcels AS $$ SELECT * FROM parcels $$ LANGUAGE sql;\n\n"
    "CREATE TRIGGER parcel_weighed AFTER INSERT ON parcels EXECUTE FUNCTION notify_harbour();\n",
    "prisma/schema.prisma": "model User {\n  id Int @id\n}\n",
}


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("- ✅ Create harbour_weights view", ("db/schema.sql", 3)),
        ("- ✅ Harbour weights view", ("db/schema.sql", 3)),
        ("- ✅ Function to find parcels", ("db/schema.sql", 6)),
        ("- ✅ Trigger when a parcel is weighed", ("db/schema.sql", 9)),
        ("- ✅ User model", ("prisma/schema.prisma", 1)),
        ("- ✅ Parcels table", ("db/schema.sql", 1)),
    ],
)
def test_what_a_schema_creates_bears_out_what_names_it(said: str, place: tuple[str, int]) -> None:
    assert shown(said, SCHEMA) == [place]


@pytest.mark.parametrize(
    "said",
    [
        "- ✅ Parcel insurance for every harbour",
        "- ✅ Ships view",
        "- ✅ Parcels are weighed twice",
        "- ✅ Ship model",
        "- ✅ Function to find ships",
    ],
)
def test_what_a_schema_creates_under_another_name_bears_out_nothing(said: str) -> None:
    assert verdicts_of(said, SCHEMA) == ["unverifiable"]


# --- names that a claim quotes ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("- ✅ Global `suspicious_activity` guard on first entry", "supported"),
        ("- ✅ Global `harbour_gate` guard on first entry", "unverifiable"),
        ("- ✅ Handles `suspicious_activity`, harbour closing, and fog on entry", "unverifiable"),
    ],
)
def test_a_name_that_a_phrase_quotes_bears_it_out_where_code_that_runs_has_it(
    said: str, verdict: str
) -> None:
    assert verdicts_of(said, LOGINS)[-1] == verdict


# --- other words -----------------------------------------------------------------------------------

SHOP = {
    "package.json": '{"dependencies": {"express": "4", "react": "18"}, "scripts": {"start": "tsx src/index.tsx"}}',
    "src/index.tsx": 'import { createRoot } from "react-dom/client";\nimport { Parcels } from "./Parcels";\n'
    'import { Ships } from "./Ships";\ncreateRoot(document.body).render(<><Parcels /><Ships /></>);\n',
    "src/Parcels.tsx": "export function Parcels() {\n  const [isLoading, setIsLoading] = useState(true);\n"
    '  if (isLoading) return <Spinner />;\n  return <ul className="animate-pulse" />;\n}\n',
    "src/Ships.tsx": "export function Ships() {\n  return <ol />;\n}\n",
}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("- ✅ Loading states", "supported"),
        ("- ✅ Smooth animations", "supported"),
        ("- ✅ Loading states for parcels", "supported"),
        ("- ✅ Loading states for ships", "unverifiable"),
        ("- ✅ Empty states", "unverifiable"),
        ("- ✅ No loading states", "unverifiable"),
    ],
)
def test_what_code_does_in_other_words_is_looked_for_by_what_it_holds(said: str, verdict: str) -> None:
    assert verdicts_of(said, SHOP) == [verdict] or (verdict == "unverifiable" and not verdicts_of(said, SHOP))


def test_what_is_looked_for_by_other_words_makes_no_claim_by_being_named() -> None:
    text = "The pages use loading states, badges and smooth animations."
    assert not list(named(text))
    assert [one.capability.name for one in meant(text)] == ["loading states", "badges", "animations"]
    assert not found(KIND, f"# Report\n\n{text}\n")


# --- what nothing calls ----------------------------------------------------------------------------


def _server(use: str) -> dict[str, str]:
    return {
        "package.json": '{"dependencies": {"express": "4"}, "scripts": {"start": "tsx src/server.ts"}}',
        "src/server.ts": 'import express from "express";\nimport { open, blockExpiredTrial } from "./gates";\n'.replace(
            ", blockExpiredTrial", ", blockExpiredTrial" if use else ""
        )
        + f'const app = express();\napp.get("/pay", open, {use} (req, res) => res.json(read(req)));\napp.listen(3000);\n',
        "src/gates.ts": "export function open(req, res, next) {\n  next();\n}\n\n"
        "export function blockExpiredTrial(req, res, next) {\n  if (req.user.until < now()) return res.status(402).end();\n  next();\n}\n",
    }


@pytest.mark.parametrize(("use", "verdict"), [("", "refuted"), ("blockExpiredTrial,", "supported")])
def test_a_function_called_after_a_claim_refutes_it_where_no_module_takes_it(use: str, verdict: str) -> None:
    assert verdicts_of("- ✅ Blocks expired trial", _server(use)) == [verdict]


def test_what_a_file_is_said_to_hold_is_not_held_against_it() -> None:
    said = "- **`src/gates.ts`** - functions for:\n  - Blocks expired trial\n"
    assert verdicts_of(said, _server(""))[-1] == "unverifiable"


def test_what_a_name_is_for_is_not_held_against_a_function_of_those_words() -> None:
    assert verdicts_of("- **trials**: Blocks expired trial", _server("")) == ["unverifiable"]
    assert verdicts_of("- **Trials**: Blocks expired trial", _server("")) == ["refuted"]


def test_a_page_in_a_long_string_hides_no_code_behind_it() -> None:
    page = 'PAGE = """' + "<p>orders</p>\n" * 2_000 + '"""\n'
    address = "    return redirect(f'https://login.example/oauth/authorize?shop={shop}')\n"
    main = (
        MAIN.format(imports="", call="1")
        + f"\n\n{page}\n\n@app.get('/install')\ndef install(shop):\n{address}"
    )
    notes = '\n\ndef later():\n    """Not yet."""\n'
    assert verdicts_of("- ✅ OAuth flow", {"requirements.txt": "fastapi\n", "app/main.py": main + notes}) == [
        "supported"
    ]


def test_a_function_of_a_near_name_that_no_module_takes_refutes_nothing() -> None:
    assert verdicts_of("- ✅ Blocks expired trial accounts of partners", _server("")) == ["unverifiable"]


def _pages(server: bool) -> dict[str, str]:
    idle = 'import OpenAI from "openai";\n\nfunction grade(text) {\n  return new OpenAI().responses.create(text);\n}\n'
    files = {
        "package.json": '{"dependencies": {"react": "18", "openai": "4", "express": "4"}, "scripts": {"start": "node src/main.js"}}',
        "src/main.js": 'import "./grades";\nimport { createRoot } from "react-dom";\n\ncreateRoot(document.body);\n',
        "src/grades.js": idle,
    }
    served = 'import express from "express";\nconst app = express();\napp.get("/a", (req, res) => res.json(read(req)));\napp.listen(1);\n'
    return {**files, "src/server.js": served} if server else files


@pytest.mark.parametrize(("server", "verdict"), [(True, "refuted"), (False, "unverifiable")])
def test_pages_whose_server_is_elsewhere_do_not_show_what_is_used_there(server: bool, verdict: str) -> None:
    assert verdicts_of("- ✅ OpenAI integration", _pages(server)) == [verdict]


# --- what the everyday names of technologies are not ------------------------------------------------


@pytest.mark.parametrize(
    ("said", "line", "verdict"),
    [
        ("- ✅ In-memory storage of orders", 'return {"part": "Memory"}', "unverifiable"),
        ("- ✅ In-memory storage of orders", "return memory_store.put(order)", "supported"),
        ("- ✅ Accessibility features", 'return order["accessible"]', "unverifiable"),
        ("- ✅ Accessibility features", "return f'<p aria-label={order}>'", "supported"),
        ("- ✅ Real-time updates", "return aiohttp.ClientSession().get(order)", "unverifiable"),
        ("- ✅ Real-time updates", "return websocket.send(order)", "supported"),
    ],
)
def test_a_word_that_means_something_else_is_no_use_of_a_technology(
    said: str, line: str, verdict: str
) -> None:
    files = {
        "requirements.txt": "fastapi\naiohttp\n",
        "app/main.py": f"import aiohttp\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/parts')\ndef parts(order):\n    {line}\n",
    }
    assert verdicts_of(said, files) == [verdict]


def test_a_package_beside_a_framework_is_not_the_framework() -> None:
    said = found(KIND, "# Report\n\n## Features\n\n- ✅ React Navigation with tabs\n- ✅ React components\n")
    assert [claim.subject.get("capability") for claim in said] == ["React Navigation", "React"]

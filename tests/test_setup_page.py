"""The set-up page: whom it answers, what it says, what it sends to GitHub, what it keeps and what it refuses."""

from __future__ import annotations

import asyncio
import html
import json
import re
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest
import yaml
from fastapi import FastAPI

from bot import credentials
from bot.app import application as service
from bot.credentials import Credentials, CredentialsError
from bot.redis.queue import Queue
from bot.redis.store import Store
from bot.settings import Settings, SettingsError
from bot.setup.choice import Choice, chosen
from bot.setup.manifest import manifest
from bot.setup.registration import SetUp, application
from tests.forge import Forge

HOST = "http://127.0.0.1:8000"
FIELDS = {
    "owner": "account",
    "organisation": "",
    "public": "https://asbuilt.example.org",
    "name": "As-Built of Ada",
    "server": "https://github.com",
}


class Browser:
    """Asks an application and keeps its cookies; follows no redirect."""

    def __init__(self, app: FastAPI, base: str = HOST) -> None:
        self._app, self._base, self._cookies = app, base, httpx.Cookies()
        self.host = ""

    def get(self, path: str, params: dict[str, str] | None = None) -> httpx.Response:
        """What GET answers."""
        return asyncio.run(self._ask("GET", path, params))

    def post(self, path: str) -> httpx.Response:
        """What an empty POST answers."""
        return asyncio.run(self._ask("POST", path, None))

    async def _ask(self, method: str, path: str, params: dict[str, str] | None) -> httpx.Response:
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(
            transport=transport, base_url=self._base, cookies=self._cookies
        ) as client:
            headers = {"host": self.host} if self.host else {}
            answer = await client.request(method, path, params=params, headers=headers)
            self._cookies = client.cookies
        return answer


class Visit:
    """One set-up and one browser that visits it."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.folder = folder
        self.ended: list[bool] = []
        told = Settings.model_validate({"data": folder, "request_timeout": 5.0} | settings)
        self.setup = SetUp(told, HOST, lambda: self.ended.append(True))
        self.tokens = [address.partition("token=")[2] for address in self.setup.addresses]
        self.app = application(self.setup)
        self.browser = self.another()

    def another(self, base: str = HOST) -> Browser:
        """A browser that has not been here."""
        return Browser(self.app, base)

    def entered(self) -> Browser:
        """The browser of the person who was told the address."""
        answer = self.browser.get(f"/setup?token={self.tokens[-1]}")
        assert answer.status_code == 303
        assert answer.headers["location"] == "/setup"
        return self.browser

    def reviewed(self, **changed: str) -> httpx.Response:
        """The second page for some choice."""
        return self.entered().get("/setup/review", params=FIELDS | changed)


@pytest.fixture
def visit(tmp_path: Path) -> Visit:
    return Visit(tmp_path / "data")


def form_of(page: httpx.Response) -> tuple[str, dict[str, str]]:
    """Where the page's form goes, and its hidden values."""
    action = re.search(r'<form action="([^"]+)"', page.text)
    assert action is not None
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    return html.unescape(action[1]), {name: html.unescape(value) for name, value in found}


def on_forge(visit: Visit, forge: Forge, **changed: str) -> str:
    """Registers at the stand-in as a browser does, and answers where it sends the browser back to."""
    page = visit.reviewed(server=forge.host, public="http://127.0.0.1:9", **changed)
    action, values = form_of(page)
    confirm = httpx.post(action, data=values)
    assert confirm.status_code == 200, confirm.text
    hidden = {
        name: html.unescape(value)
        for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', confirm.text)
    }
    done = httpx.post(f"{forge.host}/settings/apps", data=hidden)
    assert done.status_code == 302
    return done.headers["location"]


# --- whom it answers -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/setup", "/setup/review", "/setup/registered", "/setup?token=", "/setup?token=wrong"]
)
def test_nobody_without_the_address_is_answered(visit: Visit, path: str) -> None:
    answer = visit.browser.get(path)
    assert answer.status_code == 403
    assert "form" not in answer.text
    assert str(visit.folder) not in answer.text


def test_the_token_becomes_a_cookie_that_no_script_and_no_other_site_can_use(visit: Visit) -> None:
    answer = visit.browser.get(f"/setup?token={visit.tokens[0]}")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/setup" in cookie
    assert visit.tokens[0] not in cookie
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert visit.browser.get("/setup").status_code == 200


def test_the_address_opens_once_in_one_browser_which_can_go_on(visit: Visit) -> None:
    address = f"/setup?token={visit.tokens[0]}"
    assert visit.browser.get(address).status_code == 303
    late = visit.another()
    refused = late.get(address)
    assert (refused.status_code, "set-cookie" in refused.headers) == (403, False)
    assert "start it again" in refused.text
    assert late.get("/setup").status_code == 403
    for path in (address, "/setup", "/setup", "/setup/review"):
        assert visit.browser.get(path).status_code in (200, 303, 422), path


def test_of_two_addresses_the_one_that_is_opened_first_spends_both(tmp_path: Path) -> None:
    visit = Visit(tmp_path, public_url="https://asbuilt.example.org")
    public = visit.another("https://asbuilt.example.org")
    assert public.get(f"/setup?token={visit.tokens[0]}").status_code == 303
    assert visit.another().get(f"/setup?token={visit.tokens[1]}").status_code == 403
    assert public.get("/setup").status_code == 200


def test_a_guess_and_a_name_that_is_not_ours_spend_nothing(visit: Visit) -> None:
    assert visit.another().get("/setup?token=guessed").status_code == 403
    visit.another("http://rebound.example.com:8000").get(f"/setup?token={visit.tokens[0]}")
    assert visit.entered().get("/setup").status_code == 200


def test_of_many_who_open_the_address_at_once_one_gets_in(visit: Visit) -> None:
    with ThreadPoolExecutor(8) as pool:
        address = f"/setup?token={visit.tokens[0]}"
        answers = pool.map(lambda _: visit.another().get(address).status_code, range(40))
        assert sorted(answers) == [303, *[403] * 39]


def test_over_https_the_cookie_is_for_https_only(tmp_path: Path) -> None:
    visit = Visit(tmp_path, public_url="https://asbuilt.example.org")
    browser = visit.another("https://asbuilt.example.org")
    answer = browser.get(f"/setup?token={visit.tokens[0]}")
    assert "Secure" in answer.headers["set-cookie"]


def test_a_public_address_with_a_path_keeps_its_path(tmp_path: Path) -> None:
    visit = Visit(tmp_path, public_url="https://tools.example.org/asbuilt")
    browser = visit.another("https://tools.example.org")
    answer = browser.get(f"/setup?token={visit.tokens[0]}")
    assert answer.headers["location"] == "/asbuilt/setup"
    assert "Path=/asbuilt/setup" in answer.headers["set-cookie"]


def test_behind_a_proxy_that_names_itself_the_browser_is_still_sent_back_to_the_public_name(
    tmp_path: Path,
) -> None:
    visit = Visit(tmp_path, public_url="https://asbuilt.example.org")
    browser = visit.another("https://asbuilt.example.org")
    browser.host = "127.0.0.1:8000"  # what nginx says unless it is told otherwise
    browser.get(f"/setup?token={visit.tokens[0]}")
    _, values = form_of(browser.get("/setup/review", params=FIELDS))
    assert json.loads(values["manifest"])["redirect_url"] == "https://asbuilt.example.org/setup/registered"


def test_through_a_tunnel_the_browser_is_sent_back_through_the_tunnel(tmp_path: Path) -> None:
    visit = Visit(tmp_path, public_url="https://asbuilt.example.org")
    assert visit.setup.addresses[1].startswith(f"{HOST}/setup?token=")
    browser = visit.another("http://localhost:9999")
    browser.get(f"/setup?token={visit.tokens[1]}")
    _, values = form_of(browser.get("/setup/review", params=FIELDS))
    assert json.loads(values["manifest"])["redirect_url"] == "http://localhost:9999/setup/registered"


def test_a_name_that_somebody_else_points_here_is_refused(visit: Visit) -> None:
    answer = visit.another("http://rebound.example.com:8000").get(f"/setup?token={visit.tokens[0]}")
    assert answer.status_code == 421
    assert "ASBUILT_PUBLIC_URL" in answer.text


def test_every_page_forbids_scripts_frames_and_other_hosts(visit: Visit) -> None:
    for page in (visit.browser.get("/setup"), visit.entered().get("/setup"), visit.reviewed()):
        policy = page.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "frame-ancestors 'none'" in policy
        assert page.headers["cache-control"] == "no-store"
        assert "<script" not in page.text
        assert not re.search(r"\son\w+=", page.text)
    assert "form-action 'self' https://github.com;" in policy


# --- what it says and asks -----------------------------------------------------------------------


def test_it_says_what_it_asks_for_and_why(visit: Visit) -> None:
    page = html.unescape(visit.entered().get("/setup").text)
    for ask in (*manifest().permissions, *manifest().events):
        assert ask.why, f"app.yml gives no reason for {ask.name}"
        assert f"<dt>{ask.name} " in page
        assert ask.why in page
    assert str(visit.folder / "credentials.json") in page


def test_the_manifest_is_app_yml_with_the_addresses_of_this_service(visit: Visit) -> None:
    action, values = form_of(visit.reviewed())
    kept = yaml.safe_load(Path("app.yml").read_text(encoding="utf-8"))
    sent = json.loads(values["manifest"])
    assert sent["default_permissions"] == kept["default_permissions"]
    assert sent["default_events"] == kept["default_events"]
    assert sent["public"] is False
    assert sent["hook_attributes"] == {"url": "https://asbuilt.example.org/webhook", "active": True}
    assert sent["redirect_url"] == f"{HOST}/setup/registered"
    assert sent["setup_url"] == "https://asbuilt.example.org/installed"
    assert sent["name"] == "As-Built of Ada"
    assert urlsplit(action)._replace(query="").geturl() == "https://github.com/settings/apps/new"
    assert len(parse_qs(urlsplit(action).query)["state"][0]) >= 32


def test_an_organisation_registers_in_its_own_settings(visit: Visit) -> None:
    action, _ = form_of(visit.reviewed(owner="organisation", organisation="ada-works"))
    assert action.startswith("https://github.com/organizations/ada-works/settings/apps/new?state=")


def test_an_enterprise_server_is_asked_for_the_same_at_its_own_address(visit: Visit) -> None:
    action, values = form_of(
        visit.reviewed(server="https://git.example.org/", public="http://asbuilt.corp:8080")
    )
    sent = json.loads(values["manifest"])
    assert action.startswith("https://git.example.org/settings/apps/new?")
    assert set(sent["default_permissions"]) == {ask.name for ask in manifest().permissions}
    assert sent["hook_attributes"]["url"] == "http://asbuilt.corp:8080/webhook"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("public", ""),
        ("public", "asbuilt.example.org"),
        ("public", "http://asbuilt.example.org"),
        ("public", "https://localhost:8000"),
        ("public", "https://127.0.0.1"),
        ("public", "https://10.1.2.3"),
        ("public", "https://[::1]:8000"),
        ("public", "https://asbuilt.example.org?x=1"),
        ("public", "javascript:alert(1)"),
        ("public", "https://ada@asbuilt.example.org"),
        ("name", ""),
        ("name", "x" * 35),
        ("server", ""),
        ("server", "github.com"),
        ("server", "https://github.com/ada"),
        ("server", "https://github.com; script-src *"),
        ("organisation", ""),
        ("organisation", "../admin"),
        ("organisation", "ada works"),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_nothing_goes_to_github(
    visit: Visit, field: str, value: str
) -> None:
    owner = "organisation" if field == "organisation" else "account"
    page = visit.reviewed(**{"owner": owner, field: value})
    assert page.status_code == 422
    assert f'id="{field}-mistake"' in page.text
    assert re.search(rf'id="{field}"[^>]* aria-invalid="true"', page.text)
    assert 'method="post"' not in page.text
    assert html.escape(value) in page.text  # what was typed is still there


def test_a_private_address_is_fine_for_an_enterprise_server() -> None:
    assert isinstance(
        chosen(FIELDS | {"server": "https://git.corp", "public": "http://10.0.0.7:8000"}), Choice
    )


def test_what_was_typed_never_becomes_markup(visit: Visit) -> None:
    page = visit.reviewed(name='"><b>x', organisation="<i>", public="https://x<script>")
    assert "<b>" not in page.text
    assert "<i>" not in page.text
    assert "<script>" not in page.text


def test_going_back_keeps_what_was_typed(visit: Visit) -> None:
    page = visit.reviewed(owner="organisation", organisation="ada-works")
    back = re.search(r'<a href="([^"]+)">Change something', page.text)
    assert back is not None
    first = visit.browser.get(html.unescape(back[1])).text
    assert 'value="ada-works"' in first
    assert 'value="organisation" checked' in first


# --- what GitHub sends back ----------------------------------------------------------------------


def test_what_github_tells_is_kept_for_the_owner_alone_and_shown_to_nobody(
    visit: Visit, forge: Forge
) -> None:
    back = on_forge(visit, forge)
    page = visit.browser.get(back)
    assert page.status_code == 200, page.text
    file = visit.folder / "credentials.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(visit.folder.iterdir()) == [file]
    kept = credentials.kept(visit.folder)
    assert kept == Credentials(
        app_id=str(forge.APP_ID), slug="as-built-of-ada", page=f"{forge.host}/apps/as-built-of-ada", github_url=forge.url,
        public_url="http://127.0.0.1:9", webhook_secret=forge.SECRET, private_key=forge.private_key,
    )  # fmt: skip
    for secret in (forge.SECRET, "BEGIN", "c" * 40):
        assert secret not in html.unescape(page.text)
        assert secret not in repr(kept)
    assert "c" * 40 not in file.read_text()  # the client's secret is of no use to us
    assert f'href="{forge.host}/apps/as-built-of-ada/installations/new"' in page.text
    assert visit.ended == [True]


def test_after_the_registration_the_address_is_worth_nothing(visit: Visit, forge: Forge) -> None:
    back = on_forge(visit, forge)
    visit.browser.get(back)
    for browser in (visit.browser, visit.another()):
        for path in (f"/setup?token={visit.tokens[0]}", "/setup", "/setup/review", back):
            answer = browser.get(path)
            assert answer.status_code == 410
            assert forge.SECRET not in html.unescape(answer.text)
    assert visit.ended == [True]


def test_credentials_that_are_there_close_the_page_and_are_never_overwritten(
    visit: Visit, forge: Forge
) -> None:
    back = on_forge(visit, forge)
    visit.folder.mkdir()
    file = visit.folder / "credentials.json"
    file.write_text("somebody was faster")
    assert visit.browser.get(back).status_code == 410
    assert file.read_text() == "somebody was faster"
    with pytest.raises(CredentialsError, match="there already"):
        credentials.keep(visit.folder, Credentials("1", "a", "", "", "", "s", "k"))
    assert file.read_text() == "somebody was faster"


def test_an_answer_that_belongs_to_no_registration_is_refused(visit: Visit, forge: Forge) -> None:
    back = urlsplit(on_forge(visit, forge))
    query = dict(parse_qsl(back.query))
    for state in ("", "forged", query["state"][:-1]):
        answer = visit.browser.get("/setup/registered", params=query | {"state": state})
        assert answer.status_code == 400
    assert visit.another().get(back.geturl()).status_code == 403  # another browser than the one that began
    assert not forge.asked("/app-manifests")
    assert visit.browser.get(back.geturl()).status_code == 200


def test_a_state_is_good_once(visit: Visit, forge: Forge) -> None:
    back = on_forge(visit, forge)
    forge.fail(500, path="/app-manifests")
    assert visit.browser.get(back).status_code == 502
    assert visit.browser.get(back).status_code == 400
    assert credentials.kept(visit.folder) is None
    assert visit.ended == []


@pytest.mark.parametrize("how", [404, 500, "half"])
def test_when_github_fails_the_page_says_what_to_do_and_it_can_be_tried_again(
    visit: Visit, forge: Forge, how: int | str
) -> None:
    forge.fail(how, path="/app-manifests")
    answer = visit.browser.get(on_forge(visit, forge))
    assert answer.status_code == 502
    assert "delete it there" in answer.text
    assert "BEGIN" not in answer.text
    assert visit.browser.get(on_forge(visit, forge)).status_code == 200


@pytest.mark.parametrize(
    "pem", ["", "no key", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n"]
)
def test_a_key_that_is_none_is_not_kept(visit: Visit, forge: Forge, pem: str) -> None:
    forge.api.apps.private_key = pem
    assert visit.browser.get(on_forge(visit, forge)).status_code == 502
    assert credentials.kept(visit.folder) is None


def test_a_code_is_never_more_than_a_code(visit: Visit, forge: Forge) -> None:
    back = urlsplit(on_forge(visit, forge))
    query = dict(parse_qsl(back.query)) | {"code": "../app/installations"}
    assert visit.browser.get("/setup/registered", params=query).status_code == 400
    assert not forge.asked("/installations")


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, forge: Forge) -> None:
    (tmp_path / "file").write_text("")
    visit = Visit(tmp_path / "file" / "data")
    answer = visit.browser.get(on_forge(visit, forge))
    assert answer.status_code == 502
    assert "cannot write" in answer.text


# --- before and after ----------------------------------------------------------------------------


def test_before_the_registration_the_service_is_alive_not_ready_and_takes_no_delivery(visit: Visit) -> None:
    assert visit.browser.get("/healthz").status_code == 200
    assert visit.browser.get("/readyz").status_code == 503
    assert visit.browser.post("/webhook").status_code == 503
    assert visit.browser.get("/rules/mock-response").status_code == 404


def test_the_registered_service_has_no_set_up_and_a_page_for_whoever_has_installed_it(redis_url: str) -> None:
    browser = Browser(service(Queue(Store(redis_url)), b"secret"))
    for path in ("/setup", "/setup?token=x", "/setup/registered?code=x&state=y"):
        assert browser.get(path).status_code == 410
    assert "pull request" in browser.get("/installed?installation_id=1&setup_action=install").text


def test_the_kept_credentials_are_the_settings_of_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Credentials(
        "7", "a", "", "https://git.example.org/api/v3", "https://x.example.org", "s", "-----BEGIN"
    )
    credentials.keep(tmp_path, kept)
    monkeypatch.setenv("ASBUILT_DATA", str(tmp_path))
    settings = Settings.from_environment()
    assert (settings.app(), settings.secret(), settings.key()) == ("7", b"s", "-----BEGIN\n")
    assert settings.github_url == "https://git.example.org/api/v3"
    assert settings.public_url == "https://x.example.org"
    monkeypatch.setenv("ASBUILT_GITHUB_URL", "https://api.github.com")
    with pytest.raises(SettingsError, match="ASBUILT_GITHUB_URL"):
        Settings.from_environment()


def test_credentials_of_the_environment_are_never_mixed_with_kept_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials.keep(tmp_path, Credentials("7", "a", "", "https://api.github.com", "", "s", "k"))
    monkeypatch.setenv("ASBUILT_DATA", str(tmp_path))
    monkeypatch.setenv("ASBUILT_APP_ID", "8")
    settings = Settings.from_environment()
    assert settings.app() == "8"
    with pytest.raises(SettingsError, match="ASBUILT_WEBHOOK_SECRET"):
        settings.secret()


def test_damaged_credentials_are_named(tmp_path: Path) -> None:
    (tmp_path / "credentials.json").write_text('{"app_id": 7')
    with pytest.raises(CredentialsError, match="is damaged"):
        credentials.kept(tmp_path)

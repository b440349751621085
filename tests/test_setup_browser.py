"""Set-up in a real browser: from the printed address to a checked pull request, with the keyboard alone."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from selenium.common.exceptions import StaleElementReferenceException, TimeoutException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser import browser, faint, width_too_much
from tests.forge import Forge
from tests.test_bot_flow import FILES
from tests.test_bot_serve import answers, until

PATIENCE = 90
"""Seconds: two cores may have a browser and much else to do."""

WIDTHS = (320, 1280)
SCHEMES = ("light", "dark")


@dataclass
class Started:
    """A service without credentials: its process, the address that it printed, and where it listens."""

    process: subprocess.Popen[str]
    address: str
    host: str


@pytest.fixture
def chrome(tmp_path: Path) -> Iterator[Chrome]:
    with browser(tmp_path / "profile") as running:
        yield running


@pytest.fixture
def started(chrome: Chrome, forge: Forge, tmp_path: Path) -> Iterator[Started]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"ASBUILT_GITHUB_URL": forge.url, "ASBUILT_DATA": str(tmp_path / "data")}
    command = [sys.executable, "-m", "bot.cli", "serve", "--port", str(port)]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True)
    assert process.stdout is not None
    address = next(line.strip() for line in process.stdout if "token=" in line)
    host = f"http://127.0.0.1:{port}"
    until(lambda: answers(f"{host}/healthz"), PATIENCE)
    yield Started(process, address, host)
    if process.poll() is None:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def looked_at(chrome: Chrome, name: str) -> None:
    """The page is readable on a telephone and on a desk, by day and by night. SCREENSHOTS names a folder for pictures."""
    for width in WIDTHS:
        for scheme in SCHEMES:
            chrome.set_window_size(width, 900)
            chrome.execute_cdp_cmd(
                "Emulation.setDeviceMetricsOverride",
                {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False},
            )
            chrome.execute_cdp_cmd(
                "Emulation.setEmulatedMedia",
                {"features": [{"name": "prefers-color-scheme", "value": scheme}]},
            )
            if folder := os.environ.get("SCREENSHOTS"):
                height = chrome.execute_script("return document.documentElement.scrollHeight")
                size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
                chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
                chrome.save_screenshot(str(Path(folder) / f"{name}-{width}-{scheme}.png"))
            assert width_too_much(chrome) <= 0, (name, width)
            assert faint(chrome) == [], (name, scheme)


def tabbed(chrome: Chrome, wanted: str) -> WebElement:
    """Presses the tabulator until the wanted element has the focus, and sees that one can see so."""
    for _ in range(30):
        chrome.switch_to.active_element.send_keys(Keys.TAB)
        focused = chrome.switch_to.active_element
        if wanted in (focused.get_attribute("id"), focused.get_attribute("value"), focused.text):
            assert focused.value_of_css_property("outline-style") != "none", wanted
            return focused
    raise AssertionError(f"the tabulator never comes to {wanted!r}")


def at(chrome: Chrome, heading: str) -> None:
    """Waits for a page by its heading."""
    try:
        WebDriverWait(chrome, PATIENCE, ignored_exceptions=[StaleElementReferenceException]).until(
            lambda d: heading in [e.text for e in d.find_elements(By.TAG_NAME, "h1")]
        )
    except TimeoutException:
        raise AssertionError(f"no {heading!r} at {chrome.current_url}: {chrome.page_source}") from None


@pytest.mark.timeout(600)
def test_a_person_registers_the_app_with_the_keyboard_and_the_service_goes_on_by_itself(
    chrome: Chrome, started: Started, forge: Forge
) -> None:
    repository = forge.repository()
    base = repository.git.commit({"README.md": "# Service\n"})
    head = repository.git.commit(FILES, branch="work", parents=[base])
    number = forge.open_pull(repository, base, head)

    chrome.get(started.address)
    at(chrome, "Register As-Built with GitHub")
    assert "token" not in chrome.current_url
    assert chrome.execute_script("return document.cookie") == ""  # no script sees the session
    stolen = httpx.get(started.address, follow_redirects=True)
    assert stolen.status_code == 403
    assert "opened before" in stolen.text
    chrome.get(started.address)  # whoever was first can open it again, and load the page anew
    at(chrome, "Register As-Built with GitHub")
    chrome.refresh()
    at(chrome, "Register As-Built with GitHub")
    looked_at(chrome, "1-describe")
    for field in chrome.find_elements(By.CSS_SELECTOR, "input:not([type=radio])"):
        label = f"label[for={field.get_attribute('id')}]"
        assert chrome.find_element(By.CSS_SELECTOR, label).text
    # The address is not given yet: the browser itself says so and stays.
    tabbed(chrome, "Continue").send_keys(Keys.ENTER)
    at(chrome, "Register As-Built with GitHub")
    assert chrome.switch_to.active_element.get_attribute("id") == "public"
    chrome.switch_to.active_element.send_keys(started.host)
    tabbed(chrome, "name").send_keys("As-Built of Ada")
    tabbed(chrome, "Continue").send_keys(Keys.ENTER)

    at(chrome, "Register it on GitHub")
    looked_at(chrome, "2-review")
    tabbed(chrome, "Register on GitHub").send_keys(Keys.ENTER)

    at(chrome, "Create GitHub App for your account")
    assert chrome.current_url.startswith(forge.host)
    sent = forge.asked("/settings/apps/new")[0].headers
    assert sent["origin"] == started.host
    assert "setup" not in sent.get("referer", "")
    chrome.find_element(By.TAG_NAME, "button").click()

    at(chrome, "As-Built of Ada is registered")
    looked_at(chrome, "3-registered")
    assert forge.SECRET not in chrome.page_source
    install = chrome.find_element(By.LINK_TEXT, "Install on repositories").get_attribute("href")
    assert install == f"{forge.host}/apps/as-built-of-ada/installations/new"

    until(lambda: answers(f"{started.host}/readyz"), PATIENCE)
    assert forge.deliver(f"{started.host}/webhook", repository, number, delivery="first") == 202
    until(lambda: any(run["status"] == "completed" for run in repository.runs.values()), PATIENCE)

    chrome.get(f"{started.host}/installed?installation_id=1&setup_action=install")
    at(chrome, "As-Built is installed")
    looked_at(chrome, "4-installed")
    chrome.get(started.address)
    at(chrome, "As-Built is registered")
    looked_at(chrome, "5-over")

    started.process.send_signal(signal.SIGTERM)
    out, log = started.process.communicate(timeout=PATIENCE)
    assert started.process.returncode == 0, log
    token = re.search(r"token=(\S+)", started.address)
    assert token is not None
    for secret in (token[1], forge.SECRET, "BEGIN"):
        assert secret not in log
        assert secret not in out


@pytest.mark.timeout(600)
def test_a_stranger_and_who_comes_late_are_told_what_to_do(chrome: Chrome, started: Started) -> None:
    chrome.get(f"{started.host}/setup?token=guessed")
    at(chrome, "This page is not for everybody")
    looked_at(chrome, "6-stranger")
    chrome.get(started.address)
    at(chrome, "Register As-Built with GitHub")
    chrome.delete_all_cookies()  # as after its window was lost
    chrome.get(started.address)
    at(chrome, "This address has been opened before")
    looked_at(chrome, "8-late")


@pytest.mark.timeout(600)
def test_a_mistake_is_said_beside_its_field(chrome: Chrome, started: Started) -> None:
    chrome.get(started.address)
    at(chrome, "Register As-Built with GitHub")
    chrome.find_element(By.CSS_SELECTOR, "input[value=organisation]").click()
    chrome.find_element(By.ID, "public").send_keys(started.host, Keys.ENTER)
    WebDriverWait(chrome, PATIENCE).until(lambda d: d.find_elements(By.CSS_SELECTOR, "[role=alert]"))
    field = chrome.find_element(By.ID, "organisation")
    assert field.get_attribute("aria-invalid") == "true"
    described = (field.get_attribute("aria-describedby") or "").split()
    assert "organisation-mistake" in described
    assert chrome.find_element(By.ID, "organisation-mistake").text
    looked_at(chrome, "7-mistake")

"""A real browser for tests: Debian's chromium and chromium-driver, or Chrome and its driver, where they are."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService

_FLAGS = (
    "--headless=new",
    "--no-sandbox",  # tests may run as root, as they do in containers
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--lang=en",
)


@contextmanager
def browser(profile: Path) -> Iterator[Chrome]:
    """A browser with an empty profile. Where there is none the test is skipped, or fails if REQUIRE_BROWSER is set."""
    program = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")
    driver = shutil.which("chromedriver")
    if program is None or driver is None:
        why = "no browser: install Debian's chromium and chromium-driver to run this test"
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(why)
        pytest.skip(why)
    options = ChromeOptions()
    options.binary_location = program
    for flag in (*_FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    chrome = Chrome(options, ChromeService(driver))
    try:
        chrome.set_page_load_timeout(90)
        yield chrome
    finally:
        chrome.quit()


def width_too_much(chrome: Chrome) -> int:
    """By how many pixels the page is wider than its window."""
    return int(chrome.execute_script("const e=document.documentElement;return e.scrollWidth-e.clientWidth"))


def faint(chrome: Chrome) -> list[str]:
    """Texts that stand out too little from what is behind them, by the measure of
    https://www.w3.org/TR/WCAG22/#contrast-minimum."""
    return list(chrome.execute_script(_FAINT))


_FAINT = """
const part=c=>{c/=255;return c<=0.04045?c/12.92:((c+0.055)/1.055)**2.4}
const rgb=s=>{const n=s.match(/[\\d.]+/g).map(Number);return {c:n.slice(0,3),a:n.length>3?n[3]:1}}
const light=c=>0.2126*part(c[0])+0.7152*part(c[1])+0.0722*part(c[2])
const behind=e=>{for(;e;e=e.parentElement){const b=rgb(getComputedStyle(e).backgroundColor);if(b.a===1)return b.c}return [255,255,255]}
const found=[]
const walker=document.createTreeWalker(document.body,NodeFilter.SHOW_TEXT)
while(walker.nextNode()){
  const text=walker.currentNode.textContent.trim(),e=walker.currentNode.parentElement
  if(!text||!e.getClientRects().length)continue
  const one=light(rgb(getComputedStyle(e).color).c),other=light(behind(e))
  const ratio=(Math.max(one,other)+0.05)/(Math.min(one,other)+0.05)
  if(ratio<4.5)found.push(`${text.slice(0,40)} (${ratio.toFixed(2)})`)
}
return found
"""

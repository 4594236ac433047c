"""The pages in a real browser: the script saves, warns, keeps and never loses; the policy for content is kept."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.cast import PASSWORD, assemble
from tests.jidi.web.trial import kept

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
BUILT = Path(django_settings.ROOT) / "frontend" / "dist" / "jd" / "app.js"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="no chromium and chromedriver on this machine"),
    pytest.mark.skipif(
        not BUILT.is_file(), reason="the script is not built: python3 run.py demo, or node frontend/build.mjs"
    ),
]
SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Browser:
    """A Chromium at the trial page, with the few moves the tests need."""

    def __init__(self, driver: webdriver.Chrome, address: str) -> None:
        self.driver, self.address = driver, address

    def open(self, path: str) -> None:
        self.driver.get(self.address + path)

    def one(self, css: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, css)

    def log_in(self, name: str = "city-officer") -> None:
        self.open("/login/?next=/trial/")
        self.one("[name=login_name]").send_keys(name)
        self.one("[name=password]").send_keys(PASSWORD + Keys.ENTER)
        self.until(lambda: "/login/" not in self.driver.current_url)

    def until(self, told: object, seconds: float = 30) -> None:
        # A part swapped between finding and reading it is stale, not wrong: it is looked for again.
        patient = (NoSuchElementException, StaleElementReferenceException)
        waiting = WebDriverWait(self.driver, seconds, poll_frequency=0.05, ignored_exceptions=patient)
        waiting.until(lambda _: told())  # type: ignore[operator]

    def until_saying(self, words: str) -> None:
        self.until(lambda: words in self.one(".jd-saved").text)

    def type(self, css: str, text: str) -> None:
        self.one(css).send_keys(text)

    def focused(self) -> str:
        return str(self.driver.execute_script("return document.activeElement.id || document.activeElement.className"))

    def offline(self, yes: bool) -> None:
        conditions = {"offline": yes, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self.driver.execute_cdp_cmd("Network.emulateNetworkConditions", conditions)

    def complaints(self) -> list[str]:
        return [line["message"] for line in self.driver.get_log("browser") if "favicon" not in line["message"]]


@pytest.fixture(scope="module")
def driver() -> Iterator[webdriver.Chrome]:
    options = Options()
    options.binary_location = CHROMIUM or ""
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        for switch in (*SWITCHES, f"--user-data-dir={profile}", "--window-size=1440,1000"):
            options.add_argument(switch)
        found = webdriver.Chrome(options=options, service=Service(DRIVER or ""))
        try:
            found.execute_cdp_cmd("Network.enable", {})
            yield found
        finally:
            found.quit()


@pytest.fixture
def browser(driver: webdriver.Chrome, live_server: SimpleNamespace, settings: SimpleNamespace) -> Iterator[Browser]:
    settings.ROOT_URLCONF = "tests.jidi.web.trial"
    assemble()
    kept.__init__()  # type: ignore[misc]
    one = Browser(driver, live_server.url)
    one.log_in()
    yield one
    one.offline(False)
    driver.execute_script(
        "window.localStorage.clear(); document.querySelectorAll('form').forEach(f => f.dataset.sent = '1')"
    )
    driver.delete_all_cookies()
    driver.get("about:blank")


def test_no_page_breaks_the_policy_for_content_or_asks_another_host(browser: Browser) -> None:
    browser.complaints()
    for path in ("/trial/", "/accessibility/", "/feedback/", "/password/"):
        browser.open(path)
        browser.until(lambda: "jd-js" in browser.one("html").get_attribute("class"))
        asked = browser.driver.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
        assert [url for url in asked if not url.startswith(browser.address)] == []
    assert browser.complaints() == []


def test_a_chip_opens_with_enter_and_gives_the_focus_back_on_escape(browser: Browser) -> None:
    chip = browser.one("details.jd-chip > summary")
    chip.send_keys(Keys.ENTER)
    browser.until(lambda: browser.one(".jd-layer").is_displayed())
    chip.send_keys(Keys.ESCAPE)
    browser.until(lambda: not browser.one(".jd-layer").is_displayed())
    assert browser.driver.switch_to.active_element == chip


def test_a_slash_leads_to_the_search_but_not_while_one_types(browser: Browser) -> None:
    browser.type("#a", "1/2")
    assert browser.focused() == "a"
    browser.driver.execute_script("document.activeElement.blur()")
    browser.one("body").send_keys("/")
    assert browser.focused() == "jd-q"


def test_what_is_typed_is_saved_while_one_types(browser: Browser) -> None:
    browser.type("#a", "两处已改")
    browser.one("[name=c]").click()
    browser.until_saying("✓ 已存 10:42:07")
    browser.until(lambda: kept.values.get("a") == ["两处已改"] and kept.values.get("c") == ["x"])
    assert browser.one("[name=seen]").get_attribute("value") != "0"
    browser.one("[name=c]").click()
    browser.until(lambda: kept.values.get("c") == [])
    assert browser.driver.execute_script("return Object.keys(localStorage).filter(k => k.startsWith('jd-kept'))") == []


def test_an_error_is_said_at_its_field(browser: Browser) -> None:
    browser.type("#a", "短")
    browser.until(lambda: browser.one("#a-error").text == "少 1 位")
    assert browser.one("#a").get_attribute("aria-invalid") == "true"
    browser.type("#a", "长")
    browser.until(lambda: browser.one("#a-error").text == "")


def test_offline_it_is_kept_here_and_sent_when_the_line_is_back(browser: Browser) -> None:
    browser.offline(True)
    browser.type("#a", "断网时写的")
    browser.until_saying("未联网，已存在本机，1 处待传")
    browser.offline(False)
    browser.driver.execute_script("window.dispatchEvent(new Event('online'))")
    browser.until_saying("✓ 已存")
    assert kept.values["a"] == ["断网时写的"]


def test_what_was_not_sent_is_put_back_after_logging_in_again(browser: Browser) -> None:
    kept.answer = 500
    browser.type("#a", "还没有传")
    browser.until_saying("1 处待传")
    browser.driver.delete_all_cookies()
    browser.driver.execute_script("document.querySelector('#trial').dataset.sent = '1'")
    kept.answer = 200
    browser.log_in()
    browser.until_saying("✓ 已存")
    assert browser.one("#a").get_attribute("value") == "还没有传"
    assert kept.values["a"] == ["还没有传"]


def test_another_person_at_the_same_machine_finds_nothing_of_it(browser: Browser) -> None:
    kept.answer = 500
    browser.type("#a", "本人写的")
    browser.until_saying("1 处待传")
    browser.driver.delete_all_cookies()
    browser.driver.execute_script("document.querySelector('#trial').dataset.sent = '1'")
    kept.answer = 200
    browser.log_in("county-officer")
    assert browser.one("#a").get_attribute("value") == ""


def test_a_log_in_that_ended_is_said_and_mended_in_another_window(browser: Browser) -> None:
    browser.driver.delete_all_cookies()
    browser.type("#a", "登录结束后写的")
    browser.until(lambda: "已存在本机" in browser.one(".jd-saved").text or "登录" in browser.one(".jd-saved").text)
    assert browser.one("#a").get_attribute("value") == "登录结束后写的"
    assert "a" not in kept.values


def test_when_somebody_else_changed_it_the_words_stay(browser: Browser) -> None:
    kept.answer = 409
    browser.type("#a", "我的话")
    browser.until_saying("他人已改过这一页。 请重新打开。")
    assert browser.one("#a").get_attribute("value") == "我的话"


def test_a_double_click_sends_once(browser: Browser) -> None:
    browser.driver.execute_script("const b = document.getElementById('send'); b.click(); b.click();")
    browser.until(
        lambda: len(kept.sends) == 1 and browser.driver.execute_script("return document.readyState") == "complete"
    )
    assert len(kept.sends) == 1


def test_arrows_and_enter_move_in_a_grid(browser: Browser) -> None:
    browser.one("#r1c1").click()
    browser.type("#r1c1", "5" + Keys.ENTER)
    assert browser.focused() == "r2c1"
    browser.type("#r2c1", Keys.ARROW_RIGHT)
    assert browser.focused() == "r2c2"
    browser.type("#r2c2", Keys.ARROW_UP)
    assert browser.focused() == "r1c2"
    browser.type("#r1c2", Keys.ARROW_LEFT)
    assert browser.focused() == "r1c1"


def test_a_block_copied_from_a_spreadsheet_fills_its_cells(browser: Browser) -> None:
    browser.driver.execute_script(
        "const data = new DataTransfer(); data.setData('text/plain', '1\\t2\\r\\n3\\t4\\r\\n');"
        "document.getElementById('r1c1').dispatchEvent("
        "new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));"
    )
    cells = [browser.one(f"#{name}").get_attribute("value") for name in ("r1c1", "r1c2", "r2c1", "r2c2")]
    assert cells == ["1", "2", "3", "4"]
    browser.until(lambda: kept.values.get("r2c2") == ["4"])


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(browser: Browser) -> None:
    browser.open("/trial/?wrong")
    browser.until(lambda: browser.focused() == "jd-errors")
    browser.one(".jd-errors a").click()
    assert browser.focused() == "a"


@pytest.mark.parametrize("width", [1440, 720, 390])
def test_no_page_scrolls_sideways(browser: Browser, width: int) -> None:
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        for path in ("/accessibility/", "/feedback/", "/password/", "/post/", "/nowhere/"):
            browser.open(path)
            assert browser.driver.execute_script("return document.documentElement.scrollWidth") <= width
    finally:
        browser.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_five_minutes_before_the_log_in_ends_the_page_says_so(browser: Browser, settings: SimpleNamespace) -> None:
    settings.SESSION_COOKIE_AGE = 240
    browser.open("/trial/")
    browser.until(lambda: "4 分钟后登录将结束" in browser.one("#jd-session").text)
    settings.SESSION_COOKIE_AGE = 1800
    browser.open("/trial/")
    assert not browser.one("#jd-session").is_displayed()

"""The pages of an application's life on a phone of 390 px, in both languages: none scrolls sideways, no word is cut."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from selenium import webdriver
from selenium.webdriver.common.keys import Keys

from jidi.applications import services
from jidi.applications.models import Application, Round
from jidi.common.clock import Clock
from tests.cast import PASSWORD, assemble
from tests.jidi.applications.play import AT, Play, step_of, version_in_force
from tests.jidi.web.test_browser import Browser, driver, pytestmark  # noqa: F401 - a fixture, and when to skip

WIDE = 390
FOUND = """
const wide = arguments[0], found = [], pen = document.createElement('canvas').getContext('2d');
document.querySelectorAll('details:not(.jd-chip):not(.jd-dash)').forEach(one => { one.open = true; });
const scrolls = one => { for (let p = one.parentElement; p; p = p.parentElement)
  if (/(auto|scroll)/.test(getComputedStyle(p).overflowX)) return true; return false; };
if (document.documentElement.scrollWidth > wide) found.push('the page is ' + document.documentElement.scrollWidth + ' wide');
for (const one of document.querySelectorAll('main *')) {
  const box = one.getBoundingClientRect(), look = getComputedStyle(one);
  if (!box.width || !box.height || one.closest('.jd-hidden, thead')) continue;
  const text = (one.innerText || '').slice(0, 60);
  if (box.right > wide + 1 && !scrolls(one)) found.push('stands out: ' + one.tagName + ' ' + text);
  if (look.overflowX === 'hidden' && one.scrollWidth > one.clientWidth + 1 && one.tagName !== 'INPUT') found.push('is cut: ' + text);
  if (one.tagName === 'SELECT' && one.selectedIndex >= 0) {
    pen.font = look.font;
    const need = pen.measureText(one.options[one.selectedIndex].text).width + parseFloat(look.paddingLeft) + parseFloat(look.paddingRight);
    if (need > box.width + 1) found.push('is cut: ' + one.name + ' ' + one.options[one.selectedIndex].text);
  }
}
return [...new Set(found)];
"""
"""What is wrong with the width of a page: what stands out of it or is cut, with everything that unfolds unfolded."""


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Play:
    """The Liaoning document in force on the day the cast plays it."""
    seconds = iter(range(100_000, 10_000_000))
    monkeypatch.setattr(Clock, "now", lambda _: AT + timedelta(milliseconds=next(seconds)))
    return Play(assemble(), version_in_force())


@pytest.fixture
def phone(driver: webdriver.Chrome, live_server: SimpleNamespace, played: Play) -> Iterator[Browser]:  # noqa: F811
    size = {"width": WIDE, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    yield Browser(driver, live_server.url)
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    driver.delete_all_cookies()
    driver.get("about:blank")


def pages_of(play: Play) -> dict[str, list[str]]:
    """Every page of the life of an application, by who has it: one fresh, one at the city, one before a panel, one before
    the meeting on a frozen list."""
    round_ = play.announced()
    later = play.announced("designation-2027", year=2027)
    decided = play.submitted(play.started(round_, play.base(product="贝类")))
    play.forwarded(round_, decided)
    play.reviewed(round_, decided, points={decided.case_id: "80"})
    play.rechecked(round_, decided)
    ordered(play, round_, decided)
    city = play.submitted(play.started(round_, play.base(product="海参")))
    fresh = play.started(round_, play.base(product="对虾"))
    rounds, page = f"/applications/rounds/{round_.key}/", "/applications/{}/".format
    tabs = ("documents", "vetoes", "versions", "opinions", "history", "basis")
    lists = f"/lists/{round_.key}/"
    return {
        "county_officer": [
            "/work/", "/work/side/", "/applications/", rounds, page(fresh.case.case_no),
            *(f"{page(fresh.case.case_no)}?tab={tab}" for tab in tabs), f"{page(fresh.case.case_no)}forms/round-forms/",
        ],
        "city_officer": [
            "/work/", f"{lists}city-forward/210200/", page(city.case.case_no), f"{page(city.case.case_no)}?tab=vetoes",
        ],
        "province_officer": [
            "/work/", rounds, "/applications/rounds/announce/", f"/applications/rounds/{later.key}/points/",
            f"/panels/{round_.key}/expert-review/", f"{lists}decision/{round_.key}/",
            *(f"{page(decided.case.case_no)}?tab={tab}" for tab in tabs),
        ],
        "decider": ["/pending/", f"/pending/{round_.key}/decision/{round_.key}/", f"{lists}decision/{round_.key}/"],
    }  # fmt: skip


def ordered(play: Play, round_: Round, application: Application) -> None:
    """The list of the meeting put in order, and frozen."""
    line = services.Chosen(application.case_id, 1, chosen=True)
    officer, step = play.cast.province_officer, step_of(round_, "decision")
    services.save_selection(actor=officer, round_=round_, step=step, lines=[line], **play.now)
    services.freeze(actor=play.cast.decider, round_=round_, step_id="decision", scope_key=round_.key, **play.sent)


def log_in(phone: Browser, name: str, language: str) -> None:
    phone.driver.delete_all_cookies()
    phone.open("/login/")
    phone.one("[name=login_name]").send_keys(name.replace("_", "-"))
    phone.one("[name=password]").send_keys(PASSWORD + Keys.ENTER)
    phone.until(lambda: "/login/" not in phone.driver.current_url)
    if language == "en":
        phone.driver.execute_script("document.querySelector('button[name=language][value=en]').click()")
        phone.until(lambda: phone.one("html").get_attribute("lang") == "en")


def test_no_page_of_an_application_scrolls_sideways_or_cuts_a_word_on_a_phone(phone: Browser, played: Play) -> None:
    wrong: dict[str, list[str]] = {}
    pages = pages_of(played)
    for language in ("zh", "en"):
        for who, paths in pages.items():
            log_in(phone, who, language)
            for path in paths:
                phone.open(path)
                assert "jd-oops" not in phone.driver.page_source, (who, path)
                if found := phone.driver.execute_script(FOUND, WIDE):
                    wrong[f"{who} {language} {path}"] = found
    assert wrong == {}

"""A form in a real browser: what stands beside the fields follows what is typed; rows come as they are needed."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from jidi.accounts.acting import Actor, Permit
from jidi.common.say import Say
from jidi.filings import queries, services
from jidi.filings.models import Filing
from policycore.facts import Subject
from policycore.forms import Form
from tests.cast import assemble
from tests.jidi.filings.conftest import AT, FORM, GOOD
from tests.jidi.filings.test_housefindings import FIELDS
from tests.jidi.web.test_browser import Browser, driver, pytestmark  # noqa: F401 - a fixture, and when to skip

PASTE = """
const data = new DataTransfer(); data.setData("text/plain", arguments[1]);
arguments[0].dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
"""


def opened(actor: Actor, form: dict[str, Any], key: str = "7") -> None:
    """Open a filing of a form; the page shows the last one."""
    services.open_filing(
        actor=actor, permit=Permit(actor, "case.edit", "case", key, Say("测试", "test")), owner_kind="case", owner_key=key,
        form=Form.model_validate(form), subject=Subject("base", "42"), area_code="210283", period="2025", at=AT,
    )  # fmt: skip


@pytest.fixture
def actor(live_server: SimpleNamespace) -> Actor:
    """Who fills the form in."""
    return assemble().county_officer


@pytest.fixture
def browser(
    driver: webdriver.Chrome,  # noqa: F811
    live_server: SimpleNamespace,
    settings: SimpleNamespace,
    actor: Actor,
) -> Iterator[Browser]:
    settings.ROOT_URLCONF = "tests.jidi.web.shared.form_site"
    opened(actor, FORM)
    one = Browser(driver, live_server.url)
    one.log_in("county-officer")
    one.open("/form/")
    yield one
    driver.execute_script(
        "window.localStorage.clear(); document.querySelectorAll('form').forEach(f => f.dataset.sent = '1')"
    )
    driver.delete_all_cookies()
    driver.get("about:blank")


def saved(address: str) -> str:
    return queries.draft_state(Filing.objects.latest("pk")).text(address)


def cell(browser: Browser, address: str) -> str:
    return f"[id='c-{address}']"


def test_what_stands_beside_the_fields_follows_what_is_typed(browser: Browser) -> None:
    for address, text in GOOD.items():
        browser.type(cell(browser, address), text)
    browser.until(lambda: browser.one("#findings h2").text == "可以报送")
    assert browser.one(cell(browser, "share.2025")).text == "89.1"
    assert "+7.9%" in browser.one("[id='f-total'] .jd-grid__yoy").text
    browser.type(cell(browser, "special.2025"), "9")
    browser.one(cell(browser, "special.2025")).clear()
    browser.type(cell(browser, "special.2025"), "216.05")
    browser.until(lambda: "先改 1 条强制" in browser.one("#findings").text)
    assert "jd-cell--error" in (browser.one(cell(browser, "special.2025")).get_attribute("class") or "")
    assert "强制" in browser.one("[id='f-special'] .jd-grid__check").text


def test_what_a_formula_gives_appears_below_its_cell_and_is_taken_over_by_a_click(
    browser: Browser, actor: Actor
) -> None:
    sections = [{"id": "all", "zh": "统计", "fields": FIELDS}]
    opened(actor, {"id": "yearly", "zh": "年报", "basis": "house", "sections": sections, "checks": []}, "8")
    browser.open("/form/")
    browser.type(cell(browser, "density.2024"), "410")
    browser.type(cell(browser, "density.2025"), "430.5")
    offer = "#f-growth .jd-cell__offer"
    browser.until(lambda: "按公式为 5.0" in browser.one(offer).text)
    browser.driver.execute_script("arguments[0].click()", browser.one(f"{offer} button"))
    browser.until(lambda: saved("growth.2025") == "5.0")
    browser.until(lambda: not browser.driver.find_elements(By.CSS_SELECTOR, offer))
    assert browser.one(cell(browser, "growth.2025")).get_attribute("value") == "5.0"


def test_what_cannot_be_read_is_said_at_the_field_and_kept(browser: Browser) -> None:
    browser.type(cell(browser, "total.2025"), "约8亿")
    browser.until(lambda: "只写一个数" in browser.one("[id='c-total.2025-error']").text)
    assert saved("total.2025") == "约8亿"
    browser.one(cell(browser, "total.2025")).clear()
    browser.type(cell(browser, "total.2025"), "8")
    browser.until(lambda: browser.one("[id='c-total.2025-error']").text == "")
    assert saved("total.2025") == "8"


def test_rows_are_added_where_one_works_and_where_one_pastes(browser: Browser) -> None:
    rows = len(browser.driver.find_elements(By.CSS_SELECTOR, "#f-rows tbody tr"))
    browser.driver.execute_script("arguments[0].click()", browser.one("[data-addrow=rows]"))
    assert browser.focused() == f"c-rows.{rows + 1}.name"
    pasted = "\n".join(f"企业{n}\t{n}.5\t300" for n in range(1, 9))
    browser.driver.execute_script(PASTE, browser.one(cell(browser, "rows.1.name")), pasted)
    browser.until(lambda: saved("rows.8.sales") == "8.5")
    assert saved("rows.8.name") == "企业8"
    assert saved("rows.1.research") == "300"


def test_the_page_of_a_form_keeps_the_policy_for_content(browser: Browser) -> None:
    browser.complaints()
    browser.open("/form/")
    browser.type(cell(browser, "staff"), "5")
    browser.until(lambda: saved("staff") == "5")
    assert browser.complaints() == []
    for width in (1440, 390):
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
        browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        assert browser.driver.execute_script("return document.documentElement.scrollWidth") <= width
    browser.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

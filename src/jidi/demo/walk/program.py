"""A duty filed by a program: with a token its person made on their page, by the description the API gives of the form."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin

import requests

from jidi.accounts.acting import Actor
from jidi.common.clock import clock
from jidi.common.keys import new_key
from jidi.demo.walk.browser import WAIT, Browser, having
from jidi.demo.walk.company import Company, StuckError
from jidi.demo.walk.filling import FIGURE, TEXT, Wishes, fill
from jidi.demo.walk.outsiders import Used
from jidi.demo.walk.owed import Owed, Seats, again, names_told
from jidi.demo.walk.pages import AtDuty, tell, until
from jidi.demo.walk.webform import EXPLAINED
from jidi.filings.spots import WHY

NAME = "填报程序"
ROUNDS = 3
"""How often the form is read again for what still stands against handing it in."""


def token(browser: Browser) -> str:
    """Make a token on the page of tokens and read its secret, which is shown that once. Raises StuckError without one."""
    page = browser.get("/tokens/")
    form = next((f for f in page.main.find_all("form") if "/make/" in str(f.get("action", ""))), None)
    if form is None:
        raise StuckError(f"{page.url}：没有生成令牌的表 · no form to make a token. {page.alerts}")
    filled = fill(page.soup, form, Wishes(clock.today()))
    said = {"name": NAME, "days": "30"}
    filled.data = [(name, said.get(name, value)) for name, value in filled.data]
    shown = having(browser.send(page, filled).main, "data-secret")
    if not shown:
        raise StuckError(f"{page.url}：没有显示令牌 · no token was shown. {page.alerts}")
    return shown[0].get_text(strip=True)


@dataclass(slots=True)
class ProgramWalk:
    """Files one duty over the HTTP API."""

    company: Company
    seats: Seats
    owed: Owed
    secret: str = ""

    def walk(self) -> None:
        """Token, what is due, the form, its values, handing in; accepted by the next level. Raises StuckError."""
        duty = again(self.owed.duty)
        if clock.today() < duty.opens_on:
            self.company.move_clock(duty.opens_on)
        actor = self.seats.filler(duty)
        if actor is None:
            raise StuckError(f"{self.owed.say}：没有人可以办 · nobody can act")
        self.secret = token(self.company.browser(actor))
        self.give_outsiders_tokens()
        due = self.ask("GET", f"duties?period={duty.period}")["duties"]
        if duty.pk not in {one["id"] for one in due}:
            raise StuckError(f"{self.owed.say}：接口没有列出 · the API does not list it")
        self.told("到期日 due", f"接口列出，{until(duty)}", actor)
        at = f"duties/{duty.pk}"
        whole = self.ask("POST", f"{at}/form")
        self.write(at, whole, self.ask("GET", f"{at}/form/schema"))
        self.hand_in(at, actor)
        self.company.try_outsiders()

    def give_outsiders_tokens(self) -> None:
        """Let the outsiders who have logged in make tokens of their own, which are good today."""
        outsiders = self.company.outsiders
        if outsiders is not None:
            outsiders.people = [
                replace(one, secret=token(one.browser)) if one.inside else one for one in outsiders.people
            ]

    def write(self, at: str, whole: dict[str, Any], schema: dict[str, Any]) -> None:
        """Write every place that is empty, as the description says what it takes; confirm what was brought in."""
        there = {address for address, cell in whole["values"].items() if cell["text"]}
        values = {
            a: value(place) for a, place in schema["properties"].items() if not a.startswith(WHY) and a not in there
        }
        values |= {first_row(a): value(place) for a, place in schema["patternProperties"].items()}
        names = {address: text for address, text in names_told(again(self.owed.duty)).items() if address in values}
        held = {address: cell["text"] for address, cell in whole["values"].items() if cell["source"]}
        self.put(at, whole["revision"], held | values | names)

    def hand_in(self, at: str, actor: Actor) -> None:
        """Explain what has to be explained, then hand it in."""
        for _ in range(ROUNDS):
            whole = self.ask("GET", f"{at}/form")
            against = [one for one in whole["findings"]["findings"] if one["blocks"]]
            if any(one["severity"] == "releasable" for one in against):
                AtDuty(self.company, self.seats, self.owed).released(actor)  # people ask and let pass, on their pages
                continue
            explain = {f"{WHY}{one['check']}": EXPLAINED for one in against if one["severity"] == "explain"}
            if not explain:
                break
            self.put(at, whole["revision"], explain)
        if against:
            raise StuckError(f"{self.owed.say}：{against[0]['where']['zh']} {against[0]['say']['zh']}")
        filed = self.ask("POST", f"{at}/hand-in", {"revision": whole["revision"], "why": ""})
        self.told("报送 handed in", f"凭令牌由接口报送，第 {filed['version']} 版", actor)

    def put(self, at: str, revision: int, values: dict[str, str]) -> None:
        """Save texts. Raises StuckError where one is refused."""
        saved = self.ask("PUT", f"{at}/form", {"revision": revision, "values": values})
        if saved["refused"]:
            address, why = next(iter(saved["refused"].items()))
            raise StuckError(f"{self.owed.say} {address}：{why['zh']}")

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Ask the API. Raises StuckError with the words of its refusal."""
        address = urljoin(self.company.base, f"/api/v1/{path}")
        head = {"Authorization": f"Bearer {self.secret}", "Idempotency-Key": new_key()}
        answer = requests.request(method, address, headers=head, json=body, timeout=WAIT)
        if answer.status_code >= 400:
            raise StuckError(f"{method} {address}: {answer.status_code} {answer.text[:500]}")
        if re.search(r"duties/\d", path):
            self.company.used[Used(address, method, program=True)] = None
        found: dict[str, Any] = answer.json()
        return found

    def told(self, step: str, what: str, actor: Actor) -> None:
        """One line for a step."""
        tell(self.company.say, self.owed, step, what, actor)


def value(place: dict[str, Any]) -> str:
    """What is written where the description asks for a kind."""
    kind = place["x-kind"]
    if "x-choices" in place:
        return str(next(iter(place["x-choices"])))
    fixed = {"date": clock.today().isoformat(), "flag": "否", "hs-codes": "847989"}
    if kind in {"text", "long-text"}:
        return TEXT[: place.get("maxLength") or len(TEXT)]
    return fixed.get(kind, f"{FIGURE}")


def first_row(pattern: str) -> str:
    """The address of a place in the first row of a table, from the pattern of its addresses."""
    return pattern.removeprefix("^").removesuffix("$").replace("[1-9][0-9]*", "1").replace("\\", "")

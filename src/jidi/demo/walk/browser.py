"""One person's browser: a session of their own, real log-in, pages by links and forms only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin

import requests
from bs4 import BeautifulSoup, Tag

from jidi.demo.walk.filling import Filled

WAIT = 300
"""Seconds a page may take before the walk gives up on it: the machine may be testing other things at the same time."""


class PageFaultError(Exception):
    """A page answered with an error of the server, or did not answer."""


def having(tag: Tag, mark: str) -> list[Tag]:
    """The elements inside one that carry a mark."""
    return [found for found in tag.find_all(lambda inner: inner.has_attr(mark)) if isinstance(found, Tag)]


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was got: where it is, how it answered, its content."""

    url: str
    status: int
    soup: BeautifulSoup

    @property
    def main(self) -> Tag:
        """The content without the bars around it."""
        found = self.soup.find("main")
        return found if isinstance(found, Tag) else self.soup

    @property
    def alerts(self) -> str:
        """What the page says went wrong, as one line."""
        found = [tag for tag in having(self.soup, "role") if tag["role"] == "alert"] or self.soup.find_all("h1")
        return " / ".join(" ".join(tag.get_text(" ", strip=True).split()) for tag in found)

    def mark(self, name: str) -> str:
        """The value of a mark that says what the page is about, empty when it has none."""
        for tag in (self.main, *having(self.main, name)):
            if tag.has_attr(name) and tag.name not in {"form", "a", "input", "select", "button"}:
                return str(tag[name])
        return ""

    def links(self, *marks: str) -> list[str]:
        """The addresses of the links that carry one of the marks, in order, each once."""
        return self._addresses(a for a in self._anchors() if any(a.has_attr(mark) for mark in marks))

    def further(self) -> list[str]:
        """The next page of a list that goes on."""
        return self._addresses(a for a in self._anchors() if "next" in (a.get("rel") or ()))

    def mending(self) -> list[str]:
        """Where the page says that something missing can be mended."""
        items = having(self.soup, "data-missing")
        return self._addresses(a for item in items for a in item.find_all("a", href=True))

    def menu(self) -> list[str]:
        """The rooms of the menu above the page."""
        return self._addresses(a for nav in self.soup.find_all("nav") for a in nav.find_all("a", href=True))

    def _anchors(self) -> list[Tag]:
        return list(self.soup.find_all("a", href=True))

    def _addresses(self, anchors: Iterable[Tag]) -> list[str]:
        return list(dict.fromkeys(urldefrag(urljoin(self.url, str(a["href"]))).url for a in anchors))


@dataclass(slots=True)
class Browser:
    """A browser with its own session."""

    base: str
    session: requests.Session = field(default_factory=requests.Session)

    def get(self, address: str) -> Page:
        """Open an address, following redirects. Raises PageFaultError when the server failed."""
        return self._page(self.session.get(urljoin(self.base, address), timeout=WAIT))

    def send(self, page: Page, filled: Filled) -> Page:
        """Send a filled form from a page and follow where it leads. Raises PageFaultError when the server failed."""
        target = urljoin(page.url, filled.action) if filled.action else page.url
        files = [(name, parts) for name, parts in filled.files] or None
        answer = self.session.post(target, data=filled.data, files=files, headers={"Referer": page.url}, timeout=WAIT)
        return self._page(answer)

    def download(self, address: str) -> bytes:
        """What an address gives to be kept. Raises PageFaultError where it gives a page or nothing."""
        answer = self.session.get(urljoin(self.base, address), timeout=WAIT)
        if answer.status_code >= 400 or "attachment" not in answer.headers.get("Content-Disposition", ""):
            raise PageFaultError(f"GET {address}: {answer.status_code}, nothing to keep")
        return answer.content

    def knock(self, address: str, *, post: bool = False) -> requests.Response:
        """Ask for an address without following where it leads, as an outsider tries it."""
        target = urljoin(self.base, address)
        if not post:
            return self.session.get(target, timeout=WAIT, allow_redirects=False)
        token = self.session.cookies.get("jidi_csrf", "")
        data = {"csrfmiddlewaretoken": token, "once": "outsider-knocks-0001"}
        return self.session.post(target, data=data, headers={"Referer": target}, timeout=WAIT, allow_redirects=False)

    def log_in(self, login_name: str, password: str) -> Page:
        """Log in by the form of the door. Raises PageFaultError when it does not let one in."""
        door = self.get("/login/")
        form = next((f for f in door.soup.find_all("form") if f.find("input", type="password")), None)
        if form is None:
            raise PageFaultError(f"{door.url}: no form to log in with")
        filled = Filled(str(form.get("action", "")))
        for tag in form.find_all("input"):
            kind, name = str(tag.get("type", "text")), str(tag.get("name", ""))
            value = {"password": password, "hidden": str(tag.get("value", ""))}.get(kind, login_name)
            filled.put(name, value)
        page = self.send(door, filled)
        if page.soup.find("input", type="password") is not None:
            raise PageFaultError(f"{login_name}: {page.alerts}")
        return page

    def _page(self, answer: requests.Response) -> Page:
        if answer.status_code >= 500:
            raise PageFaultError(f"{answer.request.method} {answer.url}: {answer.status_code}")
        kind = answer.headers.get("Content-Type", "")
        text = answer.text if "html" in kind else ""
        return Page(answer.url, answer.status_code, BeautifulSoup(text, "html.parser"))

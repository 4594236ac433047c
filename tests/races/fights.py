"""Two officials who answer the same matter in the same second, again and again, over real sockets."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from tests.races.asking import Link, together
from tests.races.site import Site, act, fresh_key, plain

AT_ONCE = 4
"""Matters that are fought over at the same time; each by two people."""


def fight(site: Site, port: int, arena: Sequence[dict[str, Any]], rounds: int) -> None:
    """So many rounds, spread over the matters. Raises AssertionError where two won, none did, or the slower was not told."""
    loops = rounds // 2 // len(arena)
    assert loops * 2 * len(arena) == rounds, "rounds come in pairs for each matter"
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda matter: Fight(site, port, matter).fought(loops), arena))
    for matter in arena:
        moves = "SELECT count(*), count(DISTINCT seq), max(seq) FROM cases_move WHERE case_id = ?"
        assert site.ask(moves, matter["case"]) == [(1 + 2 * loops,) * 3]
    lost = "SELECT count(*) FROM audit_entry WHERE outcome = 'refused' AND detail_json LIKE ?"
    assert site.one(lost, '%"stale"%') >= rounds, "who was slower is in the trail too"


class Fight:
    """Two officers at one desk answer the same matter at once: the county hands it in, the city returns it, and again."""

    def __init__(self, site: Site, port: int, matter: dict[str, Any]) -> None:
        self.site, self.matter = site, matter
        self.seq: int = matter["seq"]
        self.links = (Link(port), Link(port))

    def fought(self, loops: int) -> None:
        """So many times there and back."""
        with self.links[0], self.links[1]:
            for loop in range(loops):
                if loop:
                    self.mended()
                self.round(("county_officer", "county_2"), "submit", {})
                point = {"target": "other:other", "text": f"请核对第 {loop} 次", "why": "新发现"}
                self.round(
                    ("city_officer", "city_2"), "return", {f"point.1.{name}": text for name, text in point.items()}
                )

    def round(self, officers: tuple[str, str], answer: str, more: dict[str, str]) -> None:
        """One round: both send at once, each with the key of their own page."""
        sent = [
            partial(
                act,
                link,
                self.site.session(who),
                self.matter["number"],
                answer,
                once=fresh_key(),
                seen=self.seq,
                **more,
            )
            for who, link in zip(officers, self.links, strict=True)
        ]
        answers = together(sent)
        won = [place for place, one in enumerate(answers) if one.status == 302]
        assert len(won) == 1, [(one.status, plain(one.text)) for one in answers]
        lost = answers[1 - won[0]]
        assert lost.status == 409, plain(lost.text)
        winner = self.site.name(officers[won[0]])
        assert f"，{winner} 已于" in lost.text, plain(lost.text)
        assert "办理了这一步：" in lost.text, plain(lost.text)
        self.seq += 1

    def mended(self) -> None:
        """The county answers the points, so that it can hand in again."""
        open_ = "SELECT id FROM cases_returnpoint WHERE case_id = ? AND answer_text = ''"
        for (point,) in self.site.ask(open_, self.matter["case"]):
            address = f"/applications/{self.matter['number']}/points/{point}/answer/"
            values = {"text": "已核对", "once": fresh_key()}
            assert self.links[0].post(address, values, self.site.session("county_officer")).status == 302

"""The papers of the demo's people, put together from ``texts`` by chance: full, half written, answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from config.demo.texts import texts
from organizations.choices import Sector

#: The parts one fills in first, in the order of the form.
FIRST_PARTS = ("i_1", "i_1_self_examination", "i_1_grade", "i_2", "i_2_grade", "i_3", "i_3_grade")


@dataclass(frozen=True, slots=True)
class Author:
    """Whose paper it is: the person, or the head of the collective that reports. The words go into the sentences."""

    name: str
    unit: str
    title: str
    sector: Sector


class Writer:
    """Writes papers that differ from one another and are the same at every run."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def person(self, author: Author, *, as_cadre: bool, level: str = "good") -> dict[str, Any]:
        """A complete Mẫu 02; ``level`` is what the person asks for on both tracks."""
        parts = texts()["person"]
        return {
            "i_1": self._say(parts["character"], author),
            "i_1_self_examination": self._say(parts["self_examination"], author),
            "i_1_grade": self._grade(level),
            "i_2": self._say(parts["tasks"].get(author.sector.value, parts["tasks"]["government"]), author),
            "i_2_grade": self._grade(level),
            "i_3": self._say(parts["commitment"], author),
            "i_4": self._say(parts["leadership"], author),
            "i_4_grade": self._grade(level),
            "i_5": self._say(parts["responsibility"], author),
            "i_5_grade": self._grade(level),
            "i_6": self._say(parts["example"], author),
            "i_6_grade": self._grade(level),
            **self._shortcomings(parts, author),
            "v": self._say(parts["share"], author),
            "vi": self._say(parts["plans"], author),
            "vii_cadre_level": level if as_cadre else "",
            "vii_member_level": level,
        }

    def collective(self, author: Author, *, of_commune: bool, level: str = "good") -> dict[str, Any]:
        """A complete Mẫu 01; a Party committee of a commune adds the annex of indicators (P0-6-b)."""
        parts = texts()["collective"]
        results = parts["results"]
        return {
            "i_1": self._say(parts["principles"], author),
            "i_1_grade": self._grade(level),
            "i_2": self._say(
                results["commune"] if of_commune else results.get(author.sector.value, results["government"]), author
            ),
            "i_2_grade": self._grade(level),
            "i_3": self._say(parts["party_building"], author),
            "i_3_grade": self._grade(level),
            "i_4": self._say(parts["duty"], author),
            "i_4_grade": self._grade(level),
            **self._shortcomings(parts, author),
            "v": self._say(parts["responsibility"], author),
            "vi": self._say(parts["plans"], author),
            "vii_level": level,
            "annex": self._annex() if of_commune and author.sector == Sector.PARTY else [],
        }

    def half_written(self, full: dict[str, Any]) -> dict[str, Any]:
        """The same paper after a first evening: some of section I, perhaps one shortcoming."""
        kept = FIRST_PARTS[: self.random.randrange(1, len(FIRST_PARTS) + 1)]
        started = {key: value for key, value in full.items() if key in kept}
        if self.random.random() < 0.4:
            started["ii_shortcomings"] = full["ii_shortcomings"][:1]
        return started

    def answered(self, full: dict[str, Any], fixed: dict[str, Any]) -> dict[str, Any]:
        """``full`` with the program's own rows of ``fixed`` answered: last year's shortcomings and the prompts."""
        carried = [{**row, **self.random.choice(texts()["remediation"])} for row in fixed.get("iii_items") or []]
        prompts = [{**row, **texts()["prompt_answer"]} for row in fixed.get("iv_items") or []]
        answers = {"iii_items": carried, "iii_none": not carried, "iv_items": prompts}
        return {**full, **answers, "iii_grade": self._grade("good") if carried else ""}

    def residence_reply(self, *, met_on: str) -> dict[str, Any]:
        """A reply on Mẫu 3-213 as residence cells give it: mostly the middle and the best boxes."""

        def tick(best: str, middle: str) -> str:
            return self.random.choice((best, middle, middle))

        return {
            "item_1": tick("exemplary_good", "exemplary"),
            "item_2": tick("leading", "exemplary"),
            "item_3": "full",
            "item_4": tick("regular_active", "regular"),
            "item_5": tick("very_active", "active"),
            "item_6": "no_proposal",
            "item_7": "Gia đình chấp hành tốt quy ước của khu dân cư.",
            "meeting_on": met_on,
        }

    def one_of(self, key: str) -> str:
        """A conclusion, contribution or comment."""
        text: str = self.random.choice(texts()[key])
        return text

    def _say(self, choices: Sequence[str], author: Author) -> str:
        total = self.random.randrange(12, 24)
        return self.random.choice(choices).format(
            unit=author.unit,
            title=author.title or "đảng viên",
            head=author.name,
            total=total,
            done=total - self.random.randrange(3),
            meetings=self.random.randrange(11, 16),
            papers=self.random.randrange(28, 96),
            new=self.random.randrange(1, 5),
            checks=self.random.randrange(2, 5),
        )

    def _shortcomings(self, parts: dict[str, Any], author: Author) -> dict[str, Any]:
        """Sections II to IV of a paper without earlier shortcomings and prompts."""
        chosen = sorted(self.random.sample(parts["shortcomings"], k=2), key=lambda row: row["content"])
        # Who answers for each: the collective and its head; a person answers for his own.
        answers: Sequence[dict[str, str]] = parts.get("answers") or ({}, {})
        return {
            "ii_shortcomings": [{**row, **answer} for row, answer in zip(chosen, answers, strict=True)],
            "ii_none": False,
            "ii_causes": self._say(parts["causes"], author),
            "iii_items": [],
            "iii_none": True,
            "iii_grade": "",
            "iv_items": [],
        }

    def _grade(self, level: str) -> str:
        high = ("outstanding", "outstanding", "good")
        return self.random.choice(high if level == "excellent" else ("good", "good", "outstanding"))

    def _annex(self) -> list[dict[str, str]]:
        numbers = {
            "budget": self.random.randrange(250, 700),
            "criteria": self.random.randrange(16, 20),
            "jobs": self.random.randrange(104, 135),
            "cases": self.random.randrange(6, 12),
            "new": self.random.randrange(3, 7),
        }
        return [{**row, "result": row["result"].format(**numbers)} for row in texts()["annex"]]

"""Finding the place of a select by the name of a township, without scripts and without losing what was typed."""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from caseflow.core.edition import Edition
from caseflow.core.text import clean

WORDS, LOOK, PICK = "place_words", "place_look", "place_pick"
LONGEST = 60


@dataclass(frozen=True)
class PlaceSearch:
    """What was asked and found: `hits` are (code, label); `chosen` is the code to preselect, "" while several fit."""

    words: str = ""
    asked: bool = False
    hits: tuple[tuple[str, str], ...] = ()
    chosen: str = ""

    def into(self, values: MultiDict[str, str], name: str) -> MultiDict[str, str]:
        """`values` with the chosen place under `name`; all else as it was typed."""
        kept = values.copy()
        if self.chosen:
            kept.setlist(name, [self.chosen])
        return kept


def look_for_place(edition: Edition, values: MultiDict[str, str]) -> PlaceSearch:
    """What the search box of `parts/places.html` asks for in these form values.

    Pressing 查找 with words suggests places, pressing a suggestion chooses it; without words nothing was asked.
    """
    words = clean(values.get(WORDS, ""))[:LONGEST]
    picked = values.get(PICK, "")
    if picked in edition.territories.by_code:
        return PlaceSearch(words, True, (), picked)
    if LOOK not in values or not words:
        return PlaceSearch(words)
    hits = tuple((candidate.territory.code, candidate.label) for candidate in edition.townships.find(words))
    codes = {code for code, _label in hits}
    return PlaceSearch(words, True, hits, codes.pop() if len(codes) == 1 else "")

"""One visitor's view of the campaign: language, day and the figures in force."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from campaign import Campaign, Edition, keep_temporary_files_in
from settings import Settings, load_settings
from texts import LANGUAGES, Language, language
from ui import address


@dataclass(frozen=True)
class Visit:
    """What a page needs to draw: the campaign, the words, and the day that counts as today."""

    campaign: Campaign
    say: Language
    day: date
    known: dict[object, Any] | None = field(default=None, compare=False, repr=False)

    def on(self, day: date) -> "Visit":
        """Return the same visit with another day as today."""
        return self if day == self.day else replace(self, day=day)

    def at_once(self) -> "Visit":
        """Return the same visit for one run, in which every figure is read once: all of it is of one edition."""
        return replace(self, known={})

    def edition(self) -> Edition:
        """Return the edition in force."""
        return self._read("edition", self.campaign.edition)

    def standing(self, level: str) -> pd.DataFrame:
        """Return the standing of a level today; shared by all visitors, so it must not be changed."""
        return self._read((level, self.day), lambda: self.campaign.standing(level, self.day))

    def charted(self, level: str, columns: tuple[str, ...]) -> pd.DataFrame:
        """Return the standing of a level today with some more columns (`campaign.chartable`); not to be changed."""
        return self._read((level, self.day, columns), lambda: self.campaign.charted(level, columns, self.day))

    def _read(self, name: object, ask: Callable[[], Any]) -> Any:
        if self.known is None:
            return ask()
        if name not in self.known:
            self.known[name] = ask()
        return self.known[name]

    def province(self) -> pd.Series:
        """Return the figures of the whole province today."""
        return self.campaign.province(self.day)

    def endings(self, level: str, unit_id: str = "") -> pd.DataFrame:
        """Return the visits of each unit of a level, or of one, that ended without service, one column a reason."""
        found = self.campaign.endings(level, self.day)
        standing = self.standing(level)
        return found[standing["unit_id"] == unit_id] if unit_id else found

    @property
    def place_name(self) -> str:
        """The name of the province in the visitor's language."""
        chosen = self.campaign.settings
        return chosen.name_vi if self.say.code == "vi" else chosen.name_en


@st.cache_resource(show_spinner=False)
def open_campaign(settings: Settings) -> Campaign:
    """Open the data folder, once for all visitors."""
    keep_temporary_files_in(settings.data)
    return Campaign(settings)


def begin() -> Visit:
    """Find out who is looking: the language is in the URL, then remembered, then the installation's."""
    settings = load_settings()
    code = address.recall("lang", settings.language, LANGUAGES, lasting=True)
    address.keep("lang", code, settings.language)
    return Visit(open_campaign(settings), language(code), settings.today)


def current() -> Visit:
    """Return the visit that the frame began; pages ask for it here."""
    return st.session_state["visit"]

"""One frozen Settings, from settings.toml and the environment."""

import os
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from outreach.errors import CampaignError

HOME = Path(__file__).parent
VERSION = "0.1.0"  # of the product, as pyproject.toml has it; a test compares
TILES = re.compile(r"https?://[^\s\"'<>]*\{z\}[^\s\"'<>]*\{x\}[^\s\"'<>]*\{y\}[^\s\"'<>]*")

FORM_URL = re.compile(r"https?://[^\s\"<>]{1,300}")  # longer ones make a code that a phone reads badly


@dataclass(frozen=True)
class Settings:
    """How this installation runs.

    `data` is the one folder that is ever written to; `until` fixes the day that counts as today, so
    that a demonstration or a test can be repeated. `map_tiles` is a background for the map that visitors may
    switch on: an address with {z}, {x} and {y}, or a folder of z/x/y.png on this computer; `map_tiles_by` names on the
    map whom it is by, as most licences ask.
    `osrm_url` is a server of roads (OSRM) that plans ask for minutes on the way; without it they are estimated.
    `return_form_url` is the address behind the code on a team's sheet, with {plan} and {team} where these belong;
    `contact_roles_vi` and `_en` name roles, between semicolons, for whom a sheet leaves a line to be filled in by hand.
    """

    data: Path
    name_vi: str = "Điện Biên"
    name_en: str = "Điện Biên"
    language: str = "vi"
    target_share: float = 1.0
    target_on: date = date(2026, 12, 31)
    reports_expected_within_days: int = 28
    small_figure: int = 5
    upload_megabytes: int = 300
    workbook_megabytes: int = 2_000
    workbook_seconds: int = 120
    until: date | None = None
    engine_memory: str = "1GB"
    engine_threads: int = 2
    map_tiles: str = ""
    map_tiles_by: str = ""
    return_form_url: str = ""
    osrm_url: str = ""
    contact_roles_vi: str = "Đầu mối xã; Trưởng thôn, bản"
    contact_roles_en: str = "Contact of the commune; Head of the village"

    def __post_init__(self) -> None:
        if not 0 < self.target_share <= 1:
            raise ValueError("target_share must lie in (0, 1]")
        if self.small_figure < 1:
            raise ValueError("small_figure must be 1 or more")
        if self.osrm_url and not FORM_URL.fullmatch(self.osrm_url):
            raise ValueError("osrm_url must be an address that begins with http:// or https://")
        if self.return_form_url and not FORM_URL.fullmatch(self.return_form_url):
            raise ValueError("return_form_url must be an address that begins with http:// or https://")
        if self.language not in ("vi", "en"):
            raise ValueError("language must be vi or en")
        if self.map_tiles and not (TILES.fullmatch(self.map_tiles) or Path(self.map_tiles).is_dir()):
            raise ValueError("map_tiles must be an address with {z}, {x} and {y}, or a folder of tiles")

    @property
    def today(self) -> date:
        """The day up to which figures are shown."""
        return self.until or date.today()  # noqa: DTZ011 - the office's own calendar day is meant


def load_settings(home: Path = HOME) -> Settings:
    """Read settings.toml beside the program; `PHOCAP_DATA` and `PHOCAP_TODAY` come first."""
    file = home / "settings.toml"
    try:
        written = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CampaignError("settings_unusable", reason=str(error)) from error
    said = written.pop("data", "data")
    data = Path(os.environ.get("PHOCAP_DATA") or said)
    try:
        if today := os.environ.get("PHOCAP_TODAY"):
            written["until"] = date.fromisoformat(today)
        return Settings(data=data if data.is_absolute() else home / data, **written)
    except (TypeError, ValueError) as error:
        raise CampaignError("settings_unusable", reason=str(error)) from error

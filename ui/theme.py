"""The colours of charts and small pictures in the theme that the visitor sees; the map has its own in static/map."""

from dataclasses import dataclass

import streamlit as st

from reports import palette

FACE = "Be Vietnam Pro Tabular, sans-serif"


@dataclass(frozen=True)
class Theme:
    """What is drawn with which colour: lines over time, bars, the parts of a change, and what stands behind them."""

    ground: str
    ink: str
    grid: str
    accent: str
    quiet: str
    reached: str
    foretold: str
    needed: str
    field: str
    data: str
    whole: str
    witness: str


LIGHT = Theme(
    ground="#ffffff",
    ink=palette.INK,
    grid=palette.GRID,
    accent="#0b5c8a",
    quiet="#758a9b",
    reached=palette.REACHED,
    foretold=palette.FORETOLD,
    needed=palette.NEEDED,
    field="#1b7f5c",
    data="#b8720f",
    whole="#5b6673",
    witness="#b3261e",
)
DARK = Theme(
    ground="#12181f",
    ink="#c2ccd6",
    grid="#2d3742",
    accent="#5fb0dc",
    quiet="#7f93a5",
    reached="#d9b8e6",
    foretold="#f08a7d",
    needed="#9fadb9",
    field="#54c29a",
    data="#e5a44a",
    whole="#a4b1bd",
    witness="#ff9d92",
)


def theme() -> Theme:
    """Return the colours of the visitor's theme; on paper and for those who do not say it, the light ones."""
    return DARK if st.context.theme.type == "dark" else LIGHT

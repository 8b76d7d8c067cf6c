"""The colours of the map, on the screen and in print: fixed classes of coverage, and hatches for what has no colour."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Swatch:
    """How one class is painted: a fill `#rrggbb` and, over it, a hatch or none."""

    key: str
    fill: str
    hatch: str | None = None


# From dark to light: what nobody reached must be seen first, and stays darkest on a grey print.
COVERAGE = (
    Swatch("none", "#3b0a45"),
    Swatch("under_25", "#8b1a4f"),
    Swatch("under_50", "#cf4a3c"),
    Swatch("under_80", "#ee8f3b"),
    Swatch("under_100", "#f8c96b"),
    Swatch("full", "#fdf6d0"),
)
NO_DATA = Swatch("no_data", "#ffffff", "diagonal")
UNMATCHED = Swatch("unmatched", "#c9d6e4", "cross")
NO_DENOMINATOR = Swatch("no_denominator", "#e4e4e4", "dots")
UNKNOWN = (NO_DATA, UNMATCHED, NO_DENOMINATOR)

# The lines of a pace: what happened is darkest, what is foretold warm, what would be needed a quiet grey.
REACHED, FORETOLD, NEEDED = "#3b0a45", "#cf4a3c", "#5d6b78"
GRID, INK = "#e3e8ec", "#3f4b56"
HIDDEN = Swatch("hidden", "#ffffff", "lines")  # in what is sent on alone: a number too small to be told

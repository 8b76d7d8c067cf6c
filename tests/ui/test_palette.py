"""The classes of coverage can be told apart by everybody, and anchor to the target."""

import itertools

import numpy as np
import numpy.typing as npt
import pytest

from reports import palette
from ui.layers import LAYERS, Layer
from ui.layers.gap import GAP

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
SIGHT = {
    "all three cones": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
# sRGB to CIE XYZ, D65 (IEC 61966-2-1).
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])

Numbers = npt.NDArray[np.float64]


def linear(fills: list[str]) -> Numbers:
    shown = np.array([[int(fill[at : at + 2], 16) for at in (1, 3, 5)] for fill in fills]) / 255
    return np.where(shown <= 0.04045, shown / 12.92, ((shown + 0.055) / 1.055) ** 2.4)


def lab(light: Numbers) -> Numbers:
    ratio = np.clip(light, 0, 1) @ XYZ.T / WHITE
    bent = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = bent.T
    return np.c_[116 * y - 16, 500 * (x - y), 200 * (y - z)]


FILLS = [swatch.fill for swatch in palette.COVERAGE]


def test_lab_of_known_colours() -> None:
    """The oracle gives the published CIE Lab values of sRGB red and white."""
    np.testing.assert_allclose(lab(linear(["#ff0000", "#ffffff"])), [[53.24, 80.09, 67.2], [100, 0, 0]], atol=0.05)


@pytest.mark.parametrize("sight", SIGHT)
def test_neighbouring_classes_differ(sight: str) -> None:
    """To every kind of sight neighbouring classes lie 15 or more apart in Lab, and grow lighter."""
    seen = lab(linear(FILLS) @ np.array(SIGHT[sight]).T)
    assert np.linalg.norm(np.diff(seen, axis=0), axis=1).min() >= 15
    assert np.diff(seen[:, 0]).min() >= 8


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("layer", [one for one in LAYERS if not one.diverges], ids=lambda layer: layer.key)
def test_classes_of_every_layer_differ(layer: Layer, sight: str) -> None:
    """To every kind of sight the plain classes of each layer grow lighter from the worst to the best, and lie apart."""
    fills = [swatch.fill for swatch in layer.swatches if swatch.hatch is None]
    seen = lab(linear(fills) @ np.array(SIGHT[sight]).T)
    assert np.linalg.norm(np.diff(seen, axis=0), axis=1).min() >= 15
    assert np.diff(seen[:, 0]).min() >= 8


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("layer", [one for one in LAYERS if one.diverges], ids=lambda layer: layer.key)
def test_two_ends_differ(layer: Layer, sight: str) -> None:
    """To every kind of sight all classes with two ends lie apart, and grow darker from the middle to both ends."""
    fills = [swatch.fill for swatch in layer.swatches if swatch.hatch is None]
    seen = lab(linear(fills) @ np.array(SIGHT[sight]).T)
    assert min(np.linalg.norm(one - other) for one, other in itertools.combinations(seen, 2)) >= 15
    middle = len(fills) // 2
    assert np.diff(seen[: middle + 1, 0]).min() >= 8
    assert np.diff(seen[middle:, 0]).max() <= -8


@pytest.mark.parametrize("sight", SIGHT)
def test_circles_stand_out(sight: str) -> None:
    """To every kind of sight a circle lies 30 or more apart from every fill under it."""
    ink = "#6590a9"  # the blue of marks.js, 62 % over white
    seen = lab(linear([ink, *(swatch.fill for swatch in GAP.swatches)]) @ np.array(SIGHT[sight]).T)
    assert np.linalg.norm(seen[1:] - seen[0], axis=1).min() >= 30


@pytest.mark.parametrize("sight", SIGHT)
def test_any_two_classes_differ(sight: str) -> None:
    """No two classes, neighbours or not, look alike."""
    seen = lab(linear(FILLS) @ np.array(SIGHT[sight]).T)
    assert min(np.linalg.norm(one - other) for one, other in itertools.combinations(seen, 2)) >= 15


def test_neighbouring_classes_contrast_in_grey() -> None:
    """Neighbouring classes have a WCAG 2 luminance ratio of 1.35 or more, as a grey print needs."""
    light = linear(FILLS) @ XYZ[1] + 0.05
    assert (light[1:] / light[:-1]).min() >= 1.35


def test_unknowns_have_different_hatches() -> None:
    """What has no colour is told apart by its hatch alone, and no class of coverage is hatched."""
    hatches = [swatch.hatch for swatch in palette.UNKNOWN]
    assert None not in hatches
    assert len(set(hatches)) == len(hatches)
    assert {swatch.hatch for swatch in palette.COVERAGE} == {None}

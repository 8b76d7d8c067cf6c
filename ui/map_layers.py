"""What is put into the map's frame: a base that never changes, and a small element that restyles it."""

import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path

import folium
from branca.element import MacroElement
from folium.template import Template

STATIC = Path(__file__).resolve().parent.parent / "static"
SCRIPTS = (
    "vendor/leaflet/leaflet",
    "vendor/topojson-client/topojson-client.min",
    "map/ink",
    "map/routes",
    "map/marks",
    "map/weeks",
    "map/coverage",
)
STYLES = ("vendor/leaflet/leaflet", "map/coverage")
# Letters, digits and the marks that JSON lists are made of; all else is written as \uXXXX, because the text
# passes through regular expressions, a template and eval on its way (names in folium run as code otherwise).
UNSAFE = re.compile(r'[^\w .,:%"\[\]\\-]|_')


def _asset(path: str) -> tuple[str, str]:
    """Name a file of the app with a mark of its content, so that an upgrade is never hidden by a cache."""
    mark = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:8]
    return path, f"../../app/static/{path}?v={mark}"


class BaseMap(folium.Map):
    """An empty map whose scripts and styles all come from the app itself."""

    default_js = [_asset(f"{name}.js") for name in SCRIPTS]  # noqa: RUF012
    default_css = [_asset(f"{name}.css") for name in STYLES]  # noqa: RUF012


class Mount(MacroElement):
    """Prepare the map for shapes; the same text in every run, so that the frame is never built anew."""

    _template = Template(
        "{% macro script(this, kwargs) %}coverageMap.mount({{ this._parent.get_name() }});{% endmacro %}"
    )


class Update(MacroElement):
    """Hand the shapes' address, the classes and the selection to the mounted map."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "coverageMap.update({{ this._parent._parent.get_name() }}, ...{{ this.values }});"
        "{% endmacro %}"
    )

    def __init__(self, script: str) -> None:
        super().__init__()
        self._name = "Update"
        self.values = script

    def render(self, **_: object) -> str:
        """Leave the page of the figure as it is: the frame takes the script alone, and this one is long."""
        return ""


def script_list(values: list[object]) -> str:
    """Write lists of texts and numbers as a script literal in which no text can act as code."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return UNSAFE.sub(lambda found: _escaped(found.group()), text.replace("\\\\", "\\u005c"))


@lru_cache(maxsize=1024)
def _escaped(mark: str) -> str:
    units = mark.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))


def base_map(zoom: int = 9) -> BaseMap:
    """Build the empty map."""
    bare = BaseMap(
        location=(0.0, 0.0),
        zoom_start=zoom,
        tiles=None,
        prefer_canvas=True,
        attribution_control=False,
        zoom_snap=0.1,
    )
    bare.add_child(Mount())
    return bare


def update_layer(script: str) -> folium.FeatureGroup:
    """Wrap an update, its values as `script_list` writes them, the way that reaches a map without building it anew."""
    group = folium.FeatureGroup(name="update")
    group.add_child(Update(script))
    return group

"""The addresses under which a browser fetches what lies in a folder: files of shapes, tiles of a background."""

from pathlib import Path

from streamlit import runtime
from streamlit.components.v1 import declare_component

NAME = "geometry"
TILES = "tiles"


def geometry_url(path: Path) -> str:
    """Let the app serve the folder of a file of shapes, and return the file's path below the app's address.

    All files of shapes lie in one folder: a second folder would take the place of the first.
    Streamlit serves the folder to whoever knows a file's name, without a login.
    """
    return f"{_served(NAME, path.parent)}/{path.name}"


def tiles_url(setting: str) -> str:
    """Return the address of tiles: as it was set, or below the app's own where a folder was set."""
    return setting if "{z}" in setting else f"{_served(TILES, Path(setting))}/{{z}}/{{x}}/{{y}}.png"


def _served(name: str, folder: Path) -> str:
    component, folder = f"{__name__}.{name}", folder.resolve()
    if not _serves(component, folder):
        declare_component(name, path=folder)
    return f"/component/{component}"


def _serves(component: str, folder: Path) -> bool:
    if not runtime.exists():
        return False
    return runtime.get_instance().component_registry.get_component_path(component) == str(folder)

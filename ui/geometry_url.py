"""The address under which a browser fetches a file of shapes."""

from pathlib import Path

from streamlit import runtime
from streamlit.components.v1 import declare_component

NAME = "geometry"


def geometry_url(path: Path) -> str:
    """Let the app serve the folder of a file of shapes, and return the file's path below the app's address.

    All files of shapes lie in one folder: a second folder would take the place of the first.
    Streamlit serves the folder to whoever knows a file's name, without a login.
    """
    folder = path.parent.resolve()
    component = f"{__name__}.{NAME}"
    if not _serves(component, folder):
        declare_component(NAME, path=folder)
    return f"/component/{component}/{path.name}"


def _serves(component: str, folder: Path) -> bool:
    if not runtime.exists():
        return False
    return runtime.get_instance().component_registry.get_component_path(component) == str(folder)

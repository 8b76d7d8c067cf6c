"""The dashboard: `streamlit run dashboard.py`.

Streamlit imports this file once as the server's app, and runs it anew for every view.
"""

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import import_module

import streamlit as st

# The menu: sections, and the pages of each in their order. What stands under no name is seen without opening one.
SECTIONS = {
    "": ("tong_quan",),
    "status": ("ban_do", "khoang_trong", "xa_phuong", "tien_do"),
    "measures": ("chi_so", "so_sanh", "don_vi_cu"),
    "planning": ("chon_dia_ban", "ke_hoach", "theo_doi", "doi"),
    "data": ("nhap_du_lieu", "ra_soat", "chat_luong", "kiem_tra"),
}
PAGES = tuple(name for names in SECTIONS.values() for name in names)


def main() -> None:
    """Show the page that the address names."""
    from ui.frame import show

    show({section: [_page(name) for name in names] for section, names in SECTIONS.items()})


def _page(name: str) -> tuple[str, Callable[[], None]]:
    return name, import_module(f"pages.{name}").show


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Warm up beside the server's own start."""
    from ui.warm import warm_up

    threading.Thread(target=warm_up, daemon=True).start()
    yield


if __name__ == "__main__":
    main()
else:
    app = st.App("dashboard.py", lifespan=lifespan)

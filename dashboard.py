"""The dashboard: `streamlit run dashboard.py`.

Streamlit imports this file once as the server's app, and runs it anew for every view.
"""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

import streamlit as st

PAGES = (
    "tong_quan",
    "ban_do",
    "khoang_trong",
    "xa_phuong",
    "tien_do",
    "chi_so",
    "so_sanh",
    "don_vi_cu",
    "chon_dia_ban",
    "doi",
    "chat_luong",
    "kiem_tra",
    "nhap_du_lieu",
    "ra_soat",
)


def main() -> None:
    """Show the page that the address names."""
    from ui.frame import show

    show([(name, import_module(f"pages.{name}").show) for name in PAGES])


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

"""The dashboard: `streamlit run dashboard.py`."""

from pages import ban_do, khoang_trong, nhap_du_lieu, tong_quan
from ui.frame import show

PAGES = tuple((page.__name__.rpartition(".")[2], page.show) for page in (tong_quan, ban_do, khoang_trong, nhap_du_lieu))


def main() -> None:
    """Show the page that the address names."""
    show(PAGES)


if __name__ == "__main__":
    main()

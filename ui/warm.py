"""A warm start: what the first view needs is loaded while the browser is still on its way."""

from importlib import import_module

from campaign import Campaign
from settings import load_settings

# Not streamlit_folium: a component must be imported by a view to be known to the server.
SLOW_MODULES = ("folium", "pandas.io.formats.style", "babel.dates", "babel.numbers", "altair")


def warm_up() -> None:
    """Load slow modules and the standing of today; a folder without any import stays as it is."""
    for module in SLOW_MODULES:
        import_module(module)
    campaign = Campaign(load_settings())
    if not campaign.is_empty:
        campaign.standing("commune")

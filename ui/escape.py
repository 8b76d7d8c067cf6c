"""Text from files made harmless where Streamlit would read it as Markdown."""

import re

SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>~$:])")


def markdown(text: object) -> str:
    """Escape text for Markdown: a name can neither load an image nor draw an icon, a formula or a link."""
    return SPECIAL.sub(r"\\\1", str(text)).replace("\n", " ")

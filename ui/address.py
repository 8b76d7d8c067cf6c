"""The address bar as the memory of a page: language, place and filters are codes in the URL, never translated words."""

import streamlit as st


def recall(name: str, default: str = "", choices: tuple[str, ...] | None = None) -> str:
    """Return a value from the URL, else what this visitor had before, else the default; unknown words are none."""
    value = st.query_params.get(name) or st.session_state.get(f"address:{name}", "") or default
    return value if choices is None or value in choices else default


def keep(name: str, value: str, default: str = "") -> None:
    """Put a value into the URL, or take it out where it is the default."""
    st.session_state[f"address:{name}"] = value
    if value and value != default:
        if st.query_params.get(name) != value:
            st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]

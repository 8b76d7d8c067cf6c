"""The address bar as the memory of a page: language, place and filters are codes in the URL, never translated words."""

import streamlit as st


def recall(name: str, default: str = "", choices: tuple[str, ...] | None = None, *, lasting: bool = False) -> str:
    """Return what the visitor just chose, else the URL's value, else the default.

    A lasting value is remembered where the URL has none: a link of the menu leaves the codes of the address behind. A
    value that is not among `choices` counts as none, for an address can be typed by anyone.
    """
    memory = f"address:{name}"
    remembered = st.session_state.get(memory, "")
    if st.session_state.pop(f"{memory}:chosen", False):
        value = remembered
    else:
        value = st.query_params.get(name) or (remembered if lasting else "") or default
    return value if choices is None or value in choices else default


def choose(name: str, value: str) -> None:
    """Note a choice from a widget's callback; the run that follows writes it into the URL with `keep`."""
    st.session_state[f"address:{name}"] = value
    st.session_state[f"address:{name}:chosen"] = True


def keep(name: str, value: str, default: str = "") -> None:
    """Put a value into the URL, or take it out where it is the default."""
    st.session_state[f"address:{name}"] = value
    if value and value != default:
        if st.query_params.get(name) != value:
            st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def keep_all(codes: dict[str, str]) -> None:
    """Put several values into the URL in one step of the browser's history, and take the empty ones out."""
    present = st.query_params.to_dict()
    wanted = {
        **{name: code for name, code in present.items() if name not in codes},
        **{n: c for n, c in codes.items() if c},
    }
    for name, code in codes.items():
        st.session_state[f"address:{name}"] = code
    if wanted != present:
        st.query_params.from_dict(wanted)

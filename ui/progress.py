"""The progress bar of long work: each stage in the visitor's language."""

from collections.abc import Callable

from streamlit.delta_generator import DeltaGenerator

from texts import Language


def staged(bar: DeltaGenerator, say: Language, begun: float = 0.0) -> Callable[[str, float], None]:
    """Return what moves a bar by stage and share; `begun` is the share that was done before."""

    def told(stage: str, share: float) -> None:
        bar.progress(begun + (1 - begun) * share, text=say(f"stage.{stage}"))

    return told

"""The key of this installation, with which people and households are keyed-hashed at the border."""

import os
import secrets
from pathlib import Path

KEY_BYTES = 32


def installation_key(folder: Path) -> bytes:
    """Return the key, making it on first use, readable by the owner alone; it is never exported.

    A plain hash of a citizen number can be reversed in a second by trying them all: so an HMAC, whose key
    lies apart from the segments and from every export.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "person.key"
    if not path.exists():
        _place(secrets.token_bytes(KEY_BYTES), path)
    return path.read_bytes()


def _place(key: bytes, path: Path) -> None:
    """Put the key at its path whole, or leave the one that another process put there first."""
    aside = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()

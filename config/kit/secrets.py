"""The secret key of an embedded installation."""

import os
import secrets
from pathlib import Path


def embedded_secret_key(folder: Path) -> str:
    """Return the key kept in ``folder/secret_key``, writing a fresh one (mode 600) the first time.

    Two processes starting together agree: the file is created exclusively and the loser reads the winner's.
    """
    path = folder / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        key = secrets.token_urlsafe(50)
        file.write(key)
    return key

"""Files written whole or not at all."""

import os
import tempfile
from pathlib import Path

__all__ = ["write_whole"]


def write_whole(path: Path, data: bytes, *, mode: int) -> None:
    """Write a file so that no reader and no interruption sees a part of it.

    Args:
        path: Where; a link is followed, and stays a link.
        data: The content.
        mode: The permissions that the file gets.

    Raises:
        OSError: If it cannot be written; what was there before is then still there.
    """
    place = path.resolve()
    with tempfile.NamedTemporaryFile(dir=place.parent, suffix=".part", delete=False) as file:
        part = Path(file.name)
        try:
            file.write(data)
            file.close()
            part.chmod(mode)
            os.replace(part, place)
        except BaseException:
            part.unlink(missing_ok=True)
            raise

"""One layout, three kinds of file: PDF to sign and keep, Word to go on editing, plain text to search."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from forms_templates.pdf import render_pdf
from forms_templates.plain import render_text
from forms_templates.word import render_docx

Writer = Callable[[str, Mapping[str, Any]], bytes]

WRITERS: dict[str, Writer] = {"pdf": render_pdf, "docx": render_docx, "txt": render_text}

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write_whole(path: Path, content: bytes) -> None:
    """The whole file under that name or nothing. ``OSError`` as the system gives it."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise

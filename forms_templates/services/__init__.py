"""What the room does: single papers in ``documents``, many at once in ``batches``, bound together in ``files``."""

from .documents import (
    MAX_UPLOAD_BYTES,
    read_copy,
    read_verified,
    render_document,
    request_document,
    retry_document,
    store_upload,
    sweep_documents,
)

__all__ = [
    "MAX_UPLOAD_BYTES",
    "read_copy",
    "read_verified",
    "render_document",
    "request_document",
    "retry_document",
    "store_upload",
    "sweep_documents",
]

"""What the room keeps: rendered papers, batches of them, and the files they are bound into."""

from .batch import Batch, BatchFile, BatchItem
from .document import Document, DocumentQuerySet, new_token

__all__ = ["Batch", "BatchFile", "BatchItem", "Document", "DocumentQuerySet", "new_token"]

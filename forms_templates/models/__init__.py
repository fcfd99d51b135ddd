"""What the room keeps: rendered papers and their signed copies, batches of them, and the files they are bound into."""

from .batch import Batch, BatchFile, BatchItem
from .document import Document, DocumentQuerySet, new_token
from .signed_copy import SignedCopy

__all__ = ["Batch", "BatchFile", "BatchItem", "Document", "DocumentQuerySet", "SignedCopy", "new_token"]

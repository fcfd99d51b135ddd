"""One sheet as often as it is handed out: every copy the same to the last byte."""

from __future__ import annotations

from io import BytesIO

#: More than any meeting has voters; a mistyped number must not fill the disk.
MAX_COPIES = 5_000


def copies_of(content: bytes, times: int) -> bytes:
    """``content`` repeated ``times`` in one file, sheet after sheet; what stands on a sheet is stored once.

    The same input gives the same bytes. The copies carry no tags for screen readers: a structure would tell one
    sheet from the next. ``ValueError`` for fewer than one or more than ``MAX_COPIES``.
    """
    import pikepdf

    if not 1 <= times <= MAX_COPIES:
        raise ValueError(f"between 1 and {MAX_COPIES} copies, not {times}")
    with pikepdf.open(BytesIO(content)) as pdf:
        for name in ("/StructTreeRoot", "/MarkInfo", "/Metadata", "/Outlines"):
            if name in pdf.Root:
                del pdf.Root[name]
        sheet = list(pdf.pages)
        for page in sheet:
            for name in ("/StructParents", "/Tabs"):
                if name in page.obj:
                    del page.obj[name]
        for _ in range(times - 1):
            pdf.pages.extend(sheet)
        target = BytesIO()
        pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return target.getvalue()

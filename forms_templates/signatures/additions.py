"""What may follow on a printed paper and leave it what it is: signature fields, their signatures, proofs of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DocInfoRule,
    DSSCompareRule,
    FieldComparisonContext,
    FieldComparisonSpec,
    FormUpdate,
    FormUpdatingRule,
    GenericFieldModificationRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    SuspiciousModification,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.constants import ROOT_EXEMPT_STRICT_COMPARISON

#: What a form that holds signatures alone needs; scripts (`/XFA`, `/CO`) are not among it.
_FORM_KEYS = {"/Type", "/Fields", "/SigFlags", "/DA", "/DR"}


def only_signatures_follow() -> StandardDiffPolicy:
    """pyHanko's own policy, but for what comes before anybody certified: a form is made and the first one certifies."""
    lasting = ModificationLevel.LTA_UPDATES
    return StandardDiffPolicy(
        global_rules=[
            CatalogModificationRule(ignored_keys={*ROOT_EXEMPT_STRICT_COMPARISON, "/Perms"}),
            DocInfoRule().as_qualified(lasting),
            XrefStreamRule().as_qualified(lasting),
            ObjectStreamRule().as_qualified(lasting),
            DSSCompareRule().as_qualified(lasting),
            MetadataUpdateRule().as_qualified(lasting),
        ],
        form_rule=_FirstForm([SigFieldCreationRule(), SigFieldModificationRule(), GenericFieldModificationRule()]),
    )


class _FirstForm(FormUpdatingRule):
    """A printed paper has no form: the one that a signing program makes may hold signature fields and no other."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[tuple[ModificationLevel, FormUpdate]]:
        if "/AcroForm" in old.root:
            yield from super().apply(old, new)
        elif "/AcroForm" in new.root:
            yield from self._made(old, new)

    def _made(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterator[tuple[ModificationLevel, FormUpdate]]:
        form = new.root["/AcroForm"]
        if not isinstance(form, DictionaryObject) or not set(form) <= _FORM_KEYS:
            raise SuspiciousModification("the form holds more than signatures")
        fields = form.get("/Fields")
        if not isinstance(fields, ArrayObject):
            raise SuspiciousModification("the form has no list of fields")
        parts = [
            new.root.raw_get("/AcroForm"),
            form.raw_get("/Fields"),
            *([form.raw_get("/DR")] if "/DR" in form else []),
        ]
        for part in parts[:2]:
            if isinstance(part, IndirectObject) and old.is_ref_unassignable(part.reference):
                yield ModificationLevel.LTA_UPDATES, FormUpdate(part.reference, field_name=None)
        if "/DR" in form:
            for reference in new.collect_dependencies(form.raw_get("/DR"), since_revision=old.revision + 1):
                yield ModificationLevel.FORM_FILLING, FormUpdate(reference, field_name=None)
        context = FieldComparisonContext(dict(map(_new_field, fields)), old=old, new=new)
        if len(context.field_specs) != len(fields):
            raise SuspiciousModification("two fields have the same name")
        for rule in self.field_rules:
            yield from rule.apply(context)


def _new_field(field: object) -> tuple[str, FieldComparisonSpec]:
    found = field.get_object() if isinstance(field, IndirectObject) else None
    if not isinstance(field, IndirectObject) or not isinstance(found, DictionaryObject) or found.get("/FT") != "/Sig":
        raise SuspiciousModification("a field is no signature")
    return str(found.get("/T")), FieldComparisonSpec("/Sig", None, field.reference, None)

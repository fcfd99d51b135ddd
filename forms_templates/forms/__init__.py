"""One definition → one Django form, laid out in the order and the words of the printed form."""

from forms_templates.forms.entry import AuthorityForm, DefinedForm, EntryForm
from forms_templates.forms.rows import MAX_ROWS

__all__ = ["MAX_ROWS", "AuthorityForm", "DefinedForm", "EntryForm"]

"""Pages of the papers: the public verification, a rendered file, the list of forms."""

from forms_templates.views.catalogue import blank, file_response, fill_in, forms
from forms_templates.views.documents import copy_response, document_response, verify

__all__ = ["blank", "copy_response", "document_response", "file_response", "fill_in", "forms", "verify"]

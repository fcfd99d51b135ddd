"""Blank forms that are read and not changed, printed once in a process."""

from __future__ import annotations

from functools import cache

from forms_templates.papers import print_blank

#: As ``print_blank``; the same form is asked many questions.
printed_blank = cache(print_blank)

"""Loads that are measured, not asserted: ``make bench``."""

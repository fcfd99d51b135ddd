"""Writes, each in one transaction. A refused action raises ``RuleViolation`` and leaves everything as it was."""

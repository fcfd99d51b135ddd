"""Writes of the judgement, each in one transaction."""

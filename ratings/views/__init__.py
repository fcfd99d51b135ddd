"""Thin doors of the judgement."""

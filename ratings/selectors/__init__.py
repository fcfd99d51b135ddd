"""Reads of the judgement, each in a fixed number of queries."""

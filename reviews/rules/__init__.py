"""What the plans and regulations say, as plain Python: no Django, no clock, no database.

Facts go in as frozen dataclasses, findings come out. The readings chosen where a text is silent are in
``docs/decisions``.
"""

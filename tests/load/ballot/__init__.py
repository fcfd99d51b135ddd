"""The numbers of the ballot: double votes, races, kills, an attack on the box, and what casting costs.

Each subject is a module with a ``run`` that a test calls with few rounds; ``python -m tests.load.ballot`` calls it with
many, on servers of its own (``docs/decisions/0029-proof-of-the-box.md``).
"""

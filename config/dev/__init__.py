"""What `make run` and `make test` do, in Python: one machine, nothing installed beforehand."""

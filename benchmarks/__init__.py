"""One file per claim about speed. `python -m benchmarks` runs them all, each in a process of its own."""

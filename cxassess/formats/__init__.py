"""How dates are written where a page says nothing else."""

"""Is the engine as sure as it says? Seeded simulations with known truth; see docs/calibration.md.

Everything is reckoned by the functions of `scoring`; only people, their true scores and answers are made up.
"""

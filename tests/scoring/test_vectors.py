"""Every entry of the vector file against the function that reckons it, within the entry's own tolerance.

An entry whose id no prefix of the table begins fails: a vector that nobody checks is no check.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from scoring.agreement import (
    ad_mean,
    ad_median,
    icc,
    icc_of_scores,
    item_variances,
    null_variance,
    rwg,
    rwg_j,
    rwg_star,
    sample_from,
)
from scoring.benchmarks import dersimonian_laird, efron_morris
from scoring.constructs import pooled_variance
from scoring.drivers import dominance, relative_weights
from scoring.factors import cronbach_alpha, omega_ml
from scoring.gaps import benjamini_hochberg, hedges_g, welch
from scoring.intervals import Sample, poststratification_weights, stratified_mean, wilson
from scoring.ownership import effective_number, entropy_bits
from scoring.quality import longest_run
from scoring.reliability import alpha, feldt_interval, krippendorff_alpha, reliability_of, standardized_alpha
from scoring.resampling import jackknife
from tests.scoring.folders import ROOT

HERE = ROOT / "tests" / "vectors"
VECTORS: list[dict[str, Any]] = json.loads((HERE / "statistics.json").read_text())

Vector = dict[str, Any]
Pairs = dict[str, tuple[Any, Any, float]]
"""What is compared, by name: found, expected, tolerance."""


def numbers(rows: Any) -> np.ndarray:
    """Nested lists with null as an array with NaN."""
    return np.array(rows, dtype=float)


def dataset(name: str, *columns: str) -> np.ndarray:
    """Columns of a dataset beside the vector file; all numeric ones if none is named."""
    with (HERE / f"{name}.csv").open() as file:
        rows = list(csv.DictReader(file))
    wanted = columns or tuple(key for key in rows[0] if key != "model")
    return np.array([[float(row[key]) for key in wanted] for row in rows])


def summary(row: Vector) -> Sample:
    return Sample(n=int(row["n"]), mean=row["mean"], variance=row["sd"] ** 2)


def by_group(vector: Vector, expected: dict[str, float], statistic: Callable[[np.ndarray], float]) -> Pairs:
    return {
        key: (statistic(numbers(rows)), expected[key], vector["tol"])
        for key, rows in vector["input"]["groups"].items()
    }


def rounded(value: float) -> float:
    """Half a unit of the last printed digit, which is how far a published rounding may be off."""
    digits = len(f"{value}".partition(".")[2])
    return 0.5 * 10.0**-digits + 1e-12


def check_rwg(vector: Vector) -> Pairs:
    statistic = vector["statistic"]
    if "single" in statistic:
        return by_group(vector, vector["expected"], lambda rows: rwg(item_variances(rows)[0]))
    chosen = rwg_star if "Lindell" in statistic else rwg_j
    return by_group(vector, vector["expected"], lambda rows: chosen(item_variances(rows)))


def check_ad(vector: Vector) -> Pairs:
    found = {"AD_M": ad_mean, "AD_Md": ad_median}
    return {
        f"{name} {key}": pair
        for name, expected in vector["expected"].items()
        for key, pair in by_group(vector, expected, found[name]).items()
    }


def check_icc(vector: Vector) -> Pairs:
    given, expected = vector["input"], vector["expected"]
    found = icc_of_scores(given["y"], given["g"])
    return {
        "icc1": (found.icc1, expected["icc1"], vector["tol"]),
        "icc2": (found.icc2, expected["icc2"], vector["tol"]),
        "MSB": (found.between, expected["MSB"], 1e-7),
        "MSW": (found.within, expected["MSW"], 1e-7),
    }


def check_icc_of_targets(vector: Vector) -> Pairs:
    expected = vector["expected"]
    found = icc([sample_from(row) for row in vector["input"]])
    return {
        "icc1": (found.icc1, expected["icc1"], vector["tol"]),
        "icc1k": (found.icc2, expected["icc1k"], vector["tol"]),
        "as printed": ((found.icc1, found.icc2), tuple(expected["published_rounded"]), 0.005),
    }


def check_alpha(vector: Vector) -> Pairs:
    expected = vector["expected"]
    if "cronbach_alpha" in str(vector["input"]):
        table = json.loads((HERE / "ten_items.json").read_text())
        sums = np.array(table["sums"])
        matrix = (np.array(table["products"]) - np.outer(sums, sums) / table["n"]) / (table["n"] - 1)
        value = cronbach_alpha(matrix)
        found = (value, *feldt_interval(value, n=table["n"], items=len(matrix)))
    else:
        given = dataset("attitude") if "dataset" in vector["input"] else numbers(vector["input"])
        whole = alpha(given)
        # The published interval also counts people whom α leaves out for a missing answer; ours does not.
        found = (whole.value, *feldt_interval(whole.value, n=len(given), items=given.shape[1]))
    interval = expected.get("ci95") or expected["feldt95"]
    pairs: Pairs = {
        "alpha": (found[0], expected["alpha"], vector["tol"]),
        "low": (found[1], interval[0], rounded(interval[0])),
        "high": (found[2], interval[1], rounded(interval[1])),
    }
    if "std_alpha" in expected:
        standardized = standardized_alpha(np.cov(given.T))
        pairs["std_alpha"] = (standardized, expected["std_alpha"], vector["tol"])
    return pairs


def check_omega(vector: Vector) -> Pairs:
    given, expected = vector["input"], vector["expected"]
    matrix = numbers(given["cov"])
    found = reliability_of(matrix, n=given["n"])
    assert found.method == "omega"
    return {
        "omega": (found.value, expected["omega"], vector["tol"]),
        "omega by maximum likelihood": (omega_ml(matrix), expected["omega"], vector["tol"]),
        "alpha": (cronbach_alpha(matrix), expected["alpha"], vector["tol"]),
    }


def check_krippendorff(vector: Vector) -> Pairs:
    return {
        level: (krippendorff_alpha(vector["input"], level=level), value, vector["tol"])  # type: ignore[arg-type]
        for level, value in vector["expected"].items()
    }


def check_entropy(vector: Vector) -> Pairs:
    expected = vector["expected"] if isinstance(vector["expected"], dict) else {"bits": vector["expected"]}
    found = {"bits": entropy_bits(vector["input"]), "n_eff": effective_number(vector["input"])}
    return {key: (found[key], value, vector["tol"]) for key, value in expected.items()}


def check_welch(vector: Vector) -> Pairs:
    given, expected = vector["input"], vector["expected"]
    found = welch(sample_from(given["x"]), sample_from(given["y"]))
    return {
        "t": (found.points / found.se, expected["t"], vector["tol"]),
        "df": (found.df, expected["df"], vector["tol"]),
        "p": (found.p, expected["p"], vector["tol"]),
        "ci": (found.interval(), tuple(expected["ci"]), vector["tol"]),
    }


def check_hedges(vector: Vector) -> Pairs:
    given, expected = vector["input"], vector["expected"]
    if "x" in given:
        pair = [sample_from(given["x"]), sample_from(given["y"])]
    else:
        triples = zip(given["n"], given["m"], given["sd"], strict=True)
        pair = [Sample(n=n, mean=m, variance=sd**2) for n, m, sd in triples]
    df = pair[0].n + pair[1].n - 2
    found = hedges_g(pair[0].mean - pair[1].mean, variance=pooled_variance(pair), df=df)
    exact = expected["g_exact"] if isinstance(expected, dict) else expected
    return {"g": (found, exact, vector["tol"])}


def check_benjamini_hochberg(vector: Vector) -> Pairs:
    found, expected = benjamini_hochberg(vector["input"]), vector["expected"]
    return {
        "adj": (found, expected["adj"], vector["tol"]),
        "rejected": (sum(q <= 0.05 for q in found), expected["reject_at_05"], 0),
    }


def check_wilson(vector: Vector) -> Pairs:
    found = [wilson(hits, n) for hits, n in vector["input"]]
    return {"intervals": (np.array(found), np.array(vector["expected"]), vector["tol"])}


def check_strata(vector: Vector) -> Pairs:
    """Means and errors of strata, from rows or summaries; a simple random sample is one stratum."""
    given, expected = vector["input"], vector["expected"]
    strata = list(given.values()) if isinstance(next(iter(given.values())), dict) else [given]
    sizes = [row["N"] for row in strata]
    samples = [sample_from(row["y"]) if "y" in row else summary(row) for row in strata]
    found = stratified_mean(samples, weights=sizes, headcounts=sizes)
    names = {
        "mean": found.mean,
        "var": found.se**2,
        "bound2se": 2 * found.se,
        "se": found.se,
        "se_conditional": found.se,
        "ci95": (found.low, found.high),
        "se_without_fpc": stratified_mean(samples, weights=sizes).se,
    }
    return {
        key: (names[key], tuple(value) if isinstance(value, list) else value, vector["tol"])
        for key, value in expected.items()
    }


def check_poststratification_weights(vector: Vector) -> Pairs:
    found = poststratification_weights(vector["input"]["n"], vector["input"]["N"])
    return {"weights": (found, vector["expected"], vector["tol"])}


def check_relative_weights(vector: Vector) -> Pairs:
    rows, expected = dataset("mtcars", "cyl", "disp", "hp", "gear", "mpg"), vector["expected"]
    found = relative_weights(rows[:, :-1], rows[:, -1])
    lmg = dominance(rows[:, :-1], rows[:, -1])
    return {
        "raw": (found.raw, expected["raw"], vector["tol"]),
        "r2": (found.r2, expected["r2"], vector["tol"]),
        "rescaled": (found.rescaled, expected["rescaled"], 100 * vector["tol"]),
        # The note of the entry.
        "general dominance": (lmg.raw, [0.2471, 0.2435, 0.2109, 0.0777], 5e-5),
        "order": (found.order, (2, 0, 1, 3), 0),
        "order of dominance": (lmg.order, (0, 1, 2, 3), 0),
    }


def check_shrinkage(vector: Vector) -> Pairs:
    given, expected = vector["input"], vector["expected"]
    if "se" in given:
        pool = dersimonian_laird(given["y"], np.square(given["se"]))
        names = {"tau2": pool.tau2, "mu": pool.mean, "se": pool.se, "all_blups": pool.shrunken}
    else:
        mean = float(np.mean(given["y"]))
        found = efron_morris(given["y"], variance=mean * (1 - mean) / 45)
        names = {"c": found.c, "mean": found.mean, "clemente": float(found.estimates[0])}
    return {
        key: (names[key], np.full(np.asarray(names[key]).shape, value), vector["tol"])
        for key, value in expected.items()
    }


def check_jackknife(vector: Vector) -> Pairs:
    rows, expected = np.column_stack(list(vector["input"].values())), vector["expected"]
    found = jackknife(rows, lambda part: float(np.corrcoef(part.T)[0, 1]))
    names = {"r": found.value, "jack_se": found.se, "jack_bias": found.bias}
    return {key: (names[key], value, vector["tol"]) for key, value in expected.items()}


def check_longest_run(vector: Vector) -> Pairs:
    """The rows are rebuilt from their description in the entry."""
    rows = [[1] * 10 * r + [at % 2 for at in range(100 - 10 * r)] for r in range(1, 10)]
    rows.append(([1] * 10 + [0] * 10) * 5)
    return {"runs": (longest_run(rows), vector["expected"], vector["tol"])}


def check_null_variance(vector: Vector) -> Pairs:
    return {
        key: (null_variance(shares), vector["expected"][key], vector["tol"])
        for key, shares in vector["input"].items()
    }


CHECKS: dict[str, Callable[[Vector], Pairs]] = {
    "P-RWG": check_rwg,
    "P-AD": check_ad,
    "P-ICC": check_icc,
    "P-ICC-SF": check_icc_of_targets,
    "P-ALPHA": check_alpha,
    "P-OMEGA": check_omega,
    "P-KALPHA": check_krippendorff,
    "P-ENT": check_entropy,
    "P-WELCH": check_welch,
    "P-G": check_hedges,
    "P-BH": check_benjamini_hochberg,
    "P-WIL": check_wilson,
    "P-STRAT": check_strata,
    "P-API": check_strata,
    "P-SRS": check_strata,
    "P-POST": check_strata,
    "P-KALTON": check_poststratification_weights,
    "P-RW": check_relative_weights,
    "P-EB": check_shrinkage,
    "P-BOOT": check_jackknife,
    "P-LS": check_longest_run,
    "P-NULLVAR": check_null_variance,
}


def check_of(name: str) -> Callable[[Vector], Pairs] | None:
    """The check with the longest prefix of an id, in whole words: "P-RW" does not begin "P-RWG-1"."""
    words = name.split("-")
    prefixes = ["-".join(words[:count]) for count in range(len(words), 0, -1)]
    stems = [prefix.rstrip("0123456789") for prefix in prefixes]
    return next((CHECKS[key] for key in (*prefixes, *stems) if key in CHECKS), None)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_published_value(vector: Vector) -> None:
    check = check_of(vector["id"])
    assert check, f"no function is named for {vector['id']} ({vector['statistic']})"
    pairs = check(vector)
    assert pairs
    for name, (found, expected, tolerance) in pairs.items():
        assert found == pytest.approx(expected, abs=tolerance, rel=0), name


def test_every_number_of_an_entry_is_compared() -> None:
    """A check that forgot a part of what is expected would pass for it; only these are left out, and why."""
    left_out = {
        ("P-G-1", "d"),  # printed to three digits, and reckoned on the way to g
        ("P-G-1", "g_approx"),  # the approximate correction, which is not ours
        ("P-ICC-SF", "published_rounded"),  # compared as "as printed"
        ("P-BH", "reject_at_05"),  # compared as "rejected"
        ("P-ALPHA-1", "feldt95"),  # compared as "low" and "high"
        ("P-ALPHA-2", "ci95"),
        ("P-ALPHA-3", "ci95"),
        ("P-G-1", "g_exact"),  # compared as "g"
    }
    entries = {
        (vector["id"], key)
        for vector in VECTORS
        if isinstance(vector["expected"], dict)
        for key in vector["expected"]
    }
    compared = {
        (vector["id"], name.split(" ")[0])
        for vector in VECTORS
        if (check := check_of(vector["id"]))
        for name in check(vector)
    }
    assert entries - compared == left_out


def test_an_id_nobody_knows_has_no_check() -> None:
    assert check_of("P-NEW-1") is None

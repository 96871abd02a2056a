"""How far raters agree: weighted kappa for pairs of raters, ICC(2,1) for a whole table.

Kappa is J. Cohen's weighted kappa (Psychological Bulletin 1968; 70: 213-220) over disagreement weights, with
his |i-j|^2 (quadratic) or |i-j| (linear) or any table of one's own. ICC(2,1) is that of P. E. Shrout and
J. L. Fleiss (Psychological Bulletin 1979; 86: 420-428): raters drawn from many, single grades, absolute
agreement.
Both are None where nobody's grades vary: agreement on one and the same grade for everybody proves nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import fsum

from protocols.errors import ScoresError

Table = Sequence[Sequence[float]]

WEIGHTS = ("linear", "quadratic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Agreement of all raters who graded every one of the subjects."""

    subjects: int
    raters: int
    kappa_quadratic: float | None
    kappa_linear: float | None
    icc: float | None


def weights(name: str, categories: int) -> list[list[float]]:
    """Disagreement weights `categories` x `categories`, 0 on the diagonal.

    Raises
    ------
    ValueError
        `name` is neither `linear` nor `quadratic`.
    """
    if name not in WEIGHTS:
        raise ValueError(f"expected one of {WEIGHTS}, got `{name}`")
    power = 1 if name == "linear" else 2
    return [[float(abs(i - j) ** power) for j in range(categories)] for i in range(categories)]


def kappa_of_table(table: Table, disagreement: Table) -> float | None:
    """Weighted kappa of a square table: rows are one rater's grades, columns the other's.

    Parameters
    ----------
    table
        Counts or shares, not negative, not all 0.
    disagreement
        The weight of each cell; 0 where the two agree.

    Raises
    ------
    ScoresError
        The two are not square tables of one size, or the table holds nothing.
    """
    size = len(table)
    if size < 2 or any(len(row) != size for row in (*table, *disagreement)) or len(disagreement) != size:
        raise ScoresError("expected two square tables of one size, 2 x 2 at least")
    total = fsum(fsum(row) for row in table)
    if total <= 0 or any(cell < 0 for row in table for cell in row):
        raise ScoresError("expected counts that are not negative and not all 0")
    rows = [fsum(row) / total for row in table]
    columns = [fsum(row[j] for row in table) / total for j in range(size)]
    cells = [(i, j) for i in range(size) for j in range(size)]
    seen = fsum(disagreement[i][j] * table[i][j] for i, j in cells) / total
    by_chance = fsum(disagreement[i][j] * rows[i] * columns[j] for i, j in cells)
    return None if by_chance <= 0 else 1 - seen / by_chance


def weighted_kappa(
    first: Sequence[int], second: Sequence[int], *, categories: int, by: str = "quadratic"
) -> float | None:
    """Weighted kappa of two raters over the same subjects; grades are places 0 to `categories` - 1.

    Raises
    ------
    ScoresError
        The two differ in length, are empty, or a grade is out of range.
    """
    if len(first) != len(second) or not first:
        raise ScoresError("expected two lists of grades of one length")
    if not all(0 <= grade < categories for grade in (*first, *second)):
        raise ScoresError(f"expected grades from 0 to {categories - 1}")
    table = [[0.0] * categories for _ in range(categories)]
    for one, other in zip(first, second, strict=True):
        table[one][other] += 1
    return kappa_of_table(table, weights(by, categories))


def icc_2_1(scores: Table) -> float | None:
    """ICC(2,1) of a table: one row a subject, one column a rater; None where nothing varies.

    Raises
    ------
    ScoresError
        Fewer than two subjects or raters, or rows of different length.
    """
    n, k = _shape(scores)
    grand = fsum(fsum(row) for row in scores) / (n * k)
    of_subjects = [fsum(row) / k for row in scores]
    of_raters = [fsum(row[j] for row in scores) / n for j in range(k)]
    between = k * fsum((mean - grand) ** 2 for mean in of_subjects) / (n - 1)
    raters = n * fsum((mean - grand) ** 2 for mean in of_raters) / (k - 1)
    rest = fsum(
        (scores[i][j] - of_subjects[i] - of_raters[j] + grand) ** 2 for i in range(n) for j in range(k)
    ) / ((n - 1) * (k - 1))
    below = between + (k - 1) * rest + k * (raters - rest) / n
    return None if below <= 1e-12 else (between - rest) / below


def agreement(places: Sequence[Sequence[int]], *, categories: int) -> Agreement:
    """Agreement over a full table of places 0 to `categories` - 1: one row a subject, one column a rater.

    With more than two raters kappa is the mean over all pairs of raters (R. J. Light, Psychological Bulletin
    1971; 76: 365-377); a pair of whom neither varies is left out.

    Raises
    ------
    ScoresError
        Fewer than two subjects or raters, rows of different length, or a grade out of range.
    """
    n, k = _shape(places)
    raters = [[row[j] for row in places] for j in range(k)]

    def mean_of_pairs(by: str) -> float | None:
        found = [
            kappa
            for one, other in combinations(raters, 2)
            if (kappa := weighted_kappa(one, other, categories=categories, by=by)) is not None
        ]
        return fsum(found) / len(found) if found else None

    return Agreement(
        subjects=n,
        raters=k,
        kappa_quadratic=mean_of_pairs("quadratic"),
        kappa_linear=mean_of_pairs("linear"),
        icc=icc_2_1(places),
    )


def _shape(scores: Table) -> tuple[int, int]:
    n = len(scores)
    k = len(scores[0]) if n else 0
    if n < 2 or k < 2 or any(len(row) != k for row in scores):
        raise ScoresError("expected the grades of at least two raters for at least two subjects")
    return n, k

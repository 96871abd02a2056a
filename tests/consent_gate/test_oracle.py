"""C5: the gate and an independent engine give the same answer, on the same grounds, for random cases.

LIKENESS_ORACLE_CASES sets how many; 100,000 take about a minute.
"""

import os
import random
from collections import Counter

from consent_gate import DEFAULT_RULES, decide
from tests.cedar_oracle import answers
from tests.strategies import any_ask, any_history, any_moment

CASES = int(os.environ.get("LIKENESS_ORACLE_CASES", "4000"))
ASKS_PER_HISTORY = 25


def test_c5_the_gate_and_cedar_agree_on_every_answer_and_its_grounds() -> None:
    tally: Counter[str] = Counter()
    disagreements = []

    for seed in range(CASES // ASKS_PER_HISTORY):
        dice = random.Random(seed)  # noqa: S311  chance for tests, not for secrets
        history = any_history(dice.choice)
        asked = [
            (any_ask(dice.choice, history), any_moment(dice.choice, history)) for _ in range(ASKS_PER_HISTORY)
        ]
        for (ask, now), (allowed, grounds) in zip(asked, answers(asked, history), strict=True):
            ours = decide(ask, history, rules=DEFAULT_RULES, now=now)
            tally["yes" if ours.allowed else "no"] += 1
            stands = {ground.id for ground in ours.grounds} if ours.allowed else set()
            if (ours.allowed, stands) != (allowed, grounds):
                disagreements.append((seed, ask, now, ours, allowed, grounds))

    print(f"C5: {tally.total()} cases, {tally['yes']} allowed, {len(disagreements)} disagreements")
    assert disagreements == []
    assert tally["yes"] >= tally.total() // 20  # else the agreement would be about nothing

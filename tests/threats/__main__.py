"""`make threats`: what is each threat's standing, and which tests show it?"""

from collections import Counter

from tests.threats.register import PROVEN, proofs, threats


def report() -> str:
    """The whole register as text, the counts at the end."""
    shown = proofs()
    lines = []
    for threat in threats():
        lines.append(f"{threat.id}  {threat.standing.upper():<14}  {threat.attack}")
        lines.append(f"{'':21}{threat.promise}")
        if threat.standing == PROVEN:
            lines += [f"{'':21}· {test}" for test in shown.get(threat.id, ["no test!"])]
        else:
            lines.append(f"{'':21}→ {threat.reason}")
    counts = Counter(threat.standing for threat in threats())
    tests = {test for each in shown.values() for test in each}
    total = ", ".join(f"{number} {standing}" for standing, number in counts.most_common())
    return "\n".join([*lines, "", f"{sum(counts.values())} threats: {total}; {len(tests)} tests."])


if __name__ == "__main__":
    print(report())  # noqa: T201 - it is what the command is for

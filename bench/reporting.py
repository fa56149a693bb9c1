"""How is a measurement written down?"""

import json
from typing import Any


def report(measurement: dict[str, Any], *, of: str) -> None:
    """Print one JSON line; four significant digits, so that two runs can be laid side by side."""
    rounded = {
        name: float(f"{value:.4g}") if isinstance(value, float) else value for name, value in measurement.items()
    }
    print(json.dumps({"bench": of, **rounded}), flush=True)

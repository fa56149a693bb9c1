"""How does the child begin? Run as a script: `python -I start.py ORDERS`, the file on stdin, the answer on stdout.

Everything that is needed is loaded first; then the process gives up its rights for good; only then is a byte read.
"""

import importlib
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

PACKAGE = "uploads_child"  # a name of its own, so that nothing of the portal is loaded along with it

WORK = {"pdf": ".pdf", "picture": ".picture", "nothing": ".nothing"}


def load() -> ModuleType:
    """This directory as a package, whatever the search path is (`-I` leaves it without the portal)."""
    here = Path(__file__).parent
    spec = importlib.util.spec_from_file_location(PACKAGE, here / "__init__.py", submodule_search_locations=[str(here)])
    if spec is None or spec.loader is None:
        raise ImportError(here)
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)
    return package


if __name__ == "__main__":
    load()
    orders = json.loads(sys.argv[1])
    work = importlib.import_module(WORK[orders["work"]], PACKAGE)
    importlib.import_module(".task", PACKAGE).run(work.clean, orders)

"""Would a careful operator's deployment start without a warning?"""

import os
import subprocess
import sys

from privacy_portal.embedded import profiles

if __name__ == "__main__":
    manage = str(profiles.BASE_DIR / "manage.py")
    command = [sys.executable, manage, "check", "--deploy", "--fail-level", "WARNING"]
    sys.exit(subprocess.run(command, env=profiles.production_like(given=os.environ)).returncode)

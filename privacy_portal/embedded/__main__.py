"""The command line: `run` brings up the demo, `exec` runs one command with servers and environment.

python -m privacy_portal.embedded run [--port 8000]
python -m privacy_portal.embedded exec [--profile demo|tests|bench] -- COMMAND…
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.db import Error

from privacy_portal.embedded import build, launch, profiles, servers
from privacy_portal.embedded.wheels import ServerTrouble


def run(port: int) -> int:
    """Bring up the demo and stay until it ends. Returns the exit status."""
    for number in launch.END_SIGNALS:
        signal.signal(number, launch.end)
    try:
        launch.run(profiles.var_dir(), port)
    except launch.Ended:
        return 0
    return 0


def execute(command: list[str], *, profile: str) -> int:
    """Run a command with the environment of a profile and its servers. Returns the command's exit status."""
    home = profiles.var_dir()
    with contextlib.ExitStack() as stack:
        if profile == "demo":
            urls = stack.enter_context(servers.running(home, given=os.environ))
            port = int(os.environ.get("PORT", "8000"))
            env = profiles.demo(home, port=port, given={**os.environ, **urls})
        else:
            claim = servers.claim_free_home(home / profile)
            urls = stack.enter_context(servers.own(claim, given=os.environ, durable=profile == "bench"))
            env = profiles.tests(claim.home, given={**os.environ, **urls})
        build.everything(env)
        return _child_status(command, env)


def _child_status(command: list[str], env: Mapping[str, str]) -> int:
    process = subprocess.Popen(command, env=env)
    signal.signal(signal.SIGINT, lambda *_: None)  # the terminal tells the command itself
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    code = process.wait()
    return 128 - code if code < 0 else code


def main(arguments: list[str]) -> int:
    """Parse, do, and say plainly what went wrong. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m privacy_portal.embedded")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("run", help="the whole portal with demo data").add_argument("--port", type=int, default=8000)
    one = verbs.add_parser("exec", help="one command with servers and environment")
    one.add_argument("--profile", choices=["demo", "tests", "bench"], default="demo")
    one.add_argument("command", nargs="+")
    chosen = parser.parse_args(arguments)
    try:
        return run(chosen.port) if chosen.verb == "run" else execute(chosen.command, profile=chosen.profile)
    except (launch.Trouble, ServerTrouble, profiles.SecretsLost, build.BuildFailed) as trouble:
        print(f"\n{trouble}", file=sys.stderr)
    except (CommandError, Error, ImproperlyConfigured) as trouble:
        print(f"\n{type(trouble).__name__}: {trouble}\nLogs are in {profiles.var_dir() / 'log'}.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

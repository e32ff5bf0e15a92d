"""The commands: ``python3 -m make NAME``, as the Makefile calls them."""

import sys
from collections.abc import Callable

from make.checks import check_everything
from make.environment import SetupError, manage, run, say
from make.mutate import run_mutations
from make.places import BIN, NODE_BIN
from make.serving import free_port, serve
from make.setup import prepare
from make.suite import run_covered, run_suite, services


def install() -> None:
    prepare()
    say("Set up. `make run` serves it.")


def run_product() -> int:
    free_port()
    prepare()
    return serve("Procfile", {})


def develop() -> int:
    free_port()
    prepare(dev=True)
    return serve("config/Procfile.dev", {"DEBUG": "1"})


def test() -> int:
    prepare(dev=True, data=False)
    return run_suite({})


def cover() -> int:
    prepare(dev=True, data=False)
    return run_covered()


def mutate() -> int:
    prepare(dev=True, data=False)
    return run_mutations()


def test_services() -> int:
    """The suite again, where SQL and queues are other people's programs."""
    prepare(dev=True, data=False)
    return run_suite({"SECRET_KEY": "only-for-tests", **services()})


def check() -> None:
    prepare(dev=True, data=False)
    check_everything()


def bench() -> None:
    prepare(dev=True, data=False)
    manage("bench", quiet=False)


def format_code() -> None:
    prepare(dev=True, data=False)
    run(BIN / "ruff", "check", "--fix", "--quiet", ".")
    run(BIN / "ruff", "format", ".")
    run(NODE_BIN / "biome", "check", "--write")


COMMANDS: dict[str, Callable[[], int | None]] = {
    "install": install,
    "run": run_product,
    "dev": develop,
    "test": test,
    "cover": cover,
    "mutate": mutate,
    "check": check,
    "test-services": test_services,
    "bench": bench,
    "fmt": format_code,
}


def main() -> int:
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in COMMANDS:
        say(f"Commands: {', '.join(COMMANDS)}")
        return 2
    try:
        return COMMANDS[name]() or 0
    except SetupError as problem:
        say(f"\n{problem}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped. What was finished is kept; the same command goes on from here.")
        return 130


if __name__ == "__main__":
    sys.exit(main())

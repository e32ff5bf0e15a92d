"""Mutation: the rules and the policies, each changed in one place, and whether a test notices.

mutmut works on copies in a folder of its own; the checkout is only read. What it changes and what it tries the changes
with stands here, so that no test of a page has to be run a thousand times.
"""

import ast
import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator

from make.environment import ENV, VAR, SetupError, say
from make.places import BIN, PACKAGES, ROOT

#: What is changed, and the tests that belong to it.
MODULES = {
    "config/kit/states.py": "tests/kit/test_states.py",
    "config/kit/verdicts.py": "tests/kit/test_verdicts.py",
    "curricula/cells.py": "tests/curricula/test_cells.py",
    "curricula/coverage.py": "tests/curricula/test_coverage.py",
    "health/scoring.py": "tests/health/test_scoring.py",
    "health/rules.py": "tests/health/test_rules.py",
    "internships/compliance/checks.py": "tests/internships/test_checks.py",
    "internships/compliance/rules.py": "tests/internships/test_checks.py",
    "college/policies.py": "tests/college/test_policies.py",
    "importing/policies.py": "tests/importing/test_policies.py",
    "partnerships/policies.py": "tests/partnerships/test_policies.py",
    "curricula/policies.py": "tests/curricula/test_policies.py",
    "internships/policies.py": "tests/internships/test_policies.py",
    "health/policies.py": "tests/health/test_policies.py",
}
#: The share of all changes that must be noticed, in each module, in per cent.
FLOOR = 90
#: A test that counts the functions of a module, of which mutmut makes many.
LOOKS_AT_NAMES = "test_every_predicate_is_in_the_table"
#: Read by the tests besides the packages, or by Django's start.
ALSO = ["tests", "templates", "static", "locale", "pyproject.toml", "manage.py", "README.md"]
FOLDER = VAR / "mutate"
#: pytest's status when a test failed, and when it broke off; mutmut's when a change made a test run for ever.
NOTICED = {1, 3, 24, 36, 152, 255, -24}

#: Characters shown before and after a change that nobody noticed.
AROUND = 30
#: A translated sentence. Its words are no behaviour: a change of nothing else is left out of the count.
SENTENCE = re.compile(r"""\b_\((?:None|(['"]).*?\1)?\)""", flags=re.DOTALL)


def run_mutations() -> int:
    """Try every change; print those that no test notices, and the share noticed. 1 when a module is below the floor.

    ``ARGS`` names some of the modules; otherwise it is all of them.
    """
    modules = shlex.split(ENV.get("ARGS", "")) or list(MODULES)
    if unknown := [module for module in modules if module not in MODULES]:
        raise SetupError(f"Not among the modules of make/mutate.py: {', '.join(unknown)}.")
    _lay_out(modules)
    command = [str(BIN / "mutmut"), "run"]
    environment = {**ENV, "VAR_DIR": str(FOLDER / "var"), "DATABASE_URL": "", "REDIS_URL": ""}
    with (FOLDER / "log").open("w") as log:
        status = subprocess.run(command, cwd=FOLDER, env=environment, stdout=log, stderr=log, check=False).returncode  # noqa: S603 - ours
    if status:
        raise SetupError(f"mutmut failed (status {status}); its output is in {FOLDER / 'log'}.")
    low = [module for module in modules if _report(module) < FLOOR]
    if low:
        say(f"\nBelow {FLOOR} %: {', '.join(low)}.")
    return 1 if low else 0


def _lay_out(modules: list[str]) -> None:
    """A folder with links to all that is needed and mutmut's configuration; what an earlier run left is removed."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "var").mkdir(parents=True)
    for name in [*PACKAGES, *ALSO]:
        (FOLDER / name).symlink_to(ROOT / name)
    (FOLDER / "conftest.py").symlink_to(ROOT / "tests/plugins/mutants.py")
    wanted = {
        "source_paths": PACKAGES,
        "only_mutate": modules,
        "also_copy": [*ALSO, "conftest.py"],
        "pytest_add_cli_args_test_selection": [*sorted({MODULES[module] for module in modules}), "-k", f"not {LOOKS_AT_NAMES}"],
        # Seconds; what the fixtures take is not counted in. On a busy machine a slow test is no change noticed.
        "timeout_constant": ["10"],
        "timeout_multiplier": ["6"],
        # Otherwise the copies' own settings would be asked about git, which knows nothing of them.
        "use_git_change_detection": ["false"],
    }
    lines = [f"{key} =\n    " + "\n    ".join(values) for key, values in wanted.items()]
    (FOLDER / "setup.cfg").write_text("[mutmut]\n" + "\n".join(lines) + "\n", encoding="utf-8")


def _report(module: str) -> float:
    """Print the module's share and its surviving changes; the share, in per cent."""
    made = FOLDER / "mutants" / module
    statuses: dict[str, int | None] = json.loads(made.with_name(made.name + ".meta").read_text())["exit_code_by_key"]
    texts = dict(_functions(ast.parse(made.read_text(encoding="utf-8"))))
    counted = {name.rpartition(".")[2]: status for name, status in statuses.items()}
    counted = {name: status for name, status in counted.items() if _is_behaviour(name, texts)}
    survivors = [name for name, status in counted.items() if status not in NOTICED]
    share = 100 * (1 - len(survivors) / len(counted)) if counted else 100.0
    say(f"{module}: {share:.1f} % of {len(counted)} changes noticed")
    for name in survivors:
        say(f"  {_change(name, texts)}")
    return share


def _functions(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Every function that mutmut wrote: its name, and its lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and "__mutmut_" in node.name:
            yield node.name, ast.unparse(node).replace(node.name, node.name.partition("__mutmut_")[0])


def _is_behaviour(name: str, texts: dict[str, str]) -> bool:
    return SENTENCE.sub("_()", texts[name]) != SENTENCE.sub("_()", texts[_original(name)])


def _original(name: str) -> str:
    return name.partition("__mutmut_")[0] + "__mutmut_orig"


def _change(name: str, texts: dict[str, str]) -> str:
    """``function: was → is``, no more of the lines than differs and a little before and after."""
    was, now = (" ".join(line.strip() for line in texts[one].splitlines()) for one in (_original(name), name))
    same, same_after = _alike(was, now), _alike(was[::-1], now[::-1])
    start = max(0, same - AROUND)
    ends = (max(same, len(text) - same_after) + AROUND for text in (was, now))
    before, after = (text[start:end] for text, end in zip((was, now), ends, strict=True))
    return f"{name.partition('__mutmut_')[0].removeprefix('x_')}: {before} → {after}"


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    return next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))

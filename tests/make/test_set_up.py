"""The set-up's own promises: nothing is done twice, nothing half done is taken for done, and what it names exists."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from demo.sign_ins import DEMO_ACCOUNTS as ACCOUNTS
from make.chromium import find_chromium
from make.mutate import MODULES
from make.places import DEMO_ACCOUNTS, PACKAGES, ROOT, SEED_COMMAND
from make.serving import demo_accounts
from make.steps import digest, step


class Work:
    def __init__(self, product: Path) -> None:
        self.product, self.done = product, 0

    def __call__(self) -> None:
        self.done += 1
        self.product.write_text("made")


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(tmp_path / "product")


def test_a_step_is_done_once(work: Work, tmp_path: Path) -> None:
    for _ in range(2):
        step("a step", tmp_path / "stamps" / "stamp", "key", work, made=[work.product])
    assert work.done == 1


def test_a_step_is_done_again_from_other_sources(work: Work, tmp_path: Path) -> None:
    for key in ("one", "two"):
        step("a step", tmp_path / "stamp", key, work, made=[work.product])
    assert work.done == 2


def test_a_step_is_done_again_when_its_product_is_gone(work: Work, tmp_path: Path) -> None:
    step("a step", tmp_path / "stamp", "key", work, made=[work.product])
    work.product.unlink()
    step("a step", tmp_path / "stamp", "key", work, made=[work.product])
    assert work.done == 2


def test_an_interrupted_step_starts_over(work: Work, tmp_path: Path) -> None:
    def interrupted() -> None:
        work()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        step("a step", tmp_path / "stamp", "key", interrupted, made=[work.product])
    step("a step", tmp_path / "stamp", "key", work, made=[work.product])
    assert work.done == 2


def test_a_digest_knows_names_contents_and_folders(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "deep").mkdir(parents=True)
    seen = [digest(folder)]
    (folder / "deep" / "a").write_text("1")
    seen.append(digest(folder))
    (folder / "deep" / "a").write_text("2")
    seen.append(digest(folder))
    (folder / "deep" / "a").rename(folder / "deep" / "b")
    seen.append(digest(folder))
    seen.append(digest("version", folder))
    assert len(set(seen)) == 5
    assert digest(tmp_path / "missing") == digest()


def test_demo_sign_ins_are_read_without_the_application() -> None:
    assert demo_accounts() == list(ACCOUNTS)
    assert len(ACCOUNTS) > 5


def test_what_the_set_up_names_is_there() -> None:
    assert SEED_COMMAND.exists()
    assert DEMO_ACCOUNTS.exists()
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert len(apps) >= 4
    assert set(PACKAGES) == {"make", "config", *apps}


def test_what_is_measured_is_all_of_ours_and_what_is_left_out_is_there() -> None:
    measured = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["coverage"]["run"]
    assert measured["source"] == PACKAGES
    assert [left_out for left_out in measured["omit"] if not (ROOT / left_out).is_file()] == []


def test_the_policies_of_every_app_are_tried_with_changes() -> None:
    assert {str(path.relative_to(ROOT)) for path in ROOT.glob("*/policies.py")} <= set(MODULES)
    assert [path for pair in MODULES.items() for path in pair if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize(("given", "found"), [({}, "chromium"), ({"CHROMIUM": "mine"}, "mine"), ({"CHROMIUM": "away"}, None)])
def test_the_browser_is_the_one_named_or_the_first_on_the_path(given: dict[str, str], found: str | None, tmp_path: Path) -> None:
    for name in ("chrome", "chromium", "mine"):
        (tmp_path / name).touch(mode=0o755)
    assert find_chromium({"PATH": str(tmp_path), **given}) == (str(tmp_path / found) if found else None)


def test_an_unknown_command_names_the_known_ones() -> None:
    done = subprocess.run([sys.executable, "-m", "make", "brew"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "install, run, dev, test" in done.stdout


@pytest.mark.parametrize("port", ["0", "65536", "eighty"])
def test_an_impossible_port_is_refused_at_once(port: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "make", "run"], cwd=ROOT, env={"PORT": port}, capture_output=True, text=True, timeout=20, check=False
    )
    assert done.returncode == 1
    assert f"not '{port}'" in done.stdout

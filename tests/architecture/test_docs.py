"""What the documents promise and the code holds, compared."""

import re
from pathlib import Path

import pytest

from demo.sign_ins import DEMO_ACCOUNTS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_stands_in_the_readme() -> None:
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "config/settings.py").read_text(encoding="utf-8")))
    read |= set(re.findall(r'environ\.get\("([A-Z_]+)"', (ROOT / "config/gunicorn.py").read_text(encoding="utf-8")))
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", README, flags=re.MULTILINE))
    assert len(read) > 30
    assert read - told == set()
    assert told - read <= {"WORKER_CONCURRENCY", "DEMO"}


def test_demo_sign_ins_stand_in_the_readme() -> None:
    for name, password in DEMO_ACCOUNTS:
        assert f"| `{name}` | `{password}` |" in README


def documents() -> list[Path]:
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*/README.md"))]


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)\)", document.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (document.parent / target).exists(), target


def test_the_glossary_gives_both_languages() -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", (ROOT / "docs/glossary.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    terms = [row for row in rows if not row[0].startswith(("---", "English"))]
    assert len(terms) >= 60
    assert all(re.search(r"[\u4e00-\u9fff]", chinese) for _, chinese, _ in terms)
    assert len({english for english, _, _ in terms}) == len(terms)

"""Static files under their hashed names: what a module imports carries a hash as well."""

import re
from pathlib import Path
from typing import Any

from django.core.management import call_command

IMPORT = re.compile(r"""^import .*?from\s*["'](\.[^"']+)["']""", re.MULTILINE)


def test_a_module_imports_its_parts_by_their_hashed_names(settings: Any, tmp_path: Path) -> None:
    """Otherwise a browser would go on with the old part of a new editor."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "config.kit.statics.HashedModules"}}
    call_command("collectstatic", "--no-input", verbosity=0)
    (editor,) = tmp_path.glob("js/map/editor.????????????.js")
    modules = list(tmp_path.glob("js/map/*.????????????.js"))
    imports = [(module, name) for module in modules for name in IMPORT.findall(module.read_text(encoding="utf-8"))]
    assert len([name for module, name in imports if module == editor]) >= 10
    assert [name for module, name in imports if not re.fullmatch(r"\./\w+\.[0-9a-f]{12}\.js", name)] == []
    assert [name for module, name in imports if not (module.parent / name).is_file()] == []

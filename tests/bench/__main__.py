"""Builds or reuses the measuring world, measures, prints, writes, judges."""

import argparse
import json
import logging
import os
import sys
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--placements", type=int, default=130_000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--only", default="")
    parser.add_argument("--clock", choices=["wall", "cpu"], default="wall")
    parser.add_argument("--out", type=Path, default=Path("var/bench.json"))
    options = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.conf import settings

    # Nothing is collected or compressed here: names of static files cost the same without a manifest.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.ALLOWED_HOSTS.append("testserver")
    django.setup()
    logging.disable(logging.WARNING)
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)

    from tests.bench.ceilings import broken
    from tests.bench.run import measure_everything
    from tests.bench.world import ensure_world

    ensure_world(placements=options.placements)
    measures = measure_everything(runs=options.runs, only=options.only, by=options.clock)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps([one.as_json() for one in measures], indent=1, ensure_ascii=False) + "\n")
    sys.stdout.write(f"\nWritten to {options.out}\n")
    sentences = broken(measures)
    for sentence in sentences:
        sys.stdout.write(f"CEILING BROKEN: {sentence}\n")
    return 1 if sentences else 0


if __name__ == "__main__":
    sys.exit(main())

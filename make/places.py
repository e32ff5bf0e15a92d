"""Where things are. What is named by its folder is named here and nowhere else in this package."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"

#: The programs of the front end's packages.
NODE_BIN = ROOT / "node_modules/.bin"

#: All of our Python, for the type check.
PACKAGES = ["make", "config", "college", "importing", "partnerships", "curricula", "internships", "health", "demo"]

#: The command that fills an empty database with the demonstration college, and the module that lists its sign-ins.
SEED_COMMAND = ROOT / "demo/management/commands/seed_demo.py"
DEMO_ACCOUNTS = ROOT / "demo/sign_ins.py"

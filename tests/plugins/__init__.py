"""What the suite adds to pytest, one file each; ``tests/conftest.py`` names them."""

"""The demo accounts: one per role, made by ``manage.py seed_demo`` and printed by ``make run``.

The set-up reads this file before any package is installed, so it imports nothing.
"""

#: (user name, password), in the order in which they are shown.
DEMO_ACCOUNTS: list[tuple[str, str]] = [
    ("demo-admin", "screen-agree-admin"),
    ("demo-coordinator", "screen-agree-coordinator"),
    ("demo-instructor", "screen-agree-instructor"),
    ("demo-liaison", "screen-agree-liaison"),
    ("demo-mentor", "screen-agree-mentor"),
    ("demo-student", "screen-agree-student"),
    ("demo-auditor", "screen-agree-auditor"),
]

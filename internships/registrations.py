"""What internships adds to the registries of the apps below it."""

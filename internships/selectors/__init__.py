"""Composite reads of the internships app, by name."""

"""Reads of the curricula app."""

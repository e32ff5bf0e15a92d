"""Agreements: reading and drafting (``pages``), the moves of the state machine (``moves``), what was promised (``commitments``)."""

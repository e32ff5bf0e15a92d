"""What internships adds to the importers: students and placements."""

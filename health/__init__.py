"""Partnership health: indicators, scoring, reviews and early warnings."""

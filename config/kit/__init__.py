"""Small helpers without models; the lowest layer."""

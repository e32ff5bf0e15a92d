"""Named reads of the partnerships app."""

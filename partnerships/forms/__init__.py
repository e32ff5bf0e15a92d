"""Forms of the partnerships app: they check what was typed and hand it to a service; none of them saves."""

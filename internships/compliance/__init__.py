"""The rules a placement is measured by: pure checks, and the words and sources of each rule."""

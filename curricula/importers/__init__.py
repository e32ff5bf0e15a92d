"""What curricula adds to the importers: the national majors, and their profiles."""

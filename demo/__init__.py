"""The demonstration college: one believable world, written for Ronghe, in which every person and enterprise is made up.

``world.build`` writes it. Content (names, courses, sentences) is plain data under ``content/``; the other modules turn it
into rows. Dates are relative to the day of building, so the world never ages, and chance is seeded, so it is the same
world each time. It is written in bulk rather than through the services, like a restored backup: two years of history
cannot be lived through again, and the same code must scale to 130,000 placements.
"""

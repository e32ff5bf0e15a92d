"""Models of the internships app."""

from internships.models.openings import MentorProfile, Opening
from internships.models.placements import Placement, PlacementSignature, WorkLog
from internships.models.students import Student

__all__ = ["MentorProfile", "Opening", "Placement", "PlacementSignature", "Student", "WorkLog"]

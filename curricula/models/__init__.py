"""Models of the curricula app."""

from curricula.models.catalogue import Capability, Course, Post
from curricula.models.maps import CellChange, CourseMap, Requirement, Support

__all__ = ["Capability", "CellChange", "Course", "CourseMap", "Post", "Requirement", "Support"]

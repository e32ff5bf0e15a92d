"""Models of the curricula app."""

from curricula.models.catalogue import Capability, Course, Post
from curricula.models.maps import CourseMap, Requirement, Support

__all__ = ["Capability", "Course", "CourseMap", "Post", "Requirement", "Support"]

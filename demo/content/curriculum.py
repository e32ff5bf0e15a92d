"""The shape in which a programme's posts, capabilities and courses are written down."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PostFacts:
    code: str
    name: str
    name_en: str
    tasks: str
    occupation: str = ""


@dataclass(frozen=True)
class CapabilityFacts:
    """``needs`` lists "post:importance:level" with * for the group of posts; ``taught`` lists "course:strength+stage"."""

    code: str
    name: str
    name_en: str
    needs: str
    taught: str = ""


@dataclass(frozen=True)
class CourseFacts:
    code: str
    name: str
    name_en: str
    kind: str
    term: int
    hours: int
    practice: int


@dataclass(frozen=True)
class Curriculum:
    """``revision`` is the state of the next version, if there is one; ``unsettled`` names the capabilities, or
    "capability/course" cells, that it still lacks."""

    code: str
    posts: tuple[PostFacts, ...]
    capabilities: tuple[CapabilityFacts, ...]
    courses: tuple[CourseFacts, ...]
    is_published: bool = True
    revision: str = ""
    unsettled: frozenset[str] = frozenset()

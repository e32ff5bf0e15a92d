"""Students and placements in the global search box."""

from django.db.models import Q, QuerySet

from college.policies import Person
from college.search import Hit
from internships.models import Student
from internships.policies import reads_students, visible_placements, visible_students
from partnerships.models import Enterprise


def students_matching(words: str) -> QuerySet[Student]:
    """By the beginning of the number or any part of the name."""
    # A range instead of LIKE: SQLite answers it from the index on the number.
    return Student.objects.filter(Q(number__gte=words, number__lt=words + "\uffff") | Q(name__icontains=words))


def enterprises_matching(words: str) -> QuerySet[Enterprise]:
    return Enterprise.objects.filter(Q(name__icontains=words) | Q(name_en__icontains=words))


def find_students(user: Person, words: str, limit: int) -> list[Hit]:
    """Students by the beginning of their number or any part of their name; only for those who read the register."""
    if not reads_students(user):
        return []
    rows = visible_students(user).filter(pk__in=students_matching(words).values("pk")).select_related("programme")
    return [Hit(str(student), f"{student.programme} {student.class_name}".strip(), student.get_absolute_url()) for student in rows[:limit]]


def find_placements(user: Person, words: str, limit: int) -> list[Hit]:
    """The latest placements of matching students."""
    matching = students_matching(words).order_by("number").values_list("pk", flat=True)[:200]
    rows = visible_placements(user).filter(student_id__in=list(matching)).select_related("student", "enterprise")
    return [
        Hit(str(placement), f"{placement.starts_on} – {placement.ends_on} · {placement.get_state_display()}", placement.get_absolute_url())
        for placement in rows[:limit]
    ]

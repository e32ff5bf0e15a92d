"""What waits for each demo account today, beyond what the history leaves open."""

from datetime import timedelta

from internships.demo.placements import WEEKS, Scene
from internships.demo.writing import at, monday, write
from internships.enums import OpeningState, Party, PlacementState
from internships.models import Opening, Placement, PlacementSignature


def build_today(scene: Scene) -> None:
    """A draft opening for the liaison, and a next placement that student and host still have to sign."""
    cast, today = scene.cast, scene.today
    joint = scene.joints[0]
    home = joint.programmes[0]
    post = scene.posts[home.pk][1]
    active = Placement.objects.filter(student__user=cast.student, state=PlacementState.ACTIVE).first()
    starts = monday((active.ends_on if active else today) + timedelta(days=10))
    rows = [
        Opening(
            enterprise=joint.partnership.enterprise,
            programme=home,
            post=post,
            title=post.name,
            description=post.description,
            seats=4,
            starts_on=starts,
            ends_on=starts + timedelta(weeks=WEEKS, days=-3),
            monthly_pay=3000,
            mentor=scene.register.mentors[0][0],
            state=state,
            taken=taken,
        )
        for state, taken in ((OpeningState.OPEN, 1), (OpeningState.DRAFT, 0))
    ]
    opening = write(Opening, rows)[0]
    student = cast.student.student
    [placement] = write(
        Placement,
        [
            Placement(
                student=student,
                enterprise=opening.enterprise,
                opening=opening,
                programme=home,
                department_id=home.department_id,
                partnership=joint.partnership,
                post_name=opening.title,
                mentor=opening.mentor,
                teacher=cast.instructor,
                starts_on=opening.starts_on,
                ends_on=opening.ends_on,
            )
        ],
    )
    write(
        PlacementSignature,
        [
            PlacementSignature(
                placement=placement,
                party=Party.COLLEGE,
                signer=cast.instructor,
                signer_name=cast.instructor.name,
                signed_at=at(today - timedelta(days=1)),
            )
        ],
    )

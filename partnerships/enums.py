"""Code lists of the partnerships app."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from config.kit.choices import TonedChoices


class EnterpriseNature(models.TextChoices):
    """单位性质."""

    STATE = "state", _("State-owned")
    PRIVATE = "private", _("Private")
    FOREIGN = "foreign", _("Foreign-invested")
    PUBLIC = "public", _("Public institution")
    ASSOCIATION = "association", _("Association")
    OTHER = "other", pgettext_lazy("enterprise nature", "Other")
    UNKNOWN = "unknown", _("Not known")


class ScreeningState(TonedChoices):
    DRAFT = "draft", pgettext_lazy("state", "Draft")
    SUBMITTED = "submitted", "blue", pgettext_lazy("state", "Submitted")
    PASSED = "passed", "green", pgettext_lazy("state", "Passed")
    REFUSED = "refused", "red", pgettext_lazy("state", "Refused")


#: Decided, whichever way.
DECIDED = frozenset({ScreeningState.PASSED, ScreeningState.REFUSED})
#: A screening under way.
OPEN_SCREENING = frozenset({ScreeningState.DRAFT, ScreeningState.SUBMITTED})


class ScreeningStanding(TonedChoices):
    """Where an enterprise stands: the decision in force today, seen together with a screening under way."""

    VALID = "valid", "green", _("Screened")
    UNDER_WAY = "under_way", "blue", _("Screening under way")
    EXPIRED = "expired", "orange", _("Screening expired")
    REFUSED = "refused", "red", pgettext_lazy("state", "Refused")
    NONE = "none", _("Not screened")


class InspectionTopic(models.TextChoices):
    """The eight topics of the on-site inspection report: 2016 rules Art. 6, kept by the 2021 edition (CN-INT-28/29)."""

    LICENCE = "licence", _("Licence and qualification")
    CREDIT = "credit", _("Credit and good faith")
    MANAGEMENT = "management", _("Management level")
    POST = "post", _("Nature and content of the post")
    HOURS = "hours", _("Working time")
    WORKPLACE = "workplace", _("Work environment")
    LIVING = "living", _("Living environment")
    SAFETY = "safety", _("Health protection and safety")


class InspectionRating(TonedChoices):
    NOT_SEEN = "not_seen", _("Not inspected yet")
    MEETS = "meets", "green", _("Meets the requirement")
    PARTLY = "partly", "yellow", _("Meets it in part")
    FAILS = "fails", "red", _("Fails")


class PartnershipState(TonedChoices):
    ACTIVE = "active", "green", pgettext_lazy("partnership state", "Active")
    PAUSED = "paused", "yellow", pgettext_lazy("partnership state", "Paused")
    ENDED = "ended", pgettext_lazy("partnership state", "Ended")


class Depth(models.IntegerChoices):
    """The depth ladder, from first contact to a jointly run college."""

    CONTACT = 0, _("Contact")
    INTERNSHIPS = 1, _("Internships")
    COURSES = 2, _("Joint courses")
    ORDER_CLASS = 3, _("Order class")
    BASE = 4, _("Joint base or R&D")
    JOINT_COLLEGE = 5, _("Industry college")


class AgreementState(TonedChoices):
    DRAFT = "draft", pgettext_lazy("state", "Draft")
    SUBMITTED = "submitted", "blue", pgettext_lazy("state", "Submitted")
    APPROVED = "approved", "blue", pgettext_lazy("state", "Approved")
    SIGNED = "signed", "blue", pgettext_lazy("state", "Signed")
    ACTIVE = "active", "green", pgettext_lazy("agreement", "In force")
    ENDED = "ended", pgettext_lazy("state", "Ended")
    TERMINATED = "terminated", "orange", pgettext_lazy("state", "Terminated early")


#: Not in force yet.
BEFORE_FORCE = frozenset({AgreementState.DRAFT, AgreementState.SUBMITTED, AgreementState.APPROVED, AgreementState.SIGNED})
#: In force now or once.
HAS_BEEN_IN_FORCE = frozenset({AgreementState.ACTIVE, AgreementState.ENDED, AgreementState.TERMINATED})
#: Not in force any more.
OVER = frozenset({AgreementState.ENDED, AgreementState.TERMINATED})
#: On a desk, and to be sent back from there.
UNDER_DECISION = frozenset({AgreementState.SUBMITTED, AgreementState.APPROVED})
#: Past its draft and not over.
RUNNING = frozenset({AgreementState.SUBMITTED, AgreementState.APPROVED, AgreementState.SIGNED, AgreementState.ACTIVE})
#: Signed by both sides and not over.
BINDING = frozenset({AgreementState.SIGNED, AgreementState.ACTIVE})


class CooperationForm(models.TextChoices):
    """The seven forms of cooperation: 职业学校校企合作促进办法 (教职成〔2018〕1号) Art. 7; wording partly unverified."""

    F1 = "F1", _("F1 Majors, standards, curricula, teaching materials")
    F2 = "F2", _("F2 Joint training, exchange of posts, internships, R&D")
    F3 = "F3", _("F3 Apprenticeship and dual-subject education")
    F4 = "F4", _("F4 Jointly run bodies, bases and centres")
    F5 = "F5", _("F5 Post norms and quality standards")
    F6 = "F6", _("F6 Skills contests, pilots, social service")
    F7 = "F7", _("F7 Other lawful cooperation")


class Side(models.TextChoices):
    COLLEGE = "college", pgettext_lazy("side", "College")
    ENTERPRISE = "enterprise", pgettext_lazy("side", "Enterprise")


class CommitmentKind(models.TextChoices):
    POSTS = "posts", _("Internship posts")
    EQUIPMENT = "equipment", _("Equipment")
    FUNDS = "funds", _("Funds")
    MENTORS = "mentors", _("Mentors")
    COURSES = "courses", _("Courses or materials")
    TRAINING = "training", _("Staff training")
    SERVICE = "service", _("Technical service")
    TEACHERS = "teachers", _("Teacher practice places")
    OTHER = "other", pgettext_lazy("commitment", "Other")


class SignatureMethod(models.TextChoices):
    PAPER = "paper", _("Signed and sealed on paper")
    ONLINE = "online", _("Confirmed in Ronghe")


class Band(TonedChoices):
    GREEN = "green", "green", _("Healthy")
    YELLOW = "yellow", "yellow", _("Watch")
    RED = "red", "red", _("At risk")
    UNKNOWN = "unknown", _("Not enough evidence")

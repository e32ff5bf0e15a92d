"""Models of the college app: structure, people, audit trail, notifications, jobs, list preferences."""

from college.models.audit import AuditEntry, AuditSeal
from college.models.jobs import Heartbeat, JobRun
from college.models.lists import ListColumns, SavedView
from college.models.notifications import Notification
from college.models.people import Invitation, RoleGrant, User
from college.models.structure import Department, Programme, ProgrammeTeam

__all__ = [
    "AuditEntry",
    "AuditSeal",
    "Department",
    "Heartbeat",
    "Invitation",
    "JobRun",
    "ListColumns",
    "Notification",
    "Programme",
    "ProgrammeTeam",
    "RoleGrant",
    "SavedView",
    "User",
]

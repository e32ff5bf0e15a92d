"""Models of the college app: structure, people, audit trail, notifications, jobs, imports, list preferences."""

from college.models.audit import AuditEntry, AuditSeal
from college.models.imports import ImportChange, ImportRefusal, ImportRun
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
    "ImportChange",
    "ImportRefusal",
    "ImportRun",
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

"""Ventures that participants start, the mentors who follow them, and the jobs that come of it."""

from entrepreneurs.models.jobs import Holding, Job, JobCheck
from entrepreneurs.models.mentoring import MentorSession, Mentorship
from entrepreneurs.models.openings import Opening, Share
from entrepreneurs.models.ventures import Answer, BottomLine, Climb, Founder, Venture

__all__ = [
    "Answer",
    "BottomLine",
    "Climb",
    "Founder",
    "Holding",
    "Job",
    "JobCheck",
    "MentorSession",
    "Mentorship",
    "Opening",
    "Share",
    "Venture",
]

"""A course: a series of treatments with one aim (FHIR CarePlan)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.record.errors import CourseUnknownError
from api.storage.database import Base, ClinicScoped, Versioned, own, referable


class Course(ClinicScoped, Versioned, Base):
    """A planned series for one patient."""

    __tablename__ = "courses"
    __table_args__ = (
        referable(),
        own("patients", "patient_id"),
        Index(None, "clinic_id", "patient_id", "started_on"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4)
    patient_id: Mapped[UUID] = mapped_column(comment="whose course")
    title: Mapped[str] = mapped_column(String(200), comment="such as `IPL for rosacea`")
    area: Mapped[str | None] = mapped_column(String(40), default=None, comment="region code; null: several")
    planned_sessions: Mapped[int | None] = mapped_column(default=None, comment="null: open")
    started_on: Mapped[date] = mapped_column(comment="day, in the clinic's zone")
    ended_on: Mapped[date | None] = mapped_column(default=None, comment="null while it goes on")


def get(session: Session, course_id: UUID) -> Course:
    """The course, or CourseUnknownError."""
    found = session.get(Course, course_id)
    if found is None:
        raise CourseUnknownError(course_id)
    return found


def of_patient(session: Session, patient_id: UUID) -> Sequence[Course]:
    """The patient's courses, oldest first."""
    wanted = select(Course).where(Course.patient_id == patient_id).order_by(Course.started_on, Course.id)
    return session.scalars(wanted).all()

"""A clinic is opened: its row, its texts to sign, and the one person who can add the others."""

from uuid import UUID

from api.actions.edit_staff import check_username_is_free
from api.actions.passwords import hashed
from api.actions.services import Services
from api.record.clinics import Clinic
from api.record.users import User, fold


def open_clinic(services: Services, *, name: str, time_zone: str, username: str, password: str) -> UUID:
    """The id of the new clinic.

    Raises
    ------
    UsernameTakenError
        Somebody signs in by this name already.
    InvalidInputError
        The password is too short or too long.
    """
    now = services.clock()
    check_username_is_free(services.database, username, now=now)
    password_hash = hashed(password)
    with services.database.across_clinics(now=now) as session:
        clinic = Clinic(name=name, time_zone=time_zone, created_at=now)
        session.add(clinic)
        session.flush()
        session.add(
            User(
                clinic_id=clinic.id,
                username=fold(username),
                name=username,
                role="administrator",
                password_hash=password_hash,
                created_at=now,
            )
        )
        return clinic.id

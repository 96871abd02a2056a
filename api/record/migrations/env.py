"""How Alembic meets the record: on a connection that the caller opened, in the caller's transaction."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from api.record import schema
from api.storage.database import UtcDateTime


def render(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """A migration outlives our classes: it is written in SQLAlchemy's own types only."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=schema.metadata(),
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
    render_item=render,
    transactional_ddl=False,  # the caller's transaction spans all steps; Alembic must not commit within it
)
context.run_migrations()

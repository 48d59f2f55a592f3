"""What a measure became stays as it was: served, answered and settled once."""

from alembic import op

revision = "0014"
down_revision = "0013"

# the general listing alone takes another clock: each round has days of its own
KEEP_MEASURE = """
create function keep_measure() returns trigger language plpgsql as $$
begin
    if old.settled_at is not null
        or (old.served_on is not null and new.served_on is distinct from old.served_on)
        or (old.answered_at is not null and new.answered_at is distinct from old.answered_at)
        or (old.clock_id is not null and old.kind <> 'listing' and new.clock_id is distinct from old.clock_id) then
        raise exception 'a measure is served, answered and settled once' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;

create trigger measure_once before update on measure for each row execute function keep_measure();
"""


def upgrade() -> None:
    op.execute(KEEP_MEASURE)


def downgrade() -> None:
    op.execute("drop trigger measure_once on measure")
    op.execute("drop function keep_measure()")

"""What people and units want of notices, and the robots of units' group chats."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0021"
down_revision = "0020"

TO = "channel in ('inbox','mail','sms'{})"


def upgrade() -> None:
    _settings()
    _robots()
    op.alter_column("notice", "recipient_id", nullable=True)
    op.add_column("notice", sa.Column("robot_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_notice_robot_id"), "notice", "robot", ["robot_id"], ["id"])
    op.create_index("uq_notice_robot", "notice", ["event_id", "robot_id"], unique=True,
                    postgresql_where=sa.text("robot_id is not null"))  # fmt: skip
    op.create_index("ix_notice_robot_id", "notice", ["robot_id", "id"], postgresql_where=sa.text("robot_id is not null"))
    op.create_check_constraint(op.f("ck_notice_reader"), "notice", "(recipient_id is null) = (robot_id is not null)")
    op.create_check_constraint(op.f("ck_notice_robot"), "notice", "(channel = 'robot') = (robot_id is not null)")
    _channels(TO.format(",'robot'"))


def _settings() -> None:
    op.create_table(
        "notice_setting",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("off", JSONB(), nullable=False),
        sa.Column("daily", sa.Boolean(), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(person_id is null) <> (unit_id is null)", name=op.f("ck_notice_setting_owner")),
        sa.CheckConstraint("(quiet_from is null) = (quiet_until is null)", name=op.f("ck_notice_setting_quiet")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_setting_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_notice_setting_unit_id")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_notice_setting_changed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_setting")),
        sa.UniqueConstraint("person_id", name=op.f("uq_notice_setting_person_id")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_notice_setting_unit_id")),
    )
    op.execute("grant select, insert, delete on notice_setting to caseflow_app")
    op.execute(
        'grant update ("off", daily, quiet_from, quiet_until, version, changed_at, changed_by_id) on notice_setting'
        " to caseflow_app"
    )
    op.execute("grant usage on sequence notice_setting_id_seq to caseflow_app")


def _robots() -> None:
    op.create_table(
        "robot",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("added_by_id", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(removed_at is null) = (removed_by_id is null)", name=op.f("ck_robot_removed")),
        sa.CheckConstraint("removed_at is null or (address = '' and secret = '')", name=op.f("ck_robot_emptied")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_robot_unit_id")),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_robot_added_by_id")),
        sa.ForeignKeyConstraint(["removed_by_id"], ["person.id"], name=op.f("fk_robot_removed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_robot")),
    )
    op.create_index("uq_robot_at_work", "robot", ["unit_id", "kind"], unique=True,
                    postgresql_where=sa.text("removed_at is null"))  # fmt: skip
    op.execute("grant select, insert, update (address, secret, tested_at, removed_by_id, removed_at) on robot to caseflow_app")
    op.execute("grant usage on sequence robot_id_seq to caseflow_app")
    op.execute("create trigger robot_kept before delete on robot for each row execute function refuse_change()")


def downgrade() -> None:
    op.execute("delete from notice where channel = 'robot'")
    op.drop_constraint(op.f("ck_notice_reader"), "notice", type_="check")
    op.drop_constraint(op.f("ck_notice_robot"), "notice", type_="check")
    op.drop_column("notice", "robot_id")
    op.alter_column("notice", "recipient_id", nullable=False)
    _channels(TO.format(""))
    op.drop_table("robot")
    op.drop_table("notice_setting")


def _channels(rule: str) -> None:
    op.drop_constraint(op.f("ck_notice_channel"), "notice", type_="check")
    op.create_check_constraint(op.f("ck_notice_channel"), "notice", rule)

"""A respondent answers claim by claim, by the link of its letter or on paper."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0029"
down_revision = "0028"

FACTS = ("claim_reply", "offered_payment")
ID = sa.BigInteger


def upgrade() -> None:
    _links()
    _replies()
    _files()
    _notices()
    op.execute("grant select, insert on respondent_link, claim_reply, offered_payment to caseflow_app")
    op.execute("grant select, insert, update (version, answers, updated_at) on respondent_draft to caseflow_app")
    for table in ("respondent_link", *FACTS):
        op.execute(f"grant usage on sequence {table}_id_seq to caseflow_app")
    for table in FACTS:
        for name, when in (("append_only", "before update or delete on {} for each row"),
                           ("no_truncate", "before truncate on {} for each statement")):
            op.execute(f"create trigger {table}_{name} {when.format(table)} execute function refuse_change()")


def _links() -> None:
    op.create_table(
        "respondent_link",
        sa.Column("id", ID(), nullable=False),
        sa.Column("measure_id", ID(), nullable=False),
        sa.Column("letter_id", ID(), nullable=False),
        sa.Column("mail", sa.String(), nullable=False),
        sa.Column("postal", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_respondent_link_measure_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_respondent_link_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_respondent_link")),
        sa.UniqueConstraint("measure_id", name=op.f("uq_respondent_link_measure_id")),
        sa.UniqueConstraint("letter_id", name=op.f("uq_respondent_link_letter_id")),
    )
    op.create_table(
        "respondent_draft",
        sa.Column("link_id", ID(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("answers", JSONB(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["respondent_link.id"], name=op.f("fk_respondent_draft_link_id")),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_respondent_draft")),
    )


def _replies() -> None:
    op.add_column("measure_report", sa.Column("by_link", sa.Boolean(), server_default="false", nullable=False))
    for column in ("by_id", "unit_id"):
        op.alter_column("measure_report", column, nullable=True)
    somebody = "(by_id is null) = by_link and (unit_id is null) = by_link"
    op.create_check_constraint(op.f("ck_measure_report_somebody"), "measure_report", somebody)
    op.create_check_constraint(op.f("ck_measure_report_link"), "measure_report", "kind = 'answer' or not by_link")
    op.create_index(
        "uq_measure_report_link", "measure_report", ["measure_id"], unique=True, postgresql_where=sa.text("by_link")
    )
    op.create_table(
        "claim_reply",
        sa.Column("id", ID(), nullable=False),
        sa.Column("report_id", ID(), nullable=False),
        sa.Column("claim_id", ID(), nullable=False),
        sa.Column("stance", sa.String(), nullable=False),
        sa.Column("admitted", sa.Numeric(18, 2), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("void_basis", sa.String(), nullable=False),
        sa.CheckConstraint("stance in ('admits','partly','denies')", name=op.f("ck_claim_reply_stance")),
        sa.CheckConstraint(
            "admitted >= 0 and (stance = 'denies') = (admitted = 0)", name=op.f("ck_claim_reply_admitted")
        ),
        sa.CheckConstraint(
            "(stance = 'admits') = (ground = '') and (ground <> '' or void_basis = '')", name=op.f("ck_claim_reply_ground")
        ),
        sa.ForeignKeyConstraint(["report_id"], ["measure_report.id"], name=op.f("fk_claim_reply_report_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_reply_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_reply")),
        sa.UniqueConstraint("report_id", "claim_id", name=op.f("uq_claim_reply_report_id_claim_id")),
    )
    op.create_table(
        "offered_payment",
        sa.Column("id", ID(), nullable=False),
        sa.Column("report_id", ID(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(18, 2), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_offered_payment_amount")),
        sa.ForeignKeyConstraint(["report_id"], ["measure_report.id"], name=op.f("fk_offered_payment_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offered_payment")),
        sa.UniqueConstraint("report_id", "due_on", name=op.f("uq_offered_payment_report_id_due_on")),
    )


def _files() -> None:
    op.add_column("evidence", sa.Column("link_id", ID(), nullable=True))
    op.create_foreign_key(op.f("fk_evidence_link_id"), "evidence", "respondent_link", ["link_id"], ["id"])
    op.create_index(op.f("ix_evidence_link_id"), "evidence", ["link_id"])
    op.alter_column("evidence", "uploaded_by_id", nullable=True)
    op.drop_constraint(op.f("ck_evidence_belongs"), "evidence")
    belongs = "draft_id is not null or case_id is not null or link_id is not null"
    op.create_check_constraint(op.f("ck_evidence_belongs"), "evidence", belongs)
    uploader = "(uploaded_by_id is null) = (link_id is not null)"
    op.create_check_constraint(op.f("ck_evidence_uploader"), "evidence", uploader)


def _notices() -> None:
    op.add_column("notice", sa.Column("link_id", ID(), nullable=True))
    op.create_foreign_key(op.f("fk_notice_link_id"), "notice", "respondent_link", ["link_id"], ["id"])
    op.drop_constraint(op.f("ck_notice_reader"), "notice")
    one = "num_nonnulls(recipient_id, robot_id, link_id) = 1"
    op.create_check_constraint(op.f("ck_notice_reader"), "notice", one)
    op.create_check_constraint(op.f("ck_notice_link"), "notice", "link_id is null or channel = 'mail'")
    op.create_index(
        "uq_notice_link", "notice", ["event_id", "link_id"], unique=True, postgresql_where=sa.text("link_id is not null")
    )


def downgrade() -> None:
    """What came by a link has no place in the schema before; an installation that holds such replies refuses to go back."""
    op.drop_index("uq_notice_link", "notice")
    op.drop_constraint(op.f("ck_notice_link"), "notice")
    op.drop_constraint(op.f("ck_notice_reader"), "notice")
    op.drop_column("notice", "link_id")
    op.create_check_constraint(op.f("ck_notice_reader"), "notice", "(recipient_id is null) = (robot_id is not null)")
    op.drop_constraint(op.f("ck_evidence_uploader"), "evidence")
    op.drop_constraint(op.f("ck_evidence_belongs"), "evidence")
    op.create_check_constraint(op.f("ck_evidence_belongs"), "evidence", "draft_id is not null or case_id is not null")
    op.alter_column("evidence", "uploaded_by_id", nullable=False)
    op.drop_column("evidence", "link_id")
    for table in (*FACTS, "respondent_draft"):
        op.drop_table(table)
    op.drop_index("uq_measure_report_link", "measure_report")
    op.drop_constraint(op.f("ck_measure_report_link"), "measure_report")
    op.drop_constraint(op.f("ck_measure_report_somebody"), "measure_report")
    for column in ("by_id", "unit_id"):
        op.alter_column("measure_report", column, nullable=False)
    op.drop_column("measure_report", "by_link")
    op.drop_table("respondent_link")

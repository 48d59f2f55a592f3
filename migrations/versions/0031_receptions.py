"""Complaints that a clerk writes down for a firm, their taking over by the firm, and their passing on between offices."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

# only from what an office wrote down to the registered firm of the same credit code, and never back
CLAIM = """
create function keep_complainant() returns trigger language plpgsql as $$
begin
    if not exists (
        select 1 from company entered join company firm on firm.credit_code = entered.credit_code
        where entered.id = old.company_id and entered.entered_by_unit_id is not null
            and firm.id = new.company_id and firm.entered_by_unit_id is null
    ) then
        raise exception 'a case keeps its complainant' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger case_complainant before update of company_id on "case" for each row
    when (old.company_id is distinct from new.company_id) execute function keep_complainant();
"""


# an office of the trail alone: a case goes where a hop of this very transaction says
RECEIVER = """
create function keep_receiver() returns trigger language plpgsql as $$
begin
    if not exists (
        select 1 from handover
        where case_id = new.id and from_unit_id = old.receiving_unit_id and to_unit_id = new.receiving_unit_id
    ) then
        raise exception 'a case is passed on by a handover' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger case_receiver before update of receiving_unit_id on "case" for each row
    when (old.receiving_unit_id is distinct from new.receiving_unit_id) execute function keep_receiver();
"""


def upgrade() -> None:
    _receptions()
    _handovers()


def _receptions() -> None:
    op.add_column("company", sa.Column("entered_by_unit_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key("fk_company_entered_by_unit_id", "company", "unit", ["entered_by_unit_id"], ["id"])
    op.drop_constraint("uq_company_credit_code", "company", type_="unique")
    op.create_index(
        "uq_company_registered", "company", ["credit_code"], unique=True,
        postgresql_where=sa.text("entered_by_unit_id is null"),
    )
    op.create_index("ix_company_credit_code", "company", ["credit_code"])
    op.add_column("draft", sa.Column("unit_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key("fk_draft_unit_id", "draft", "unit", ["unit_id"], ["id"])
    op.create_table(
        "reception",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("external_number", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("entered_by_id", sa.BigInteger(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_key", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_reception_case_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_reception_unit_id"),
        sa.ForeignKeyConstraint(["contact_id"], ["person.id"], name="fk_reception_contact_id"),
        sa.ForeignKeyConstraint(["entered_by_id"], ["person.id"], name="fk_reception_entered_by_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_reception"),
        sa.UniqueConstraint("unit_id", "row_key", name="uq_reception_unit_id_row_key"),
    )
    op.create_index(
        "uq_reception_external", "reception", ["unit_id", "channel", "external_number"], unique=True,
        postgresql_where=sa.text("external_number <> ''"),
    )
    op.create_index("ix_reception_unit", "reception", ["unit_id", "case_id"])
    op.execute("grant select, insert on reception to caseflow_app")
    op.execute('grant update (company_id) on "case" to caseflow_app')
    op.execute(
        "create trigger reception_append_only before update or delete on reception"
        " for each row execute function refuse_change()"
    )
    op.execute(
        "create trigger reception_no_truncate before truncate on reception execute function refuse_change()"
    )
    op.execute(CLAIM)


def _handovers() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("from_unit_id", sa.BigInteger(), nullable=False),
        sa.Column("to_unit_id", sa.BigInteger(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_handover_case_id"),
        sa.ForeignKeyConstraint(["from_unit_id"], ["unit.id"], name="fk_handover_from_unit_id"),
        sa.ForeignKeyConstraint(["to_unit_id"], ["unit.id"], name="fk_handover_to_unit_id"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_handover_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_handover"),
        sa.UniqueConstraint("case_id", "from_unit_id", name="uq_handover_case_id_from_unit_id"),
        sa.CheckConstraint("from_unit_id <> to_unit_id", name=op.f("ck_handover_elsewhere")),
    )
    op.create_index("ix_handover_case_id", "handover", ["case_id"])
    op.create_index("ix_handover_from_unit_id", "handover", ["from_unit_id"])
    op.execute("grant select, insert on handover to caseflow_app")
    op.execute("grant usage on sequence handover_id_seq to caseflow_app")
    op.execute('grant update (receiving_unit_id) on "case" to caseflow_app')
    op.execute(
        "create trigger handover_append_only before update or delete on handover"
        " for each row execute function refuse_change()"
    )
    op.execute("create trigger handover_no_truncate before truncate on handover execute function refuse_change()")
    op.execute(RECEIVER)



def downgrade() -> None:
    """What was written down for firms stays as cases; the version before knows one firm a credit code, so the later rows
    of a code give way to the first."""
    op.execute('drop trigger case_receiver on "case"')
    op.execute("drop function keep_receiver()")
    op.execute('revoke update (receiving_unit_id) on "case" from caseflow_app')
    op.drop_table("handover")
    op.execute('drop trigger case_complainant on "case"')
    op.execute("drop function keep_complainant()")
    op.execute('revoke update (company_id) on "case" from caseflow_app')
    op.drop_table("reception")
    op.drop_constraint("fk_draft_unit_id", "draft", type_="foreignkey")
    op.drop_column("draft", "unit_id")
    first = "(select min(f.id) from company f where f.credit_code = c.credit_code)"
    for table in ("case", "person"):
        op.execute(f'update "{table}" t set company_id = {first} from company c where c.id = t.company_id')
    op.execute(f"delete from company c where c.id <> {first}")
    op.drop_index("ix_company_credit_code", "company")
    op.drop_index("uq_company_registered", "company")
    op.create_unique_constraint("uq_company_credit_code", "company", ["credit_code"])
    op.drop_constraint("fk_company_entered_by_unit_id", "company", type_="foreignkey")
    op.drop_column("company", "entered_by_unit_id")

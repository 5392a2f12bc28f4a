"""The tables of csat_pulse, as they were first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "csat_pulse_0001"
down_revision = None
branch_labels = ("csat_pulse",)


def upgrade() -> None:
    op.create_table(
        "csat_pulse_opt_out",
        sa.Column("installation_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_csat_pulse_opt_out")),
        sa.UniqueConstraint(
            "installation_id",
            "person_id",
            name=op.f("uq_csat_pulse_opt_out_installation_id_person_id"),
        ),
    )
    with op.batch_alter_table("csat_pulse_opt_out", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_csat_pulse_opt_out_installation_id"), ["installation_id"], unique=False
        )

    op.create_table(
        "csat_pulse_survey",
        sa.Column("installation_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("organization_id", sa.String(length=64), nullable=True),
        sa.Column("agent_id", sa.String(length=64), nullable=True),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_csat_pulse_survey")),
    )
    with op.batch_alter_table("csat_pulse_survey", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_csat_pulse_survey_installation_id"), ["installation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_csat_pulse_survey_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_csat_pulse_survey_person_id"), ["person_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_csat_pulse_survey_ticket_id"), ["ticket_id"], unique=False
        )

    op.create_table(
        "csat_pulse_answer",
        sa.Column("installation_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("first_mark", sa.Integer(), nullable=False),
        sa.Column("first_time", sa.String(length=12), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("comment", sa.String(length=2000), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_reopen_wanted", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["csat_pulse_survey.id"],
            name=op.f("fk_csat_pulse_answer_survey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_csat_pulse_answer")),
        sa.UniqueConstraint("survey_id", name=op.f("uq_csat_pulse_answer_survey_id")),
    )
    with op.batch_alter_table("csat_pulse_answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_csat_pulse_answer_installation_id"), ["installation_id"], unique=False
        )

"""The tables of qa_review, as they were first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "qa_review_0001"
down_revision = None
branch_labels = ("qa_review",)


def upgrade() -> None:
    op.create_table(
        "qa_review_review",
        sa.Column("installation_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("reviewer_id", sa.String(length=64), nullable=False),
        sa.Column("reviewer_name", sa.String(length=200), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("score_pct", sa.Double(), nullable=True),
        sa.Column("score_without_criticals_pct", sa.Double(), nullable=True),
        sa.Column("failed_criticals", sa.Text(), nullable=False),
        sa.Column("advice", sa.String(length=2000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qa_review_review")),
        sa.UniqueConstraint(
            "installation_id",
            "ticket_id",
            "person_id",
            "reviewer_id",
            name="uq_qa_review_review_once",
        ),
    )
    with op.batch_alter_table("qa_review_review", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qa_review_review_installation_id"), ["installation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_qa_review_review_person_id"), ["person_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_qa_review_review_ticket_id"), ["ticket_id"], unique=False
        )

    op.create_table(
        "qa_review_waiting",
        sa.Column("installation_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qa_review_waiting")),
        sa.UniqueConstraint(
            "installation_id",
            "ticket_id",
            name=op.f("uq_qa_review_waiting_installation_id_ticket_id"),
        ),
    )
    with op.batch_alter_table("qa_review_waiting", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qa_review_waiting_installation_id"), ["installation_id"], unique=False
        )

    op.create_table(
        "qa_review_mark",
        sa.Column("installation_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=True),
        sa.Column("evidence_message_id", sa.String(length=64), nullable=True),
        sa.Column("evidence_start", sa.Integer(), nullable=True),
        sa.Column("evidence_end", sa.Integer(), nullable=True),
        sa.Column("evidence_sha256", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["qa_review_review.id"],
            name=op.f("fk_qa_review_mark_review_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qa_review_mark")),
    )
    with op.batch_alter_table("qa_review_mark", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qa_review_mark_installation_id"), ["installation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_qa_review_mark_review_id"), ["review_id"], unique=False
        )

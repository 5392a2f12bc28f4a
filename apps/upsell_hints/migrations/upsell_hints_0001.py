"""The tables of upsell_hints, as they were first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "upsell_hints_0001"
down_revision = None
branch_labels = ("upsell_hints",)


def upgrade() -> None:
    op.create_table(
        "upsell_hints_hint",
        sa.Column("installation_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.String(length=64), nullable=False),
        sa.Column("organization_id", sa.String(length=64), nullable=False),
        sa.Column("offer", sa.String(length=40), nullable=False),
        sa.Column("is_paid", sa.Boolean(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("agent_id", sa.String(length=64), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("postponed_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upsell_hints_hint")),
        sa.UniqueConstraint(
            "installation_id",
            "ticket_id",
            "offer",
            name=op.f("uq_upsell_hints_hint_installation_id_ticket_id_offer"),
        ),
    )
    with op.batch_alter_table("upsell_hints_hint", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_upsell_hints_hint_installation_id"), ["installation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_upsell_hints_hint_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "upsell_hints_press",
        sa.Column("installation_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.String(length=64), nullable=False),
        sa.Column("agent_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upsell_hints_press")),
        sa.UniqueConstraint(
            "installation_id",
            "ticket_id",
            name=op.f("uq_upsell_hints_press_installation_id_ticket_id"),
        ),
    )
    with op.batch_alter_table("upsell_hints_press", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_upsell_hints_press_installation_id"), ["installation_id"], unique=False
        )

"""No session reaches another installation's rows, whatever it tries."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import (
    ForeignKey,
    Table,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    aliased,
    joinedload,
    make_transient,
    mapped_column,
    relationship,
    selectinload,
    subqueryload,
)

from cxsdk.errors import ConfigError, StoreError
from cxsdk.store import Database, TenantRow, table_base

if TYPE_CHECKING:
    from collections.abc import Callable


class Base(TenantRow, DeclarativeBase, app="fence"):
    """Tables of an app that exists in this test alone."""


class Review(Base):
    """A parent."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    answers: Mapped[list[Answer]] = relationship(back_populates="review")


class Answer(Base):
    """A child; ``review_id`` may point across tenants, as a forged form field would."""

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("fence_review.id"))
    review: Mapped[Review] = relationship(back_populates="answers")


MINE, THEIRS = 1, 2
bare = Table("fence_review", Base.metadata)
other = aliased(Review)


@pytest.fixture
def shared(database: Database) -> Database:
    """A database with one review and two answers of each of two installations."""
    Base.metadata.create_all(database._writer)
    fill(database)
    return database


def fill(database: Database) -> None:
    """Put the rows back as they were first, past the session."""
    with database.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
    for owner in (MINE, THEIRS):
        with database.write(owner) as db:
            db.add(Review(id=owner, name=f"of {owner}"))
            db.flush()
            db.add_all([Answer(id=10 * owner + n, review_id=owner) for n in (1, 2)])


def theirs(database: Database) -> tuple[object, ...]:
    """Everything that belongs to the other installation, read past the session."""
    with database.connect() as connection:
        found = [
            connection.execute(text(f"SELECT * FROM {name} WHERE installation_id = 2 ORDER BY id"))
            for name in ("fence_review", "fence_answer")
        ]
        return tuple(tuple(map(tuple, rows)) for rows in found)


READS: dict[str, Any] = {
    "class": select(Review),
    "column": select(Review.id),
    "alias": select(other),
    "count": select(func.count(Review.id)),
    "count from": select(func.count()).select_from(Review),
    "loose or": select(Review.id).where((Review.id > 0) | (Review.id < 0)),
    "in": select(Review.id).where(Review.id.in_(select(other.id))),
    "join": select(Review.id, Answer.id).join(Review.answers),
    "outer join": select(Review.id, Answer.id).outerjoin(Answer, Answer.review_id > 0),
    "self join": select(Review.id, other.id).join(other, other.id >= Review.id),
    "product": select(Review.id, Answer.id).join(Answer, literal(value=True)),
    "sub-query": select(select(Review.id).subquery().c.id),
    "common table": select(select(Review.id).cte().c.id),
    "scalar": select(select(func.max(Review.id)).scalar_subquery()),
    "union": select(Review.id).union(select(other.id)),
    "any": select(Answer.id).where(Answer.review.has(Review.name.like("of%"))),
    "exists": select(Answer.id).where(exists().where(Review.id == Answer.review_id)),
    "where alone": select(literal(1)).where(Review.id == THEIRS),
    "their id": select(Review).where(Review.id == THEIRS),
    "grouped": select(Review.name, func.count()).group_by(Review.name),
    "alias of a sub-query": select(aliased(Review, select(Review).subquery()).id),
    "bare table": select(bare),
    "bare column": select(bare.c.id),
    "bare alias": select(bare.alias().c.id),
    "bare in": select(Answer.id).where(Answer.review_id.in_(select(bare.c.id))),
    "raw": text("SELECT id FROM fence_review"),
    "raw, capitals": text("SELECT id FROM main.FENCE_REVIEW"),
    "raw, quoted": text('SELECT id FROM "fence_review"'),
    "raw into a class": select(Review).from_statement(text("SELECT * FROM fence_review")),
    "raw in where": select(Review.id).where(text("1 = 1 OR 1 = 1")),
    "their number": select(Review.id).where(Review.installation_id == THEIRS),
}


def shown(database: Database, statement: Any) -> set[Any] | None:
    """Return every value that a read of mine shows, None when it was refused."""
    with contextlib.suppress(StoreError), database.read(MINE) as db:
        rows = [tuple(row) for row in db.execute(statement)]
        return {getattr(value, "id", value) for row in rows for value in row}
    return None


def test_no_read_shows_a_row_of_theirs(shared: Database) -> None:
    seen = {name: shown(shared, statement) for name, statement in READS.items()}
    of_theirs = {THEIRS, 21, 22, "of 2"}
    assert [name for name, values in seen.items() if of_theirs & (values or set())] == []
    refused = {name for name, values in seen.items() if values is None}
    assert refused == {name for name in READS if name.startswith(("raw", "bare", "their number"))}
    empty = {name for name, values in seen.items() if values == set()}
    assert empty == {"where alone", "their id"}


def test_the_filter_finds_all_that_is_mine(shared: Database) -> None:
    with shared.read(MINE) as db:
        assert db.scalars(select(Answer.id).order_by(Answer.id)).all() == [11, 12]
        assert db.scalar(READS["count from"]) == 1
        assert db.execute(READS["join"]).all() == [(1, 11), (1, 12)]
        assert len(db.scalars(READS["exists"]).all()) == 2


def test_get_finds_mine_and_not_theirs(shared: Database) -> None:
    with shared.read(MINE) as db:
        mine = db.get_one(Review, MINE)
        assert db.get(Review, THEIRS) is None
        db.refresh(mine)
        db.expire(mine)
        assert mine.name == "of 1"


def test_a_query_of_the_old_kind_is_filtered_too(shared: Database) -> None:
    with shared.read(MINE) as db:
        assert [row.id for row in db.query(Review)] == [MINE]


def adopt(database: Database) -> None:
    """Let an answer of theirs point to my review, past the session."""
    with database._writer.begin() as connection:
        connection.execute(text("UPDATE fence_answer SET review_id = 1 WHERE id = 21"))


@pytest.mark.parametrize("load", [None, joinedload, selectinload, subqueryload])
def test_a_relationship_never_leads_to_theirs(shared: Database, load: Any) -> None:
    adopt(shared)
    wanted = select(Review) if load is None else select(Review).options(load(Review.answers))
    with shared.read(MINE) as db:
        review = db.scalars(wanted).unique().one()
        assert sorted(answer.id for answer in review.answers) == [11, 12]


def test_a_parent_of_theirs_is_not_found_through_a_child_of_mine(shared: Database) -> None:
    with shared._writer.begin() as connection:
        connection.execute(text("UPDATE fence_answer SET review_id = 2 WHERE id = 11"))
    with shared.read(MINE) as db:
        answer = db.get_one(Answer, 11)
        parent: Review | None = answer.review
    assert parent is None


def upsert(db: Session, **row: Any) -> Any:
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(Review).values(id=THEIRS, name="stolen", **row)
    changed = {"name": "stolen", "installation_id": MINE}
    return statement.on_conflict_do_update(index_elements=["id"], set_=changed)


WRITES: dict[str, Callable[[Session], object]] = {
    "update": lambda db: db.execute(update(Review).values(name="x")),
    "update by id": lambda db: db.execute(update(Review).where(Review.id == 2).values(name="x")),
    "update by keys": lambda db: db.execute(update(Review), [{"id": 2, "name": "x"}]),
    "update bare": lambda db: db.execute(update(bare).values(name="x")),
    "update from": lambda db: db.execute(
        update(Review).where(Review.id == Answer.review_id).values(name="x")
    ),
    "give away": lambda db: db.execute(update(Review).values(installation_id=THEIRS)),
    "delete": lambda db: db.execute(delete(Answer)),
    "delete by id": lambda db: db.execute(delete(Answer).where(Answer.id == 21)),
    "delete bare": lambda db: db.execute(delete(bare)),
    "insert as theirs": lambda db: db.execute(insert(Review).values(name="x", installation_id=2)),
    "insert many as theirs": lambda db: db.execute(
        insert(Review), [{"name": "x"}, {"name": "y", "installation_id": 2}]
    ),
    "insert rows as theirs": lambda db: db.execute(
        insert(Review).values([{"name": "x", "installation_id": 2}])
    ),
    "insert from select": lambda db: db.execute(
        insert(Review).from_select(
            ["name", "installation_id"], select(Review.name, literal(THEIRS))
        )
    ),
    "upsert": lambda db: db.execute(upsert(db)),
    "connection": lambda db: db.connection().execute(update(bare).values(name="x")),
    "connection, raw capitals": lambda db: db.connection().exec_driver_sql(
        "UPDATE FENCE_REVIEW SET name = 'x'"
    ),
    "connection, raw quoted": lambda db: db.connection().exec_driver_sql(
        """UPDATE "fence_review" SET name = 'x' WHERE installation_id > 0"""
    ),
    "connection, raw": lambda db: db.connection().exec_driver_sql("DELETE FROM fence_answer"),
    "bulk insert": lambda db: db.bulk_insert_mappings(
        Review.__mapper__, [{"name": "x", "installation_id": 2}]
    ),
    "bulk update": lambda db: db.bulk_update_mappings(
        Review.__mapper__, [{"id": 2, "name": "x", "installation_id": 1}]
    ),
    "bulk save": lambda db: db.bulk_save_objects([Review(id=2, name="x")]),
    "add as theirs": lambda db: db.add(Review(name="x", installation_id=2)),
    "merge": lambda db: db.merge(Review(id=2, name="x")),
    "change the owner": lambda db: setattr(db.get_one(Review, 1), "installation_id", 2),
}


def test_no_write_touches_a_row_of_theirs(shared: Database) -> None:
    before, harmful = theirs(shared), []
    for name, write in WRITES.items():
        with contextlib.suppress(StoreError), shared.write(MINE) as db:
            write(db)
        if theirs(shared) != before:
            harmful.append(name)
        fill(shared)
    assert harmful == []


def test_an_object_of_theirs_is_refused_in_my_session(shared: Database) -> None:
    with shared.read(THEIRS) as db:
        row = db.get_one(Review, THEIRS)
    before = theirs(shared)

    def change(db: Session) -> None:
        db.add(row)
        row.name = "stolen"

    with pytest.raises(StoreError, match="another installation"), shared.write(MINE) as db:
        change(db)
    with pytest.raises(StoreError, match="another installation"), shared.write(MINE) as db:
        db.delete(row)
    assert theirs(shared) == before


def test_a_copy_of_theirs_becomes_a_row_of_mine_only_with_a_new_number(shared: Database) -> None:
    with shared.read(THEIRS) as db:
        row = db.get_one(Review, THEIRS)
    make_transient(row)
    row.installation_id, row.id = MINE, 77
    with shared.write(MINE) as db:
        db.add(row)
    assert len(theirs(shared)) == 2


GOOD_WRITES: dict[str, Callable[[Session], object]] = {
    "add": lambda db: db.add(Review(id=3, name="new")),
    "insert": lambda db: db.execute(insert(Review).values(id=3, name="new")),
    "insert many": lambda db: db.execute(insert(Review), [{"id": 3, "name": "new"}]),
    "insert rows": lambda db: db.execute(insert(Review).values([{"id": 3, "name": "new"}])),
    "insert returning": lambda db: db.scalars(
        insert(Review).returning(Review), [{"id": 3, "name": "new"}]
    ).all(),
    "insert bare": lambda db: db.execute(insert(bare).values(id=3, name="new")),
}


def test_a_new_row_belongs_to_its_session_without_saying_so(shared: Database) -> None:
    owners = {}
    for name, write in GOOD_WRITES.items():
        with shared.write(MINE) as db:
            write(db)
        with shared.read(MINE) as db:
            owners[name] = db.get_one(Review, 3).installation_id
        fill(shared)
    assert owners == dict.fromkeys(GOOD_WRITES, MINE)


def test_my_rows_can_be_changed_and_deleted(shared: Database) -> None:
    with shared.write(MINE) as db:
        db.get_one(Review, MINE).name = "changed"
        db.delete(db.get_one(Answer, 11))
        db.execute(update(Answer).where(Answer.id == 12).values(review_id=1))
    with shared.read(MINE) as db:
        assert db.get_one(Review, MINE).name == "changed"
        assert db.scalars(select(Answer.id)).all() == [12]


KIT_USES: dict[str, Callable[[Session], object]] = {
    "select": lambda db: db.scalars(select(Review)).all(),
    "get": lambda db: db.get(Review, 1),
    "delete": lambda db: db.execute(delete(Review)),
    "insert": lambda db: db.execute(insert(Review).values(name="x")),
    "insert for one": lambda db: db.execute(insert(Review).values(name="x", installation_id=1)),
    "raw": lambda db: db.execute(text("SELECT * FROM fence_review")),
    "add": lambda db: db.add(Review(name="x")),
    "add for one": lambda db: db.add(Review(name="x", installation_id=1)),
}


def test_a_session_of_no_installation_reaches_no_app_s_table(shared: Database) -> None:
    hints = {}
    for name, use in KIT_USES.items():
        with pytest.raises(StoreError) as caught, shared.write() as db:
            use(db)
        hints[name] = caught.value.hint
    assert all(hints.values())


def test_a_table_is_named_after_app_and_class() -> None:
    class Tables(TenantRow, DeclarativeBase, app="naming"):
        """Of nobody."""

    class ScoreCard(Tables):
        """A class of two words."""

        id: Mapped[int] = mapped_column(primary_key=True)

    assert ScoreCard.__table__.name == "naming_score_card"  # type: ignore[attr-defined]
    assert list(ScoreCard.__table__.c.keys())[0] == "installation_id"  # noqa: RUF015 - the order is the point
    indexes = ScoreCard.__table__.indexes  # type: ignore[attr-defined]
    assert [index.name for index in indexes] == ["ix_naming_score_card_installation_id"]


def test_table_base_makes_the_same_kind_of_base() -> None:
    base: Any = table_base("naming_two")

    class Thing(base):  # type: ignore[misc]
        """Anything."""

        id: Mapped[int] = mapped_column(primary_key=True)

    assert Thing.__table__.name == "naming_two_thing"
    assert base.metadata is not Base.metadata


def test_a_table_without_the_prefix_is_refused() -> None:
    class Tables(TenantRow, DeclarativeBase, app="prefix"):
        """Of nobody."""

    with pytest.raises(ConfigError) as caught:

        class Thing(Tables):
            """Named like the kit's."""

            __tablename__ = "token"
            id: Mapped[int] = mapped_column(primary_key=True)

    assert caught.value.hint == "call it prefix_token"


@pytest.mark.parametrize("name", ["", "Shop", "1shop", "shop-2", "s", "x" * 32])
def test_a_name_that_cannot_be_a_prefix_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="no name"):
        table_base(name)

"""The apps' models are what their migrations make, on both databases."""

import importlib

import pytest

from cxsdk.appkit.pages import folder_of
from cxsdk.store import Branch, Database
from cxsdk.store.drift import differences

APPS = ("qa_review", "csat_pulse", "upsell_hints")
LONGEST_NAME = 63  # of PostgreSQL


def base_of(app):
    return importlib.import_module(f"{app}.tables").Base


def test_models_and_migrations_agree_on_both_databases(make_url):
    database = Database(make_url(is_empty=True))
    try:
        database.upgrade([Branch(app, folder_of(app, "migrations")) for app in APPS])
        for app in APPS:
            assert differences(database, base_of(app).metadata) == []
    finally:
        database.close()


@pytest.mark.parametrize("app", APPS)
def test_every_name_fits_postgresql_and_every_row_has_an_owner(app):
    for table in base_of(app).metadata.tables.values():
        names = [table.name, *(str(one.name) for one in (*table.indexes, *table.constraints))]
        assert all(len(name) <= LONGEST_NAME for name in names)
        assert not table.columns["installation_id"].nullable

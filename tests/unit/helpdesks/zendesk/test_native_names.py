"""Public names of the vendor's packages: type checkers and programs see the same ones."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

PACKAGES = [
    "cxsdk.helpdesks.zendesk.native",
    "cxsdk.helpdesks.zendesk.native.help_center",
]


@pytest.mark.parametrize("name", PACKAGES)
def test_type_checkers_see_what_programs_load(name):
    package = import_module(name)
    tree = ast.parse(Path(package.__file__).read_text(encoding="utf-8"))
    seen = {
        (each.name, node.module.removeprefix(f"{name}."))
        for block in tree.body
        if isinstance(block, ast.If)
        for node in ast.walk(block)
        if isinstance(node, ast.ImportFrom)
        for each in node.names
    }
    listed = {(each, file) for file, names in package.NAMES.items() for each in names}
    assert seen == listed
    assert dir(package) == sorted(each for each, _ in listed)
    for each, file in listed:
        assert getattr(package, each) is getattr(import_module(f"{name}.{file}"), each)


@pytest.mark.parametrize("name", PACKAGES)
def test_name_that_is_not_there_is_an_attribute_error(name):
    with pytest.raises(AttributeError, match="Nonsense"):
        import_module(name).Nonsense  # noqa: B018 - what a typing slip does

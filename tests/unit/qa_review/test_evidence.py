"""Evidence is a reference that notices when the words changed."""

import pytest
from hypothesis import given, strategies as st

from qa_review.domain.evidence import cite, quote


@given(
    st.text(min_size=1, max_size=80).flatmap(
        lambda t: st.tuples(st.just(t), st.integers(0, len(t) - 1))
    )
)
def test_a_citation_gives_its_words_back(case):
    text, start = case
    assert quote(cite("1", text, start), text) == text[start:]


def test_changed_or_erased_words_are_not_quoted():
    evidence = cite("1", "Сделаем в ближайшее время и напишем.", 0, 7)
    assert quote(evidence, "Сделаем в ближайшее время и напишем.") == "Сделаем"
    assert quote(evidence, "Ничего не сделаем.") is None
    assert quote(evidence, None) is None


def test_the_words_themselves_are_not_kept():
    assert "Сделаем" not in repr(cite("1", "Сделаем"))


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (0, 9), (3, 1)])
def test_offsets_outside_the_message_are_refused(start, end):
    with pytest.raises(ValueError, match="is no part"):
        cite("1", "слово", start, end)

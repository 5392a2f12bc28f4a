"""Surveys of satisfaction with scales and questions of one's own, and their answers.

The older ratings, good or bad, are ``satisfaction_ratings``.

Source: https://developer.zendesk.com/api-reference/ticketing/ticket-management/csat_survey_responses/
and .../ticket-management/csat_surveys/
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from cxsdk.helpdesks.zendesk.facts import API, PAGE_SIZE, VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Body, Lists, bracketed, joined, part, spelled
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cxsdk.client import Client

#: Most surveys that are asked for at once.
_SURVEYS_AT_ONCE = 50
_FILTERS = ("responder_ids", "subject_zrns", "created_at_start", "created_at_end")


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyText(Record):
    """A text of a survey."""

    #: ``static``, or ``dynamic`` for dynamic content, whose ``value`` is translated.
    type: str | None = None
    #: Of the dynamic content.
    key: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyFollowUp(Record):
    """Which question comes next."""

    question_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyOption(Record):
    """One thing to choose."""

    #: Of a closed question.
    id: str | None = None
    #: Of a scale; 1 is the worst.
    rating: int | None = None
    label: SurveyText | None = None
    emoji: SurveyText | None = None
    follow_up: SurveyFollowUp | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyQuestion(Record):
    """One question."""

    id: str | None = None
    #: ``closed_ended``, ``open_ended``, ``rating_scale_custom_text``, ``rating_scale_emoji``,
    #: ``rating_scale_numeric``.
    type: str | None = None
    #: Of scales: ``customer_satisfaction`` or ``other``.
    sub_type: str | None = None
    alias: str | None = None
    headline: SurveyText | None = None
    #: None where an answer's question is named only.
    options: tuple[SurveyOption, ...] | None = None
    follow_up: SurveyFollowUp | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey(Record):
    """What customers are asked."""

    #: A ULID.
    id: str
    #: Counts up with every change.
    version: int | None = None
    #: ``enabled`` or ``disabled``.
    state: str | None = None
    questions: tuple[SurveyQuestion, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveySelection(Record):
    """What was chosen."""

    #: ``predefined``.
    type: str | None = None
    option_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyAnswer(Record):
    """The answer to one question."""

    #: ``rating_scale``, ``closed_ended``, ``open_ended``, ``skipped``.
    type: str | None = None
    #: Of a scale, and what it counts as: ``bad``, ``neutral``, ``good``.
    rating: int | None = None
    rating_category: str | None = None
    #: Of an open question.
    value: str | None = None
    #: Of a closed question.
    selections: tuple[SurveySelection, ...] = ()
    question: SurveyQuestion | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveySubject(Record):
    """What the survey was about."""

    id: str | None = None
    #: ``ticket``, ``request``, ``conversation``.
    type: str | None = None
    #: Such as ``zen:ticket:99``.
    zrn: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyResponse(Record):
    """What one customer answered."""

    #: A ULID.
    id: str
    answers: tuple[SurveyAnswer, ...] = ()
    #: Until then the customer may change it.
    expires_at: datetime | None = None
    responder_id: int | None = None
    #: Such as ``zen:ticket:99``.
    subject_zrns: tuple[str, ...] = ()
    subjects: tuple[SurveySubject, ...] = ()
    #: Which survey in which version; its questions stay away.
    survey: Survey | None = None
    #: How older answers name it.
    survey_id: str | None = None
    survey_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingLink(Record):
    """A link that rates at once."""

    rating: int | None = None
    label: SurveyText | None = None
    emoji: SurveyText | None = None
    #: Holds a token: whoever has it answers in the customer's name.
    url_path: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyLinks(Record):
    """Where the customer answers."""

    #: ``rating_link_custom_text``, ``rating_link_emoji``, ``rating_link_numeric``.
    type: str | None = None
    #: Holds a token: whoever has it answers in the customer's name.
    url_path: str | None = field(default=None, repr=False)
    rating_links: tuple[RatingLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyInvitation(Record):
    """A survey that was offered and is not answered yet."""

    id: str
    links: SurveyLinks | None = None


SURVEY = Loader(Survey, vendor=VENDOR)
SURVEY_RESPONSE = Loader(SurveyResponse, vendor=VENDOR)
SURVEY_INVITATION = Loader(SurveyInvitation, vendor=VENDOR)


class SurveyResponses(Lists[SurveyResponse]):
    """``/api/v2/guide/survey_responses``; needs an admin.

    Filters: ``responder_ids`` and ``subject_zrns`` (lists), ``created_at_start`` and
    ``created_at_end`` (datetimes with a zone, or Unix milliseconds), ``sort`` (``id``, ``-id``).
    """

    path: ClassVar[str] = "guide/survey_responses"
    one: ClassVar[str] = "survey_response"
    many: ClassVar[str] = "survey_responses"
    loader = SURVEY_RESPONSE

    def of_ticket(self, ticket_id: int) -> Iterator[SurveyResponse]:
        """Yield what was answered about one ticket."""
        return self.iter(subject_zrns=[f"zen:ticket:{ticket_id}"])

    def get(self, survey_response_id: str, *, locale: str) -> SurveyResponse:
        """Return one, with its questions and options in a language.

        Args:
            survey_response_id: Which.
            locale: Such as ``ru`` or ``en-us``.

        Raises:
            NotFound: There is none, or none that these credentials may see.
        """
        steps = (locale, "survey_responses", survey_response_id)
        return self._one("GET", _guide(*steps))

    def create(self, body: Body) -> SurveyInvitation:
        """Offer a survey; never sent twice. Keep the links from all but the customer.

        Args:
            body: ``survey_id``, ``responder_id``, ``subject_zrns``, ``locale``.

        Raises:
            Conflict: The survey is disabled.
        """
        answer = self._client.request("POST", self._path, json=self._body(body))
        return SURVEY_INVITATION.load(part(answer, self.one))

    def submit(
        self, survey_response_id: str, answers: Iterable[Body], *, locale: str
    ) -> SurveyResponse:
        """Answer as the customer whom the survey was offered to.

        Args:
            survey_response_id: Which.
            answers: Each with ``type``, ``question_id``, and ``rating``, ``selections`` or
                ``value``.
            locale: Such as ``ru``.
        """
        json = {self.one: {"answers": [*map(spelled, answers)], "locale": locale}}
        return self._one("POST", self._at(survey_response_id), json=json)

    def _query(self, filters: Mapping[str, Any], *, size: int = PAGE_SIZE) -> dict[str, Any]:
        told = {name: _told(value) for name, value in filters.items()}
        return super()._query(bracketed(told, _FILTERS), size=size)


class Surveys:
    """``/api/v2/guide/{locale}/surveys``: what customers are asked, in a language."""

    def __init__(self, client: Client) -> None:
        """Bind to a client; nothing is sent."""
        self._client = client

    def iter(self, *, locale: str, types: Iterable[str] = ()) -> Iterator[Survey]:
        """Yield every survey in its present version, over all pages.

        Args:
            locale: Such as ``ru`` or ``en-us``.
            types: Such as ``CUSTOMER_SATISFACTION``; none (default) for all.
        """
        params = {"page[size]": _SURVEYS_AT_ONCE, "filter[types]": ",".join(types) or None}
        for page in self._client.pages(_guide(locale, "surveys"), params=params):
            yield from map(SURVEY.load, part(page, "surveys"))

    def get(self, survey_id: str, version: int, *, locale: str) -> Survey:
        """Return one survey as it was in one version."""
        path = _guide(locale, "surveys", survey_id, str(version))
        return SURVEY.load(part(self._client.request("GET", path), "survey"))


def _guide(*steps: str) -> str:
    return "/".join((API, "guide", *(quote(step, safe="") for step in steps)))


def _told(value: object) -> object:
    if isinstance(value, datetime):
        return int(value.timestamp() * 1000)
    return joined(value) if isinstance(value, list | tuple | set | frozenset) else value

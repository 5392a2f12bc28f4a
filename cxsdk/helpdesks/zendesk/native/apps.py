"""Apps of the account, how they are built, and where they are installed.

Source: https://developer.zendesk.com/api-reference/ticketing/apps/apps/
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from cxsdk.errors import SchemaError
from cxsdk.helpdesks.zendesk.facts import API, VENDOR
from cxsdk.helpdesks.zendesk.native.form import multipart
from cxsdk.helpdesks.zendesk.native.place import JsonPlace
from cxsdk.helpdesks.zendesk.native.resource import Collection, Deletes, Listing, part
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class AppSetting(Record):
    """One setting of an installed app."""

    name: str
    value: Any = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation(Record):
    """An app in this account."""

    id: int
    app_id: int | None = None
    #: Such as ``support``.
    product: str | None = None
    #: Values by name, tokens among them; ``name`` and ``title`` are what people see.
    settings: Mapping[str, Any] | None = field(default=None, repr=False)
    settings_objects: tuple[AppSetting, ...] = ()
    enabled: bool | None = None
    paid: bool | None = None
    #: Whether who asks may use it.
    servable: bool | None = None
    collapsible: bool | None = None
    #: Groups and roles that alone see it.
    group_restrictions: tuple[Any, ...] | None = None
    role_restrictions: tuple[Any, ...] | None = None
    #: Still being installed, and the job that does it: ``installations().job_status(id)``.
    pending_installation: bool | None = None
    pending_job_id: str | None = None
    redirect_path: str | None = None
    plan_information: Mapping[str, Any] | None = None
    recurring_payment: bool | None = None
    has_incomplete_subscription: bool | None = None
    has_unpaid_subscription: bool | None = None
    stripe_account: str | None = None
    #: Public, as its name says.
    stripe_publishable_key: str | None = None
    stripe_subscription_id: str | None = None
    #: When the app was changed: ``20200305221223``.
    updated: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppParameter(Record):
    """A setting that an app asks for when it is installed."""

    id: int | None = None
    app_id: int | None = None
    name: str | None = None
    #: Such as ``text`` or ``checkbox``.
    kind: str | None = None
    required: bool | None = None
    #: Kept from the browser.
    secure: bool | None = None
    default_value: Any = None
    position: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class App(Record):
    """An app: a private one of the account, or one of the marketplace."""

    id: int
    name: str | None = None
    short_description: str | None = None
    long_description: str | None = None
    raw_long_description: str | None = None
    installation_instructions: str | None = None
    raw_installation_instructions: str | None = None
    remote_installation_url: str | None = None
    version: str | None = None
    framework_version: str | None = None
    #: ``private`` or ``public``.
    visibility: str | None = None
    #: Of its publication.
    state: str | None = None
    owner_id: int | None = None
    app_organization: Mapping[str, Any] | None = None
    author_name: str | None = None
    author_email: str | None = None
    author_url: str | None = None
    default_locale: str | None = None
    #: Such as ``support``.
    products: tuple[str, ...] | None = None
    #: Numbers of the places where it shows.
    locations: tuple[int, ...] | None = None
    parameters: tuple[AppParameter, ...] | None = None
    categories: tuple[Any, ...] | None = None
    collections: tuple[Any, ...] | None = None
    plans: tuple[Any, ...] | None = None
    screenshots: tuple[Any, ...] | None = None
    #: One installation at most.
    single_install: bool | None = None
    installable: bool | None = None
    installation_count: int | None = None
    closed_preview: bool | None = None
    deprecated: bool | None = None
    obsolete: bool | None = None
    featured: bool | None = None
    promoted: bool | None = None
    marketing_only: bool | None = None
    paid: bool | None = None
    rating: Mapping[str, Any] | None = None
    third_party_pricing: Mapping[str, Any] | None = None
    feature_color: str | None = None
    google_analytics_code: str | None = None
    stripe_publishable_key: str | None = None
    terms_conditions_url: str | None = None
    #: Paths below the account's address.
    large_icon: str | None = None
    small_icon: str | None = None
    date_published: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppJob(Record):
    """How far the building or the installing of an app is."""

    id: str
    url: str | None = None
    #: ``queued``, ``working``, ``failed``, ``completed``, ``killed``.
    status: str | None = None
    #: Why it failed.
    message: str | None = None
    total: int | None = None
    progress: int | None = None
    #: When to ask again, in seconds.
    retry_in: int | None = None
    #: What was built.
    app_id: int | None = None
    app_url: str | None = None
    #: What was installed.
    installation_id: int | None = None

    @property
    def is_done(self) -> bool:
        """Whether it will not change any more."""
        return self.status in {"completed", "failed", "killed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AppRequirement(Record):
    """Something that an app brought along: a field, a target and so on."""

    #: The app's own name for it.
    identifier: str | None = None
    #: Its id in the account, and what it is: ``ticket_fields``, ``targets``.
    requirement_id: int | str | None = None
    requirement_type: str | None = None
    account_id: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


APP = Loader(App, vendor=VENDOR)
APP_JOB = Loader(AppJob, vendor=VENDOR)
APP_REQUIREMENT = Loader(AppRequirement, vendor=VENDOR)
INSTALLATION = Loader(Installation, vendor=VENDOR)


class Installations(JsonPlace[Installation], Collection[Installation]):
    """``/api/v2/apps/installations``.

    To install is ``create({"app_id": 225, "settings": {"name": "…"}})``; the names of all
    required settings must be there, and ``enabled=False`` leaves it switched off.
    """

    path: ClassVar[str] = "apps/installations"
    many: ClassVar[str] = "installations"
    paging: ClassVar[Literal["cursor", "offset", "none"]] = "none"
    loader = INSTALLATION

    def requirements(self, installation_id: int) -> tuple[AppRequirement, ...]:
        """Return what the app brought along."""
        answer = self._client.request("GET", self._at(installation_id, "requirements"))
        return tuple(map(APP_REQUIREMENT.load, part(answer, "requirements")))

    def job_status(self, job_id: str) -> AppJob:
        """Return how far ``pending_job_id`` of an installation is."""
        return APP_JOB.load(self._client.request("GET", self._at("job_statuses", job_id)))


class Apps(JsonPlace[App], Listing[App], Deletes[App]):
    """``/api/v2/apps``: private apps of the account, and all of the marketplace.

    An app is built from a package: ``upload`` it, ``create`` or ``update`` with the
    upload's id, then ask ``job_status`` until it ``is_done``.
    """

    path: ClassVar[str] = "apps"
    many: ClassVar[str] = "apps"
    paging: ClassVar[Literal["cursor", "offset", "none"]] = "none"
    loader = APP

    def owned(self, **params: Any) -> Iterator[App]:
        """Yield the account's own apps.

        Args:
            **params: ``exclude="parameters"`` leaves these away.
        """
        return self._all(self._at("owned"), self.many, self.loader, params)

    def validate(self, package: bytes) -> None:
        """Have a package checked; nothing is kept.

        Args:
            package: The zip file.

        Raises:
            BadRequest: It is not as it should be; the message says what.
        """
        # Without .json, as the vendor's own tool asks.
        path = f"{API}/apps/validate"
        self._client.request("POST", path, **multipart({}, files={"file": ("app.zip", package)}))

    def upload(self, package: bytes) -> int:
        """Send a package, and return the id of the upload.

        Args:
            package: The zip file.

        Raises:
            SchemaError: The answer names no id.
        """
        form = multipart({}, files={"uploaded_data": ("app.zip", package)})
        upload_id = part(self._client.request("POST", self._at("uploads"), **form), "id")
        if not isinstance(upload_id, int):
            message = f"the upload's id is no number: {upload_id!r}"
            raise SchemaError(message, path="id", vendor=VENDOR)
        return upload_id

    def create(self, upload_id: int, *, name: str, **more: Any) -> str:
        """Have a new app built, and return the id of the job that does it; never sent twice.

        Args:
            upload_id: Of its package.
            name: What people see.
            **more: Such as ``short_description``.
        """
        return self._build("POST", self._path, {"upload_id": upload_id, "name": name, **more})

    def update(self, app_id: int, upload_id: int, **more: Any) -> str:
        """Have an app built anew, and return the id of the job that does it; never sent twice.

        Args:
            app_id: Which app.
            upload_id: Of its new package.
            **more: Such as ``name``.
        """
        return self._build("PUT", self._at(app_id), {"upload_id": upload_id, **more})

    def job_status(self, job_id: str) -> AppJob:
        """Return how far the building of an app is."""
        return APP_JOB.load(self._client.request("GET", self._at("job_statuses", job_id)))

    def notify(
        self, app_id: int, event: str, body: object = None, *, agent_id: int | None = None
    ) -> None:
        """Fire an event in every opening of an app; 100 a minute are allowed.

        Args:
            app_id: Which app.
            event: Its name, as the app listens for it.
            body: What goes along: text, or what can be written as JSON; at most 1 MB.
            agent_id: Whose openings only; None (default) for everybody's.
        """
        sent: dict[str, Any] = {"app_id": app_id, "event": event}
        if body is not None:
            sent["body"] = body if isinstance(body, str) else json.dumps(body)
        if agent_id is not None:
            sent["agent_id"] = agent_id
        self._client.request("POST", self._at("notify"), json=sent)

    def installations(self) -> Installations:
        """Return where apps are installed; ``include="app"`` brings the apps along."""
        return Installations(self._client)

    def public_key(self, app_id: int) -> str:
        """Return the PEM of the key that openings of an app are signed with.

        Raises:
            SchemaError: The answer is no PEM.
        """
        path = f"{self._below(app_id, 'public_key')}.pem"
        answer = self._client.send("GET", path, headers={"Accept": "*/*"})
        text = answer.body.decode(errors="replace").strip()
        if text.startswith('"'):  # some accounts send the PEM as a JSON text
            try:
                text = str(json.loads(text)).strip()
            except ValueError:
                text = ""
        if not text.startswith("-----BEGIN PUBLIC KEY-----"):
            message = "the app's public key is no PEM"
            raise SchemaError(message, path="public_key", vendor=VENDOR)
        return text

    def _build(self, method: str, path: str, body: dict[str, Any]) -> str:
        answer = self._client.request(method, path, json=body, may_repeat=False)
        job_id = part(answer, "job_id")
        if not isinstance(job_id, str):
            message = f"the job's id is no text: {job_id!r}"
            raise SchemaError(message, path="job_id", vendor=VENDOR)
        return job_id

"""People, their organizations and groups."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from flask import Response, g, request

from cxsdk.sandbox import rules, shapes
from cxsdk.sandbox.api import asked, paging
from cxsdk.sandbox.api.family import Family
from cxsdk.sandbox.api.guard import caller
from cxsdk.sandbox.api.reply import reply
from cxsdk.sandbox.clock import stamp
from cxsdk.sandbox.search import matches_person

if TYPE_CHECKING:
    from cxsdk.sandbox.state import Body

_ROLES = ("end-user", "agent", "admin")
_PERSON = (
    "alias",
    "details",
    "email",
    "external_id",
    "locale",
    "name",
    "notes",
    "organization_id",
    "phone",
    "role",
    "suspended",
    "tags",
    "time_zone",
    "user_fields",
    "verified",
)
_ORGANIZATION = (
    "details",
    "domain_names",
    "external_id",
    "group_id",
    "name",
    "notes",
    "organization_fields",
    "tags",
)
_USUAL: dict[str, Any] = {
    "cursor_sorts": ("id", "created_at", "updated_at"),
    "counted_sorts": ("id", "created_at", "updated_at"),
}


class Users(Family):
    """``/users``: customers and staff alike."""

    routes: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("GET", "/users", "index"),
        ("GET", "/users/count", "count"),
        ("GET", "/users/me", "me"),
        ("GET", "/users/search", "search"),
        ("GET", "/users/show_many", "show_many"),
        ("GET", "/users/<int:number>", "show"),
        ("POST", "/users", "create"),
        ("POST", "/users/create_or_update", "create_or_update"),
        ("PUT", "/users/<int:number>", "update"),
        ("GET", "/groups/<int:group>/users", "of_group"),
        ("GET", "/organizations/<int:organization>/users", "of_organization"),
    )

    def index(self) -> Response:
        """List people, of one or more roles."""
        roles = [*request.args.getlist("role"), *request.args.getlist("role[]")]
        return self._list({"role": roles} if roles else {})

    def of_group(self, group: int) -> Response:
        """List a group's agents."""
        self.need("groups", group)
        members = self.state.list("group_memberships", group_id=group)
        return self._list({"id": sorted({each["user_id"] for each in members})})

    def of_organization(self, organization: int) -> Response:
        """List an organization's people."""
        self.need("organizations", organization)
        return self._list({"organization_id": organization})

    def count(self) -> Response:
        """Tell how many people there are."""
        value = self.state.count("users")
        return reply({"count": {"value": value, "refreshed_at": stamp(datetime.now(UTC))}})

    def me(self) -> Response:
        """Show who calls: with wrong credentials, or none, an anonymous user and no refusal."""
        if g.caller is None:
            anonymous = shapes.user(0, "Anonymous user", at=stamp(self.office.clock()))
            anonymous.update(id=None, url="", email="invalid@example.com", verified=False)
            return reply({"user": anonymous})
        return reply({"user": self.present("users", caller().user)})

    def search(self) -> Response:
        """Find people by mail address, name or external id."""
        external, query = request.args.get("external_id"), request.args.get("query", "")
        found = [
            each
            for each in self.state.list("users")
            if (each["external_id"] == external if external else matches_person(each, query))
        ]
        number, size = paging.counted_page()
        rows = self.many("users", found[(number - 1) * size : number * size])
        origin, total = self.office.origin, len(found)
        return reply(paging.counted(rows, "users", origin=origin, total=total, at=(number, size)))

    def show(self, number: int) -> Response:
        """Show one person."""
        person = self.need("users", number)
        body = {"user": self.present("users", person)}
        return reply(self.side_load(body, [person], organizations=("organization_id",)))

    def show_many(self) -> Response:
        """Show up to a hundred people."""
        rows = self.many("users", self.state.list("users", id=asked.ids()))
        empty = {"next_page": None, "previous_page": None}
        return reply({"users": rows, "count": len(rows), **empty})

    def create(self) -> Response:
        """Add a person."""
        return self.created("user", "users", self._add(self._wanted()))

    def create_or_update(self) -> Response:
        """Change who has this address or external id, else add them."""
        wanted = self._wanted()
        with self.state.write():
            email, external = wanted.get("email"), wanted.get("external_id")
            found = self.desk.user_by_email(str(email)) if email else None
            if found is None and external:
                every = self.state.list("users")
                found = next((each for each in every if each["external_id"] == external), None)
            if found is None:
                return self.created("user", "users", self._add(wanted))
            return reply({"user": self.present("users", self._put(found, wanted))})

    def update(self, number: int) -> Response:
        """Change a person."""
        wanted = self._wanted()
        with self.state.write():
            changed = self._put(self.need("users", number), wanted)
        return reply({"user": self.present("users", changed)})

    def _list(self, where: dict[str, Any]) -> Response:
        body = self.page("users", where=where, **_USUAL)
        return reply(self.side_load(body, body["users"], organizations=("organization_id",)))

    def _wanted(self) -> Body:
        given = asked.envelope("user")
        wanted = {name: given[name] for name in _PERSON if name in given}
        for name in ("name", "email", "external_id", "role"):
            if wanted.get(name) is not None and not isinstance(wanted[name], str):
                raise rules.invalid(**{name: f"{name.title()}: must be text"})
        if wanted.get("role", "agent") not in _ROLES:
            raise rules.invalid(role=f"Role: {wanted['role']!r} is not allowed")
        if wanted.get("organization_id") is not None:
            rules.check(self.state, {"organization_id": wanted["organization_id"]})
        return wanted

    def _add(self, wanted: Body) -> Body:
        rest = {name: value for name, value in wanted.items() if name not in {"name", "email"}}
        return self.desk.create_user(wanted.get("name") or "", email=wanted.get("email"), **rest)

    def _put(self, person: Body, wanted: Body) -> Body:
        other = self.desk.user_by_email(wanted["email"]) if wanted.get("email") else None
        if other and other["id"] != person["id"]:
            text = f"Email: {wanted['email']} is already being used by another user"
            raise rules.invalid(email=text, error="DuplicateValue")
        at = stamp(self.office.clock())
        return self.state.put("users", person | wanted | {"updated_at": at})


class Organizations(Family):
    """``/organizations``."""

    routes: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("GET", "/organizations", "index"),
        ("GET", "/organizations/<int:number>", "show"),
        ("POST", "/organizations", "create"),
        ("PUT", "/organizations/<int:number>", "update"),
    )

    def index(self) -> Response:
        """List organizations."""
        return reply(self.page("organizations", **_USUAL))

    def show(self, number: int) -> Response:
        """Show one organization."""
        return reply(
            {"organization": self.present("organizations", self.need("organizations", number))}
        )

    def create(self) -> Response:
        """Add an organization; its name is its own."""
        wanted = self._wanted()
        if not wanted.get("name"):
            text = "Name: is too short (minimum one characters)"
            raise rules.invalid(name=text, error="BlankValue")
        with self.state.write():
            self._check_name(wanted, None)
            number = self.state.next_id("organizations")
            at = stamp(self.office.clock())
            name = wanted.pop("name")
            body = shapes.organization(number, name, at=at, **wanted)
            self.state.put("organizations", body)
        return self.created("organization", "organizations", body)

    def update(self, number: int) -> Response:
        """Change an organization; fields that are not named stay."""
        wanted = self._wanted()
        with self.state.write():
            before = self.need("organizations", number)
            self._check_name(wanted, number)
            if "organization_fields" in wanted:
                kept = before["organization_fields"] or {}
                wanted["organization_fields"] = kept | (wanted["organization_fields"] or {})
            after = before | wanted | {"updated_at": stamp(self.office.clock())}
            self.state.put("organizations", after)
        return reply({"organization": self.present("organizations", after)})

    def _wanted(self) -> Body:
        given = asked.envelope("organization")
        wanted = {name: given[name] for name in _ORGANIZATION if name in given}
        if wanted.get("name") is not None and not isinstance(wanted["name"], str):
            raise rules.invalid(name="Name: must be text")
        if not isinstance(wanted.get("organization_fields") or {}, dict):
            raise rules.invalid(organization_fields="Organization fields: must be an object")
        return wanted

    def _check_name(self, wanted: Body, own: int | None) -> None:
        for each in self.state.list("organizations") if wanted.get("name") else ():
            if each["name"].casefold() == wanted["name"].casefold() and each["id"] != own:
                text = f"Name: {wanted['name']} has already been taken"
                raise rules.invalid(name=text, error="DuplicateValue")


class Groups(Family):
    """``/groups`` and who belongs to them."""

    routes: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("GET", "/groups", "index"),
        ("GET", "/groups/assignable", "index"),
        ("GET", "/groups/<int:number>", "show"),
        ("GET", "/group_memberships", "memberships"),
        ("GET", "/groups/<int:group>/memberships", "of_group"),
        ("GET", "/users/<int:person>/group_memberships", "of_person"),
    )

    def index(self) -> Response:
        """List groups."""
        return reply(self.page("groups", **_USUAL))

    def show(self, number: int) -> Response:
        """Show one group."""
        return reply({"group": self.present("groups", self.need("groups", number))})

    def memberships(self) -> Response:
        """List who belongs where."""
        return self._members({})

    def of_group(self, group: int) -> Response:
        """List who belongs to a group."""
        self.need("groups", group)
        return self._members({"group_id": group})

    def of_person(self, person: int) -> Response:
        """List where an agent belongs."""
        self.need("users", person)
        return self._members({"user_id": person})

    def _members(self, where: dict[str, Any]) -> Response:
        body = self.page("group_memberships", where=where, **_USUAL)
        rows = body["group_memberships"]
        return reply(self.side_load(body, rows, users=("user_id",), groups=("group_id",)))

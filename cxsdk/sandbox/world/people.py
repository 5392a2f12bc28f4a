"""Who lives in the world: customers, their firms, and the people who answer them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

import orjson

from cxsdk.sandbox import shapes
from cxsdk.sandbox.state import Bodies

if TYPE_CHECKING:
    from cxsdk.sandbox.state import Body

DOMAIN = "skladen.example"
MAILBOX = f"help@{DOMAIN}"
COMPANY = "Складень, поддержка"
ORDER_FIELD, DEVICE_FIELD, TOPIC_FIELD = 36001, 36002, 36003
#: Topics of conversations: the value kept in the field, and its label.
TOPICS = {
    "payment": "Оплата",
    "invoice": "Счета и акты",
    "refund": "Возвраты",
    "plan": "Тариф и места",
    "login": "Вход и коды",
    "roles": "Сотрудники и роли",
    "stock": "Остатки и приёмка",
    "import": "Загрузка и выгрузка",
    "integration": "Интеграции",
    "pos": "Касса",
    "hardware": "Оборудование",
    "labels": "Ценники и этикетки",
    "reports": "Отчёты",
    "outage": "Сбой",
    "feature": "Пожелания",
    "account": "Договор и владелец",
    "other": "Другое",
}
_BIRTH = "2023-09-04T07:00:00Z"
#: An incident is still open for these; hints about buying wait for its end.
_WITH_INCIDENT = frozenset({"igrushki"})
_LOCALES = {"ru": 27, "en-US": 1}


@dataclass(frozen=True, slots=True)
class Person:
    """What a conversation needs to know of a person.

    ``language`` is "ru" or "en". To the customers with a story of their own
    (``is_reserved``) nothing happens by chance.
    """

    key: str
    id: int
    name: str
    gender: str
    email: str
    phone: str | None
    device: str
    language: str
    organization_id: int | None
    organization: str
    signatures: Mapping[str, str]
    groups: tuple[int, ...]
    is_reserved: bool = False

    @property
    def first_name(self) -> str:
        """How others call them in a letter."""
        return self.name.split()[0]


@dataclass(frozen=True, slots=True)
class Cast:
    """Everyone, as the vendor's bodies and by the keys that conversations use."""

    users: Bodies
    organizations: Bodies
    groups: Bodies
    group_memberships: Bodies
    people: Mapping[str, Person]
    group_ids: Mapping[str, int]

    def customers(self, language: str) -> list[Person]:
        """Return the customers who write in a language, by id."""
        found = [p for p in self.people.values() if not p.groups and p.language == language]
        return sorted(found, key=lambda person: person.id)


def read(name: str) -> Any:
    """Return the parsed JSON of a file beside this module."""
    return orjson.loads(resources.files(__package__).joinpath(name).read_bytes())


def load(origin: str) -> Cast:
    """Build everyone; ``origin`` begins every ``url``."""
    data = read("people.json")
    group_ids = {row["key"]: row["id"] for row in data["groups"]}
    firms = {row["key"]: row for row in data["organizations"]}
    staff = [_staff(row, group_ids) for row in data["staff"]]
    customers = [_customer(row, firms) for row in data["customers"]]
    users = [
        *(_customer_body(row, p) for row, p in zip(data["customers"], customers, strict=True)),
        *(_staff_body(row, p) for row, p in zip(data["staff"], staff, strict=True)),
    ]
    members = [(p, group_id, i == 0) for p in staff for i, group_id in enumerate(p.groups)]
    return Cast(
        users=_linked(origin, "users", users),
        organizations=_linked(origin, "organizations", map(_firm, data["organizations"])),
        groups=_linked(origin, "groups", map(_group, data["groups"])),
        group_memberships=_linked(
            origin,
            "group_memberships",
            (_membership(7101 + i, *member) for i, member in enumerate(members)),
        ),
        people={person.key: person for person in (*customers, *staff)},
        group_ids=group_ids,
    )


def _linked(origin: str, kind: str, bodies: Any) -> Bodies:
    return [body | {"url": f"{origin}/api/v2/{kind}/{body['id']}.json"} for body in bodies]


def _staff(row: Body, group_ids: Mapping[str, int]) -> Person:
    signature = str(row.get("signature", row["name"]))
    return Person(
        key=row["key"],
        id=row["id"],
        name=row["name"],
        gender=row["gender"],
        email=f"{row['email']}@{DOMAIN}",
        phone=None,
        device="",
        language="en" if row.get("locale") == "en-US" else "ru",
        organization_id=None,
        organization=COMPANY,
        signatures={"ru": signature, "en": str(row.get("signature_en", signature))},
        groups=tuple(group_ids[key] for key in row["groups"]),
    )


def _customer(row: Body, firms: Mapping[str, Body]) -> Person:
    firm = firms.get(row["org"] or "")
    return Person(
        key=row["key"],
        id=row["id"],
        name=row["name"],
        gender=row["gender"],
        email=f"{row['email']}@{firm['key']}.example" if firm else row["email"],
        # Ranges that are kept for fiction: nobody answers there.
        phone=f"+44770090{row['phone']}" if row.get("lang") == "en" else f"+7900555{row['phone']}",
        device=row["device"],
        language=row.get("lang", "ru"),
        organization_id=firm["id"] if firm else None,
        organization=firm["name"] if firm else "",
        signatures=dict.fromkeys(
            ("ru", "en"), f"{row['name']}\n{firm['name']}" if firm else row["name"]
        ),
        groups=(),
        is_reserved=row.get("reserved", False),
    )


def _customer_body(row: Body, person: Person) -> Body:
    zone = row.get("tz", "Europe/Moscow")
    locale = "ru" if person.language == "ru" else "en-US"
    return shapes.user(
        person.id,
        person.name,
        at=_BIRTH,
        email=person.email,
        chat_only=False,
        phone=person.phone,
        locale=locale,
        locale_id=_LOCALES[locale],
        time_zone=zone.rsplit("/", 1)[-1],
        iana_time_zone=zone,
        organization_id=person.organization_id,
    )


def _staff_body(row: Body, person: Person) -> Body:
    locale = row.get("locale", "ru")
    zone = row.get("tz", "Europe/Moscow")
    return shapes.user(
        person.id,
        person.name,
        at=_BIRTH,
        email=person.email,
        chat_only=False,
        role=row["role"],
        alias=row["alias"],
        tags=list(row.get("tags", ())),
        signature=row.get("signature"),
        locale=locale,
        locale_id=_LOCALES[locale],
        time_zone=zone.rsplit("/", 1)[-1],
        iana_time_zone=zone,
        default_group_id=person.groups[0],
    )


def _firm(row: Body) -> Body:
    consent, consent_at, source = row["consent"]
    used, total = row["seats"]
    return shapes.organization(
        row["id"],
        row["name"],
        at=_BIRTH,
        domain_names=[f"{row['key']}.example"],
        tags=[f"plan_{row['plan']}"],
        organization_fields={
            "plan": row["plan"],
            "seats_used": used,
            "seats_total": total,
            "customer_since": row["since"],
            "marketing_consent": consent,
            "marketing_consent_at": consent_at,
            "marketing_consent_source": source,
            "storage_used_pct": row["storage"],
            "open_incident": row["key"] in _WITH_INCIDENT,
            "monthly_revenue": row["revenue"],
        },
    )


def _group(row: Body) -> Body:
    return {
        "url": "",
        "id": row["id"],
        "is_public": True,
        "name": row["name"],
        "description": row["description"],
        "default": row.get("default", False),
        "deleted": False,
        "created_at": _BIRTH,
        "updated_at": _BIRTH,
    }


def _membership(number: int, person: Person, group_id: int, is_default: bool) -> Body:  # noqa: FBT001 - a row, not a switch
    return {
        "url": "",
        "id": number,
        "user_id": person.id,
        "group_id": group_id,
        "default": is_default,
        "created_at": _BIRTH,
        "updated_at": _BIRTH,
    }


def ticket_fields(origin: str) -> Bodies:
    """Build the fields of a ticket: the vendor's own and the three of this account."""
    own = [
        ("subject", "Тема письма"),
        ("description", "Описание"),
        ("status", "Статус"),
        ("tickettype", "Тип"),
        ("priority", "Приоритет"),
        ("group", "Группа"),
        ("assignee", "Исполнитель"),
    ]
    bodies = [
        _field(35001 + place, kind, title, place, is_own=False)
        for place, (kind, title) in enumerate(own)
    ]
    options = [
        {"id": 36100 + i, "name": label, "raw_name": label, "value": value, "default": False}
        for i, (value, label) in enumerate(TOPICS.items())
    ]
    bodies += [
        _field(ORDER_FIELD, "text", "Номер заказа", 7),
        _field(DEVICE_FIELD, "text", "Устройство", 8),
        _field(TOPIC_FIELD, "tagger", "Тема обращения", 9) | {"custom_field_options": options},
    ]
    return _linked(origin, "ticket_fields", bodies)


def _field(number: int, kind: str, title: str, place: int, *, is_own: bool = True) -> Body:
    return {
        "url": "",
        "id": number,
        "type": kind,
        "title": title,
        "raw_title": title,
        "description": "",
        "raw_description": "",
        "position": place,
        "active": True,
        "required": False,
        "collapsed_for_agents": False,
        "regexp_for_validation": None,
        "title_in_portal": title,
        "raw_title_in_portal": title,
        "visible_in_portal": kind in {"subject", "description"},
        "editable_in_portal": kind in {"subject", "description"},
        "required_in_portal": kind in {"subject", "description"},
        "tag": None,
        "created_at": _BIRTH,
        "updated_at": _BIRTH,
        "removable": is_own,
        "agent_description": None,
    } | ({"system_field_options": _STATUSES, "sub_type_id": 0} if kind == "status" else {})


_STATUSES = [
    {"name": label, "value": value}
    for value, label in {
        "new": "Новое",
        "open": "Открыто",
        "pending": "Ждёт клиента",
        "hold": "Отложено",
        "solved": "Решено",
        "closed": "Закрыто",
    }.items()
]

"""What a user's type checker sees of the vendor's resources. Checked by mypy, never run."""

from collections.abc import Iterator
from io import BytesIO
from typing import assert_type

from cxsdk.helpdesks.zendesk import native


def resources_of_people_are_typed(z: native.Zendesk) -> None:
    assert_type(z.users.me(), native.User)
    assert_type(z.users.show_many(external_ids=["a"]), tuple[native.User, ...])
    assert_type(z.users.identities(1).get(2), native.UserIdentity)
    assert_type(z.users.of_group(1).iter(), Iterator[native.User])
    assert_type(z.users.of_group(1).count(), native.Count)
    assert_type(z.users.logout_many([1]), native.BulkRun[int])
    assert_type(z.organizations.merge(1, into=2), native.OrganizationMerge)
    assert_type(
        z.organization_memberships.of_user(1).page(), native.ListPage[native.OrganizationMembership]
    )
    assert_type(z.user_fields.options(1).get(2), native.FieldOption)


def resources_of_the_account_are_typed(z: native.Zendesk) -> None:
    for brand in z.brands:
        assert_type(brand, native.Brand)
        assert_type(brand.logo, native.Attachment | None)
    settings = z.account_settings.get()
    assert_type(settings, native.Settings)
    if settings.limits is not None:
        assert_type(settings.limits.attachment_size, int | None)
    assert_type(z.oauth_tokens.current().scopes, tuple[str, ...])
    assert_type(z.suspended_tickets.recover(1), native.Ticket)
    assert_type(z.attachments.upload("a", b"").token, str)
    assert_type(z.attachments.download("https://acme.example/a", BytesIO()), int)
    assert_type(
        z.relationships.sources("zen:user", 1, 2, "zen:ticket"),
        Iterator[native.User | native.Ticket | native.Organization],
    )

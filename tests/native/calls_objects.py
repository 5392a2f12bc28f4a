"""How the account's own objects, and the things of an IT team, are called."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def cars(z: Any) -> Any:
    return z.custom_objects.records("car")


CALLS = {
    # Objects
    "ListCustomObjects": lambda z: z.custom_objects.iter(),
    "CreateCustomObject": lambda z: z.custom_objects.create({"key": "car"}),
    "ShowCustomObject": lambda z: z.custom_objects.get("car", include_ui_path=True),
    "UpdateCustomObject": lambda z: z.custom_objects.update("car", {"title": "Car"}),
    "DeleteCustomObject": lambda z: z.custom_objects.delete("car"),
    "CustomObjectsLimit": lambda z: z.custom_objects.object_limit(),
    "CustomObjectRecordsLimit": lambda z: z.custom_objects.record_limit(),
    "CustomObjectFieldsLimit": lambda z: z.custom_objects.field_limit("car"),
    # Records
    "CustomObjectRecordBulkJobs": lambda z: cars(z).bulk("create", [{"name": "Lada"}]),
    "ListCustomObjectRecords": lambda z: cars(z).iter(sort="-updated_at"),
    "CreateCustomObjectRecord": lambda z: cars(z).create({"name": "Lada"}),
    "UpsertCustomObjectRecordByExternalIdOrName": lambda z: cars(z).upsert(
        {"name": "Lada"}, external_id="7"
    ),
    "DeleteCustomObjectRecordByExternalIdOrName": lambda z: cars(z).delete_by(name="Lada"),
    "ShowCustomObjectRecord": lambda z: cars(z).get("01A"),
    "UpdateCustomObjectRecord": lambda z: cars(z).update("01A", {"name": "Niva"}),
    "DeleteCustomObjectRecord": lambda z: cars(z).delete("01A"),
    "AutocompleteCustomObjectRecordSearch": lambda z: cars(z).autocomplete("La"),
    "CountCustomObjectRecords": lambda z: cars(z).count(),
    "SearchCustomObjectRecords": lambda z: cars(z).search("Lada"),
    "FilteredSearchCustomObjectRecords": lambda z: cars(z).where({"name": {"$eq": "Lada"}}),
    "IncrementalCustomObjectRecordExportCursor": lambda z: cars(z).changes(
        since=LONG_AGO, deleted=False
    ),
    # Files at records
    "ListCustomObjectRecordAttachments": lambda z: cars(z).attachments("01A").iter(),
    "CreateCustomObjectRecordAttachment": lambda z: (
        cars(z).attachments("01A").upload("a.png", b"1")
    ),
    "UpdateCustomObjectRecordAttachment": lambda z: (
        cars(z).attachments("01A").update("01B", {"malware_access_override": True})
    ),
    "DeleteCustomObjectRecordAttachment": lambda z: cars(z).attachments("01A").delete("01B"),
    "DownloadCustomObjectRecordAttachment": lambda z: cars(z).attachments("01A").download("01B"),
    # Fields
    "ListCustomObjectFields": lambda z: z.custom_objects.fields("car").iter(),
    "CreateCustomObjectField": lambda z: z.custom_objects.fields("car").create({"key": "colour"}),
    "ShowCustomObjectField": lambda z: z.custom_objects.fields("car").get("colour"),
    "UpdateCustomObjectField": lambda z: z.custom_objects.fields("car").update(
        "colour", {"title": "Colour"}
    ),
    "DeleteCustomObjectField": lambda z: z.custom_objects.fields("car").delete("colour"),
    "ReorderCustomObjectFields": lambda z: z.custom_objects.fields("car").reorder([2, 1]),
    # Permissions
    "ListAccessRules": lambda z: z.custom_objects.access_rules("car").iter(),
    "CreateAccessRule": lambda z: z.custom_objects.access_rules("car").create({"title": "Own"}),
    "ShowAccessRule": lambda z: z.custom_objects.access_rules("car").get(1),
    "UpdateAccessRule": lambda z: z.custom_objects.access_rules("car").update(1, {"title": "O"}),
    "DeleteAccessRule": lambda z: z.custom_objects.access_rules("car").delete(1),
    "ListAccessRuleDefinitions": lambda z: z.custom_objects.access_rules("car").subjects(),
    "ListPermissionPolicies": lambda z: z.custom_objects.permission_policies("car").iter(),
    "ShowPermissionPolicy": lambda z: z.custom_objects.permission_policies("car").get("agent"),
    "UpdatePermissionPolicy": lambda z: z.custom_objects.permission_policies("car").update(
        "agent", {"records": {"read": {"allowed": True}}}
    ),
    # Things of an IT team
    "ListItamAssets": lambda z: z.itam_assets.iter(),
    "CreateItamAsset": lambda z: z.itam_assets.create({"name": "T14"}),
    "ShowItamAsset": lambda z: z.itam_assets.get("01A"),
    "UpdateItamAsset": lambda z: z.itam_assets.update("01A", {"notes": "lent"}),
    "DeleteItamAsset": lambda z: z.itam_assets.delete("01A"),
    "ItamAssetBulkJobs": lambda z: z.itam_assets.bulk("delete", ["01A"]),
    "SearchItamAssets": lambda z: z.itam_assets.search("T14"),
    "FilteredSearchItamAssets": lambda z: z.itam_assets.where({"model": {"$eq": "T14"}}),
    "ListItamAssetTypes": lambda z: z.itam_asset_types.iter(),
    "CreateItamAssetType": lambda z: z.itam_asset_types.create({"name": "Tablet"}),
    "ShowItamAssetType": lambda z: z.itam_asset_types.get("01A"),
    "UpdateItamAssetType": lambda z: z.itam_asset_types.update("01A", {"name": "Phone"}),
    "DeleteItamAssetType": lambda z: z.itam_asset_types.delete("01A"),
    "ListItamAssetTypeFields": lambda z: z.itam_asset_types.fields("01A").iter(),
    "CreateItamAssetTypeField": lambda z: z.itam_asset_types.fields("01A").create({"key": "imei"}),
    "ShowItamAssetTypeField": lambda z: z.itam_asset_types.fields("01A").get("imei"),
    "UpdateItamAssetTypeField": lambda z: z.itam_asset_types.fields("01A").update(
        "imei", {"title": "IMEI"}
    ),
    "DeleteItamAssetTypeField": lambda z: z.itam_asset_types.fields("01A").delete("imei"),
    "ListItamLocations": lambda z: z.itam_locations.iter(),
    "CreateItamLocation": lambda z: z.itam_locations.create({"name": "Cellar"}),
    "ShowItamLocation": lambda z: z.itam_locations.get("01A"),
    "UpdateItamLocation": lambda z: z.itam_locations.update("01A", {"name": "Attic"}),
    "DeleteItamLocation": lambda z: z.itam_locations.delete("01A"),
    "ListItamStatuses": lambda z: z.itam_statuses.iter(),
    "ShowItamStatus": lambda z: z.itam_statuses.get("01A"),
}

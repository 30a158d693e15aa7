"""Calls every operation of the emulator with boto3, in the form that SDKs of 2022 know too: no account id, no license.

The environment says where it is: AWS_ENDPOINT_URL_MARKETPLACE_METERING,
AWS_ENDPOINT_URL_MARKETPLACE_ENTITLEMENT_SERVICE, credentials and AWS_DEFAULT_REGION.
"""

import json
import sys

# region meter
import os
from datetime import datetime, timezone

import boto3

# From boto3 1.28 on, endpoint_url can be left out: it reads the same variable itself.
metering = boto3.client(
    "meteringmarketplace",
    endpoint_url=os.environ["AWS_ENDPOINT_URL_MARKETPLACE_METERING"],
)
batch = metering.batch_meter_usage(
    ProductCode="4ml54db8vrmju",
    UsageRecords=[
        {
            "Timestamp": datetime(2026, 3, 31, 19, tzinfo=timezone.utc),
            "CustomerIdentifier": "ifAPi5AcF3",
            "Dimension": "pages",
            "Quantity": 40,
        }
    ],
)
# endregion

customer = metering.resolve_customer(RegistrationToken=os.environ["REGISTRATION_TOKEN"])
report = metering.meter_usage(
    ProductCode="pod",
    Timestamp=datetime(2026, 3, 31, 19, tzinfo=timezone.utc),
    UsageDimension="hours",
    UsageQuantity=1,
)
registration = metering.register_usage(ProductCode="pod", PublicKeyVersion=1)
entitlements = boto3.client(
    "marketplace-entitlement",
    endpoint_url=os.environ["AWS_ENDPOINT_URL_MARKETPLACE_ENTITLEMENT_SERVICE"],
).get_entitlements(ProductCode="4ml54db8vrmju")

try:
    metering.meter_usage(
        ProductCode="pod",
        Timestamp=datetime(2026, 3, 31, 19, tzinfo=timezone.utc),
        UsageDimension="Hours",
    )
    refused = "nothing"
except metering.exceptions.InvalidUsageDimensionException as error:
    refused = error.response["Error"]["Code"]

json.dump(
    {
        "entitlements": [
            {key: row[key] for key in ("CustomerIdentifier", "Dimension", "Value")}
            for row in entitlements["Entitlements"]
        ],
        "product": customer["ProductCode"],
        "refused": refused,
        "reported": "MeteringRecordId" in report,
        "signed": "Signature" in registration,
        "statuses": [result["Status"] for result in batch["Results"]],
    },
    sys.stdout,
)

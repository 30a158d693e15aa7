// Calls every operation of the emulator with the AWS SDK for JavaScript. The environment says where it is:
// AWS_ENDPOINT_URL_MARKETPLACE_METERING, AWS_ENDPOINT_URL_MARKETPLACE_ENTITLEMENT_SERVICE, credentials and AWS_REGION.

// #region meter
import { BatchMeterUsageCommand, MarketplaceMeteringClient } from "@aws-sdk/client-marketplace-metering"

const metering = new MarketplaceMeteringClient()
const { Results } = await metering.send(
  new BatchMeterUsageCommand({
    UsageRecords: [
      {
        Timestamp: new Date("2026-03-31T19:00:00Z"),
        CustomerAWSAccountId: "111111111111",
        LicenseArn: "arn:aws:license-manager::294406891311:license:l-00000000000000000000000000000001",
        Dimension: "pages",
        Quantity: 40
      }
    ]
  })
)
// #endregion

// #region others
import {
  GetEntitlementsCommand,
  MarketplaceEntitlementServiceClient
} from "@aws-sdk/client-marketplace-entitlement-service"
import {
  MeterUsageCommand,
  RegisterUsageCommand,
  ResolveCustomerCommand
} from "@aws-sdk/client-marketplace-metering"

const customer = await metering.send(
  new ResolveCustomerCommand({ RegistrationToken: process.env["REGISTRATION_TOKEN"] })
)
const report = await metering.send(
  new MeterUsageCommand({
    ProductCode: "pod",
    Timestamp: new Date("2026-03-31T19:00:00Z"),
    UsageDimension: "hours",
    UsageQuantity: 1
  })
)
const registration = await metering.send(
  new RegisterUsageCommand({ ProductCode: "pod", PublicKeyVersion: 1 })
)
const entitlements = new MarketplaceEntitlementServiceClient()
const { Entitlements } = await entitlements.send(new GetEntitlementsCommand({ ProductCode: "4ml54db8vrmju" }))
// #endregion

const refused = await metering
  .send(
    new MeterUsageCommand({
      ProductCode: "pod",
      Timestamp: new Date("2026-03-31T19:00:00Z"),
      UsageDimension: "Hours"
    })
  )
  .then(
    () => "nothing",
    (error: Error) => error.name
  )

process.stdout.write(
  JSON.stringify({
    entitlements: Entitlements?.map(({ CustomerIdentifier, Dimension, Value }) => ({
      CustomerIdentifier,
      Dimension,
      Value
    })),
    product: customer.ProductCode,
    refused,
    reported: report.MeteringRecordId !== undefined,
    signed: registration.Signature !== undefined,
    statuses: Results?.map(({ Status }) => Status)
  })
)

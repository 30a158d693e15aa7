import { assert, it } from "vitest"
import { aMarketplace, aRecord, licenseOf, meter, verdictOf } from "../testing/aMarketplace.ts"

it("rules 12 to 20: a request that breaks several is refused for the first of them", () => {
  const broken = [
    ["InvalidProductCodeException", { productCode: "unknown" }, {}],
    ["InvalidCustomerIdentifierException", {}, { CustomerIdentifier: "stranger" }],
    ["InvalidLicenseException", {}, { LicenseArn: licenseOf(9) }],
    ["InvalidUsageDimensionException", {}, { Dimension: "storage" }],
    [
      "InvalidTagException",
      {},
      {
        UsageAllocations: [
          {
            AllocatedUsageQuantity: 1,
            Tags: [
              { Key: "k", Value: "1" },
              { Key: "k", Value: "2" }
            ]
          }
        ]
      }
    ],
    ["InvalidUsageAllocationsException", {}, { UsageAllocations: [{ AllocatedUsageQuantity: 1 }] }],
    ["TimestampOutOfBoundsException", {}, { Timestamp: 0 }]
  ] as const

  for (const [place, [errorType, sending]] of broken.entries()) {
    const records = broken.slice(place).map(([, , changes]) => aRecord(changes))
    assert.strictEqual(verdictOf(meter(aMarketplace(), records, sending)), errorType)
  }
})

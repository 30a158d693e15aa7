import type { Agreement } from "../src/model/Agreement.ts"
import type { Allocation } from "../src/model/Allocation.ts"
import { DedupKey } from "../src/model/DedupKey.ts"
import type { LeasedRecord } from "../src/model/Lease.ts"
import { MeteringHour } from "../src/model/MeteringHour.ts"
import { Quantity } from "../src/model/Quantity.ts"
import { UsageRecord } from "../src/model/UsageRecord.ts"
import { submissionDeadline } from "../src/policy/submissionDeadline.ts"
import { exampleProduct, exampleRegion, hourOf } from "../src/testing/builders.ts"

/** Makes a record under its first lease: of a buyer by license, for an hour of the tenth of March 2026. */
export const leasedRecord = (
  record: {
    readonly allocations?: ReadonlyArray<Allocation>
    readonly agreement?: Agreement
    readonly dimension?: string
    readonly hour?: MeteringHour
    readonly mayBeAccepted?: boolean
    readonly productCode?: string
    readonly quantity?: number
    readonly region?: string
  } = {}
): LeasedRecord => {
  const {
    allocations = [],
    agreement = license("1"),
    dimension = "requests",
    hour = hourOf("2026-03-10T11:00:00Z"),
    mayBeAccepted = false,
    productCode = exampleProduct,
    quantity = 7,
    region = exampleRegion
  } = record
  return {
    attempts: 1,
    mayBeAccepted,
    sendBefore: submissionDeadline(hour),
    record: UsageRecord.make({
      dedupKey: DedupKey.of({ agreement, dimension, hour, productCode, region }),
      account: "account",
      meter: dimension,
      productCode,
      region,
      agreement,
      dimension,
      hour,
      timestamp: MeteringHour.start(hour),
      quantity,
      used: Quantity.ofUnits(quantity),
      allocations,
      deadline: submissionDeadline(hour),
      sealedAt: MeteringHour.end(hour)
    })
  }
}

/** Names a license by the end of its ARN; its buyer is always the same. */
export const license = (name: string): Agreement => ({
  _tag: "License",
  licenseArn: `arn:aws:license-manager::123456789012:license:l-${name}`,
  buyer: "210987654321"
})

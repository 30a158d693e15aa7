import { type Agreement, DedupKey, MeteringHour, submissionDeadline, UsageRecord } from "@tallyhour/core"
import { at, exampleProduct, exampleRegion, hourOf, quantity } from "@tallyhour/core/testing"

/** Seven requests of eleven o'clock, as they are sealed. */
export const sealedRecord = (
  agreement: Agreement,
  { region = exampleRegion }: { readonly region?: string } = {}
): UsageRecord => {
  const hour = hourOf("2026-03-10T11:00:00Z")
  return UsageRecord.make({
    dedupKey: DedupKey.of({ region, productCode: exampleProduct, agreement, dimension: "requests", hour }),
    account: "acme",
    meter: "requests",
    productCode: exampleProduct,
    region,
    agreement,
    dimension: "requests",
    hour,
    timestamp: MeteringHour.start(hour),
    quantity: 7,
    used: quantity("7"),
    allocations: [],
    deadline: submissionDeadline(hour),
    sealedAt: at("2026-03-10T12:15:00Z")
  })
}

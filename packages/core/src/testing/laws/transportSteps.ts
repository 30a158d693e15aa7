import { Effect } from "effect"
import type { Agreement } from "../../model/Agreement.ts"
import type { Allocation } from "../../model/Allocation.ts"
import { DedupKey } from "../../model/DedupKey.ts"
import type { LeasedRecord } from "../../model/Lease.ts"
import { MeteringHour } from "../../model/MeteringHour.ts"
import { Quantity } from "../../model/Quantity.ts"
import type { SubmissionOutcome } from "../../model/SubmissionOutcome.ts"
import { UsageRecord } from "../../model/UsageRecord.ts"
import { submissionDeadline } from "../../policy/submissionDeadline.ts"
import { UsageTransport } from "../../port/UsageTransport.ts"
import { exampleRegion, freshAgreement, freshName } from "../builders.ts"
import { claimEqual } from "../Law.ts"
import { type PlannedFault, TestMarketplace } from "../TestMarketplace.ts"

/** Lists a product with a buyer of it, and makes records of that buyer's last hour. */
export const aBuyer = Effect.fnUntraced(function* (
  options: {
    readonly dimensions?: ReadonlyArray<string>
    readonly form?: Agreement["_tag"]
    readonly isSubscribed?: boolean
    readonly product?: string
  } = {}
) {
  const marketplace = yield* TestMarketplace
  const productCode = options.product ?? (yield* freshName("product"))
  const agreement = yield* freshAgreement(options.form ?? "License")
  yield* marketplace.seed({
    agreement,
    dimensions: options.dimensions ?? ["requests", "storage", "seats"],
    isSubscribed: options.isSubscribed ?? true,
    productCode
  })
  const hour = MeteringHour.plus(MeteringHour.of(marketplace.now), -1)
  const record = (
    dimension: string,
    quantity: number,
    allocations: ReadonlyArray<Allocation> = []
  ): LeasedRecord => ({
    attempts: 1,
    mayBeAccepted: false,
    sendBefore: submissionDeadline(hour),
    record: UsageRecord.make({
      dedupKey: DedupKey.of({ region: exampleRegion, productCode, agreement, dimension, hour }),
      account: "account",
      meter: dimension,
      productCode,
      region: exampleRegion,
      agreement,
      dimension,
      hour,
      timestamp: MeteringHour.start(hour),
      quantity,
      used: Quantity.ofUnits(quantity),
      allocations,
      deadline: submissionDeadline(hour),
      sealedAt: marketplace.now
    })
  })
  return { record }
})

/** Joins records of one product to a batch. */
export const batchOf = (records: ReadonlyArray<LeasedRecord>) => ({
  region: exampleRegion,
  productCode: records[0]?.record.productCode ?? "",
  records
})

/** Sends records, and returns their outcomes in the order of the batch. */
export const submit = Effect.fnUntraced(function* (records: ReadonlyArray<LeasedRecord>) {
  const transport = yield* UsageTransport
  const { foreign, outcomes } = yield* transport.submit(batchOf(records))
  yield* claimEqual("no answer is foreign", foreign, 0)
  yield* claimEqual(
    "each record has one outcome",
    outcomes.map(({ leased }) => leased),
    records
  )
  return outcomes.map(({ outcome }): SubmissionOutcome => outcome)
})

/** Sends a record into a fault, and returns why there was no word on it. */
export const refused = Effect.fnUntraced(function* (sent: LeasedRecord, fault: PlannedFault) {
  yield* planFault(fault)
  const transport = yield* UsageTransport
  return (yield* Effect.flip(transport.submit(batchOf([sent])))).reason
})

/** Lets the next request meet a fault. */
export const planFault = (fault: PlannedFault) =>
  Effect.flatMap(TestMarketplace, (marketplace) => marketplace.failNext(fault))

/** Returns what the buyer of a record is billed. */
export const billedTo = ({ record }: LeasedRecord) =>
  Effect.flatMap(TestMarketplace, (marketplace) => marketplace.billed(record.agreement))

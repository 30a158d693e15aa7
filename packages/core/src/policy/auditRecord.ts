import { DateTime } from "effect"
import { DedupKey } from "../model/DedupKey.ts"
import { Instant } from "../model/Instant.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import { Quantity } from "../model/Quantity.ts"
import { Tags } from "../model/Tags.ts"
import type { UsageRecord } from "../model/UsageRecord.ts"
import type { Finding } from "../model/Violation.ts"
import { batchRequest } from "./batchRequest.ts"
import { submissionDeadline } from "./submissionDeadline.ts"

/**
 * Lists what is wrong with a record by itself: fields that contradict each other, and AWS's limits.
 *
 * What is sealed says the same thing several times over, so that a changed field shows: the dedup key repeats who and
 * when, the usage is a multiple of the units, the allocations add up to them, the deadline follows from the hour.
 *
 * - **Shape**: total. Says nothing of where the record stands. The meter's unit is not known here: without allocations, a
 *   quantity that was changed to another divisor of the usage goes unseen.
 *
 * **Example** (Somebody has changed the quantity)
 *
 *     const key = {
 *       agreement: Agreement.make({ _tag: "Product", buyer: "111111111111" }),
 *       dimension: "pages",
 *       hour: MeteringHour.of(DateTime.makeUnsafe("2026-03-10T11:30:00Z")),
 *       productCode: "4ml54db8vrmju",
 *       region: "us-east-1"
 *     }
 *     const record = UsageRecord.make({
 *       ...key,
 *       dedupKey: DedupKey.of(key),
 *       account: "acme",
 *       meter: "pages",
 *       quantity: 7,
 *       used: Quantity.ofUnits(7),
 *       allocations: [],
 *       timestamp: MeteringHour.start(key.hour),
 *       deadline: submissionDeadline(key.hour),
 *       sealedAt: MeteringHour.end(key.hour)
 *     })
 *
 *     auditRecord(record) // => []
 *     auditRecord(UsageRecord.make({ ...record, quantity: 9 })).map(({ invariant }) => invariant) // => ["I-7"]
 */
export const auditRecord = (record: UsageRecord): ReadonlyArray<Finding> => [
  ...changedIdentity(record),
  ...changedUsage(record),
  ...changedTimestamp(record),
  ...allocationProblems(record).map((found) => ({ invariant: "I-12" as const, found })),
  ...tagProblems(record).map((found) => ({ invariant: "I-12" as const, found })),
  ...oversize(record),
  ...changedDeadline(record),
  ...sealedTooSoon(record)
]

const changedIdentity = (record: UsageRecord): ReadonlyArray<Finding> =>
  record.dedupKey === DedupKey.of(record)
    ? []
    : [{ invariant: "I-7", found: `its fields make another dedup key: ${DedupKey.of(record)}` }]

/** Each unit stands for the same usage, so what is used is a whole multiple of the units. */
const changedUsage = ({ quantity, used }: UsageRecord): ReadonlyArray<Finding> => {
  const isWhole = quantity === 0 ? used === Quantity.zero : used > 0n && used % BigInt(quantity) === 0n
  return isWhole
    ? []
    : [{ invariant: "I-7", found: `${quantity} units cannot stand for ${Quantity.format(used)} used` }]
}

const changedTimestamp = ({ hour, timestamp }: UsageRecord): ReadonlyArray<Finding> =>
  MeteringHour.of(timestamp) === hour
    ? []
    : [
        {
          invariant: "I-7",
          found: `its timestamp ${iso(timestamp)} lies outside the hour ${MeteringHour.format(hour)}`
        }
      ]

const allocationProblems = ({ allocations, quantity }: UsageRecord): ReadonlyArray<string> => {
  if (allocations.length === 0) return []
  const sum = allocations.reduce((total, allocation) => total + allocation.quantity, 0)
  const tags = new Set(allocations.map((allocation) => Tags.format(allocation.tags)))
  return [
    ...(sum === quantity ? [] : [`its allocations add up to ${sum} of ${quantity} units`]),
    ...(tags.size === allocations.length ? [] : ["it allocates to one set of tags twice"])
  ]
}

const tagProblems = ({ allocations }: UsageRecord): ReadonlyArray<string> => {
  const { tagKeyMax, tagsMax, tagValueMax } = MeteringLimits
  const tags = allocations.flatMap((allocation) => allocation.tags)
  const keys = new Set(tags.map(([key]) => key))
  const long = tags.find(([key, value]) => key.length > tagKeyMax || value.length > tagValueMax)
  const repeating = allocations.some(
    (allocation) => new Set(allocation.tags.map(([key]) => key)).size < allocation.tags.length
  )
  return [
    ...(keys.size <= tagsMax ? [] : [`its allocations name ${keys.size} keys; AWS takes ${tagsMax}`]),
    ...(repeating ? ["an allocation names one key twice"] : []),
    ...(long === undefined ? [] : [`the tag ${JSON.stringify(long[0])} is longer than AWS takes`])
  ]
}

const oversize = (record: UsageRecord): ReadonlyArray<Finding> => {
  if (record.allocations.length === 0) return []
  const bytes = new TextEncoder().encode(JSON.stringify(batchRequest([record]))).length
  return bytes < MeteringLimits.requestBytes
    ? []
    : [{ invariant: "I-12", found: `it makes a request of ${bytes} bytes, too large for AWS` }]
}

/** An end of the subscription shortens the window; it lies after the beginning of the hour, or the hour had no usage. */
const changedDeadline = ({ deadline, hour }: UsageRecord): ReadonlyArray<Finding> => {
  const latest = submissionDeadline(hour)
  const earliest = DateTime.addDuration(MeteringHour.start(hour), MeteringLimits.finalWindow)
  if (Instant.isBefore(latest, deadline))
    return [{ invariant: "I-14", found: `its deadline ${iso(deadline)} is after AWS's own, ${iso(latest)}` }]
  return Instant.isBefore(earliest, deadline)
    ? []
    : [
        {
          invariant: "I-14",
          found: `its deadline ${iso(deadline)} is earlier than any end of a subscription`
        }
      ]
}

const sealedTooSoon = ({ deadline, hour, sealedAt }: UsageRecord): ReadonlyArray<Finding> => {
  const lastUsage = DateTime.subtractDuration(deadline, MeteringLimits.finalWindow)
  const end = MeteringHour.end(hour)
  return Instant.isBefore(sealedAt, Instant.min(end, lastUsage))
    ? [{ invariant: "I-16", found: `it was sealed at ${iso(sealedAt)}, before its hour was over` }]
    : []
}

const iso = (instant: Instant): string => DateTime.formatIso(instant)

import { DateTime, Duration } from "effect"
import type { Balance } from "../src/model/Balance.ts"
import { DedupKey } from "../src/model/DedupKey.ts"
import type { LedgerEntry } from "../src/model/LedgerEntry.ts"
import { MeteringHour } from "../src/model/MeteringHour.ts"
import { Quantity } from "../src/model/Quantity.ts"
import { UsageRecord } from "../src/model/UsageRecord.ts"
import { submissionDeadline } from "../src/policy/submissionDeadline.ts"
import { at, exampleProduct, exampleRegion, hourOf, quantity } from "../src/testing/builders.ts"
import { license } from "./leasedRecord.ts"

/** When the entries below are looked at: five minutes after their hour was sealed. */
export const now = at("2026-03-10T12:20:00Z")

/** Returns the instant that many minutes before or after the entries are looked at. */
export const minutesLater = (minutes: number): DateTime.Utc =>
  DateTime.addDuration(now, Duration.minutes(minutes))

/** Makes the record of seven units that stand for 3.5 used, with a dedup key of its own fields. */
export const recordOf = (fields: Partial<UsageRecord> = {}): UsageRecord => {
  const { agreement = license("1"), dimension = "requests", region = exampleRegion } = fields
  const { hour = hourOf("2026-03-10T11:00:00Z"), productCode = exampleProduct } = fields
  return UsageRecord.make({
    dedupKey: DedupKey.of({ agreement, dimension, hour, productCode, region }),
    account: "acme",
    meter: dimension,
    productCode,
    region,
    agreement,
    dimension,
    hour,
    timestamp: MeteringHour.start(hour),
    quantity: 7,
    used: quantity("3.5"),
    allocations: [
      { tags: [], quantity: 1 },
      { tags: [["team", "blue"]], quantity: 2 },
      { tags: [["team", "red"]], quantity: 4 }
    ],
    deadline: submissionDeadline(hour),
    sealedAt: DateTime.addDuration(MeteringHour.end(hour), Duration.minutes(15)),
    ...fields
  })
}

/** Makes an entry that waits for its first attempt, or whatever else it is said to be. */
export const entryOf = ({ record = recordOf(), ...standing }: Partial<LedgerEntry> = {}): LedgerEntry => ({
  record,
  state: "sealed",
  attempts: 0,
  mayBeAccepted: false,
  availableAt: record.sealedAt,
  leasedUntil: undefined,
  withheldUntil: undefined,
  reason: undefined,
  meteringRecordId: undefined,
  endedAt: undefined,
  ...standing
})

/** Where a record can rightly stand. */
export const standings = {
  sealed: {},
  leased: { attempts: 1, leasedUntil: minutesLater(1), state: "leased" },
  retried: { attempts: 2, availableAt: minutesLater(1), reason: "CustomerNotSubscribed" },
  unheard: { attempts: 1, availableAt: minutesLater(1), mayBeAccepted: true, reason: "time-out" },
  withheld: {
    availableAt: at("2026-03-11T08:00:00Z"),
    reason: "Withheld: too many",
    withheldUntil: at("2026-03-11T08:00:00Z")
  },
  settled: { attempts: 1, endedAt: minutesLater(-3), meteringRecordId: "b0000000", state: "settled" },
  settledEarlier: {
    attempts: 2,
    endedAt: minutesLater(-3),
    mayBeAccepted: true,
    reason: "DuplicateRecord: accepted at an earlier attempt",
    state: "settled"
  },
  dead: { attempts: 1, endedAt: minutesLater(-3), reason: "InvalidTag: x", state: "dead" },
  withdrawn: { endedAt: minutesLater(-3), reason: "a mistake", state: "dead" },
  inDoubt: {
    attempts: 1,
    endedAt: minutesLater(-3),
    mayBeAccepted: true,
    reason: "Expired: time-out",
    state: "in doubt"
  }
} satisfies Readonly<Record<string, Partial<LedgerEntry>>>

/** A balance that is right: two units pend, and a late event took back one that was billed. */
export const aBalance: Balance = {
  account: "acme",
  meter: "requests",
  recorded: quantity("12.75"),
  open: quantity("-1"),
  carried: quantity("0.25"),
  pending: quantity("2"),
  accepted: quantity("8"),
  dead: quantity("1"),
  held: quantity("2"),
  included: quantity("1"),
  writtenOff: Quantity.negate(quantity("0.5"))
}

import { assert, describe, it } from "@effect/vitest"
import { aBalance, entryOf, minutesLater, now, recordOf, standings } from "../../test/ledgerEntry.ts"
import { license } from "../../test/leasedRecord.ts"
import type { Balance } from "../model/Balance.ts"
import { DedupKey } from "../model/DedupKey.ts"
import { type InvariantId, Invariants } from "../model/Invariants.ts"
import type { LedgerEntry } from "../model/LedgerEntry.ts"
import type { LedgerMove } from "../model/LedgerMove.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { Quantity } from "../model/Quantity.ts"
import { UsageRecord } from "../model/UsageRecord.ts"
import { at, exampleRegion, hourOf, quantity } from "../testing/builders.ts"
import { audit, type AuditedLedger } from "./audit.ts"

interface Rows extends Omit<Partial<AuditedLedger>, "balances" | "entries" | "now"> {
  readonly balances?: AuditedLedger["balances"]
  readonly entries?: AuditedLedger["entries"]
  readonly now?: AuditedLedger["now"]
}

const hour = hourOf("2026-03-10T11:00:00Z")

const entryWith = (
  fields: Partial<UsageRecord>,
  standing: Partial<LedgerEntry> = standings.settled
): Rows => ({
  entries: [entryOf({ ...standing, record: recordOf(fields) })]
})

/** A record whose field was changed after it was sealed: all else is as before. */
const changed = (fields: Partial<UsageRecord>): Rows => ({
  entries: [
    entryOf({
      ...standings.settled,
      record: UsageRecord.make({ ...recordOf({ allocations: [] }), ...fields })
    })
  ]
})

const standing = (fields: Partial<LedgerEntry>, options: Rows = {}): Rows => ({
  entries: [entryOf(fields)],
  ...options
})

const pair = (fields: Partial<UsageRecord>, others: Partial<UsageRecord> = {}): Rows => ({
  entries: [recordOf(others), recordOf(fields)].map((record) => entryOf({ ...standings.settled, record }))
})

const balance = (fields: Partial<Balance>): Rows => ({ balances: [{ ...aBalance, ...fields }] })

const move = (fields: Partial<LedgerMove>): Rows => ({
  moves: [
    {
      position: 1,
      account: "acme",
      meter: "requests",
      from: hour,
      to: MeteringHour.plus(hour, 1),
      quantity: quantity("2"),
      ...fields
    }
  ]
})

const allocated = (...allocations: UsageRecord["allocations"]): Rows => entryWith({ allocations })

const tagged = (tags: ReadonlyArray<readonly [string, string]>, units = 7) => ({ tags, quantity: units })

const buyer = "210987654321"

/** What somebody could do to rows that are right, and the promise that it breaks. */
const corruptions: ReadonlyArray<readonly [what: string, invariant: InvariantId, rows: Rows]> = [
  ["usage that no place holds", "I-1", balance({ pending: quantity("1.9") })],
  ["usage that two places hold", "I-1", balance({ dead: quantity("1.000000000001") })],
  ["a carry of less than nothing", "I-1", balance({ carried: quantity("-0.25"), dead: quantity("1.5") })],
  ["less than nothing accepted", "I-1", balance({ accepted: quantity("-8"), held: quantity("18") })],

  ["two records of one dedup key", "I-3", pair({ account: "bolt" })],
  ["two records of an account, meter and hour", "I-3", pair({ agreement: license("2") })],
  ["one agreement in two regions", "I-3", pair({ account: "bolt", region: "eu-central-1" })],
  [
    "one agreement in two regions at two times",
    "I-3",
    pair({ account: "bolt", hour: MeteringHour.plus(hour, -30), region: "eu-central-1" })
  ],
  [
    "one buyer by license and by product in an hour",
    "I-3",
    pair({ account: "bolt", agreement: { _tag: "Product", buyer } })
  ],
  [
    "one buyer by product and by license in an hour",
    "I-3",
    pair({ account: "bolt" }, { agreement: { _tag: "Product", buyer } })
  ],

  ["settled without a word of AWS", "I-4", standing({ ...standings.settled, meteringRecordId: undefined })],
  ["settled with an empty id", "I-4", standing({ ...standings.settled, meteringRecordId: "" })],
  ["dead with an id of AWS", "I-4", standing({ ...standings.dead, meteringRecordId: "b0000000" })],
  ["a duplicate of no earlier attempt", "I-5", standing({ ...standings.settledEarlier, attempts: 1 })],
  ["leased without an attempt", "I-6", standing({ ...standings.leased, attempts: 0 })],
  ["settled without an attempt", "I-6", standing({ ...standings.settled, attempts: 0 })],
  ["may be accepted without an attempt", "I-6", standing({ mayBeAccepted: true })],
  [
    "ended before it was sealed",
    "I-6",
    standing({ ...standings.settled, endedAt: at("2026-03-10T12:00:00Z") })
  ],
  ["available before it was sealed", "I-6", standing({ availableAt: at("2026-03-10T12:00:00Z") })],

  ["another quantity", "I-7", changed({ quantity: 9 })],
  ["a quantity of nothing", "I-7", changed({ quantity: 0 })],
  ["another usage", "I-7", changed({ used: quantity("3.500000000001") })],
  ["a usage of nothing", "I-7", changed({ used: Quantity.zero })],
  ["a usage of less than nothing", "I-7", changed({ used: quantity("-3.5") })],
  ["another buyer", "I-7", changed({ agreement: license("2") })],
  ["another form of identity", "I-7", changed({ agreement: { _tag: "Product", buyer } })],
  ["another dimension", "I-7", changed({ dimension: "storage" })],
  ["another region", "I-7", changed({ region: "eu-central-1" })],
  ["another dedup key", "I-7", changed({ dedupKey: DedupKey.of({ ...recordOf(), dimension: "storage" }) })],
  ["a timestamp after its hour", "I-7", changed({ timestamp: at("2026-03-10T12:00:00Z") })],
  ["a timestamp before its hour", "I-7", changed({ timestamp: at("2026-03-10T10:59:59.999Z") })],
  [
    "a row that is no record any more",
    "I-7",
    { unreadable: [{ account: "acme", dedupKey: "x", meter: "requests", problem: "no quantity" }] }
  ],

  ["dead though it may be accepted", "I-9", standing({ ...standings.dead, mayBeAccepted: true })],
  ["a move into the past", "I-10", move({ to: MeteringHour.plus(hour, -1) })],
  ["a move to its own hour", "I-10", move({ to: hour })],
  ["a move of less than nothing", "I-10", move({ quantity: quantity("-2") })],

  ["allocations of fewer units", "I-12", allocated(tagged([["team", "red"]], 6))],
  ["one set of tags twice", "I-12", allocated(tagged([["a", "b"]], 3), tagged([["a", "b"]], 4))],
  ["six keys of tags", "I-12", allocated(tagged(["a", "b", "c", "d", "e", "f"].map((key) => [key, "x"])))],
  [
    "one key of tags twice",
    "I-12",
    allocated(
      tagged([
        ["a", "x"],
        ["a", "y"]
      ])
    )
  ],
  ["a key that is too long", "I-12", allocated(tagged([["k".repeat(101), "x"]]))],
  ["a value that is too long", "I-12", allocated(tagged([["k", "x".repeat(257)]]))],
  [
    "more bytes than a request holds",
    "I-12",
    entryWith({
      allocations: Array.from({ length: 2000 }, (_, i) =>
        tagged(
          ["a", "b"].map((key) => [key, `${i}`.padStart(256, "x")]),
          1
        )
      ),
      quantity: 2000,
      used: quantity("2000")
    })
  ],

  ["dead without a reason", "I-13", standing({ ...standings.dead, reason: undefined })],
  ["in doubt for an empty reason", "I-13", standing({ ...standings.inDoubt, reason: "" })],
  ["in doubt with nothing to doubt", "I-13", standing({ ...standings.inDoubt, mayBeAccepted: false })],
  ["dead since nobody knows when", "I-13", standing({ ...standings.dead, endedAt: undefined })],
  ["ended and still to be sent", "I-13", standing({ endedAt: minutesLater(-3) })],

  ["a later deadline than AWS's", "I-14", entryWith({ deadline: at("2026-03-11T11:00:00.001Z") })],
  [
    "the deadline of an ordinary day at a month end",
    "I-14",
    entryWith({ hour: hourOf("2026-02-28T22:00:00Z"), deadline: at("2026-03-01T22:00:00Z") })
  ],
  ["a deadline before any end", "I-14", entryWith({ deadline: at("2026-03-10T12:00:00Z") })],
  [
    "available only after its deadline",
    "I-14",
    standing({ availableAt: at("2026-03-11T11:06:00Z"), withheldUntil: at("2026-03-11T11:06:00Z") })
  ],
  [
    "not ended long after its deadline",
    "I-14",
    standing(
      { ...standings.retried, availableAt: at("2026-03-11T11:05:00Z") },
      { isWorkerHealthy: true, now: at("2026-03-11T11:06:00Z") }
    )
  ],
  ["sealed before its hour was over", "I-16", entryWith({ sealedAt: at("2026-03-10T11:59:59Z") })],

  ["under a lease and not leased", "I-17", standing({ leasedUntil: minutesLater(1) })],
  ["leased for hours", "I-17", standing({ ...standings.leased, leasedUntil: minutesLater(180) })],
  [
    "a lease that ran out",
    "I-17",
    standing(
      { ...standings.leased, leasedUntil: minutesLater(1) },
      { isWorkerHealthy: true, now: minutesLater(7) }
    )
  ],
  ["leased without an end", "I-30", standing({ ...standings.leased, leasedUntil: undefined })],
  ["due for long", "I-30", standing({}, { isWorkerHealthy: true, now: minutesLater(1) })],
  ["a retry tomorrow", "I-31", standing({ ...standings.retried, availableAt: minutesLater(600) })]
]

const invariantsIn = (rows: Rows): ReadonlyArray<string> =>
  audit({ balances: [], entries: [], now, ...rows }).violations.map(({ invariant }) => invariant)

describe("audit", () => {
  it.each(corruptions)("sees %s: %s", (_, invariant, rows) => {
    assert.deepStrictEqual(invariantsIn(rows), [invariant])
  })

  it("sees a corruption for every invariant it knows", () => {
    const seen = new Set(corruptions.map(([, invariant]) => invariant))

    assert.deepStrictEqual(
      Object.keys(Invariants).filter((id) => !seen.has(id as InvariantId)),
      []
    )
  })

  it.each(Object.entries(standings))("finds nothing wrong with a record that is %s", (_, fields) => {
    assert.deepStrictEqual(invariantsIn(standing(fields)), [])
    assert.deepStrictEqual(invariantsIn(standing(fields, { isWorkerHealthy: true })), [])
  })

  it("finds nothing wrong with rows that are right, though they look alike", () => {
    const others: ReadonlyArray<Partial<UsageRecord>> = [
      { allocations: [], quantity: 0, used: Quantity.zero, dimension: "storage" },
      { hour: MeteringHour.plus(hour, 1), sealedAt: at("2026-03-10T13:15:00Z") },
      { hour: MeteringHour.plus(hour, -24) },
      { account: "bolt", agreement: license("2") },
      { account: "coyote", agreement: { _tag: "Product", buyer: "111111111111" } },
      { account: "dune", agreement: { _tag: "Legacy", customerIdentifier: buyer } },
      // A cut-over: the same buyer by product, in the hours before.
      { hour: MeteringHour.plus(hour, -2), agreement: { _tag: "Product", buyer } },
      // The last and the first hour of a subscription that ended within its hour.
      {
        account: "elm",
        agreement: license("3"),
        timestamp: at("2026-03-10T11:10:00Z"),
        sealedAt: at("2026-03-10T11:21:00Z"),
        deadline: at("2026-03-10T12:20:00Z")
      },
      {
        account: "fern",
        agreement: license("4"),
        quantity: 2_147_483_647,
        used: quantity("2147483647"),
        allocations: []
      }
    ]
    const entries = [{}, ...others].map((fields) =>
      entryOf({ ...standings.settled, record: recordOf(fields), endedAt: minutesLater(180) })
    )

    const report = audit({ ...move({}), balances: [aBalance], entries, now: minutesLater(240) })

    assert.deepStrictEqual(report, {
      accounts: 1,
      records: 10,
      moves: 1,
      violationsFound: 0,
      violations: []
    })
  })

  it("holds nothing against waiting records while no worker is said to be healthy", () => {
    const entries = [standings.sealed, standings.leased, standings.retried].map((fields, i) =>
      entryOf({ ...fields, record: recordOf({ hour: MeteringHour.plus(hour, -i) }) })
    )

    assert.deepStrictEqual(invariantsIn({ entries, now: at("2026-03-20T00:00:00Z") }), [])
  })

  it("says whose row it is, what was found and what to do", () => {
    const entry = entryOf({ ...standings.dead, reason: undefined })

    const { violations } = audit({ balances: [], entries: [entry], now })

    assert.deepStrictEqual(violations, [
      {
        invariant: "I-13",
        account: "acme",
        meter: "requests",
        dedupKey: recordOf().dedupKey,
        found: "it is dead and nothing says why",
        nextStep: Invariants["I-13"].nextStep
      }
    ])
  })

  it("tells of a thousand violations and counts them all", () => {
    const entries = Array.from({ length: 1_200 }, (_, i) =>
      entryOf({
        ...standings.dead,
        reason: undefined,
        record: recordOf({ hour: MeteringHour.plus(hour, -i) })
      })
    )

    const report = audit({ balances: [], entries, now })

    assert.deepStrictEqual([report.violations.length, report.violationsFound], [1_000, 1_200])
  })

  it("looks the same whatever the order and the pages", () => {
    const regions = [exampleRegion, "eu-central-1"]
    const entries = regions.map((region) =>
      entryOf({ ...standings.settled, record: recordOf({ account: region, region }) })
    )

    for (const ordered of [entries, entries.toReversed()])
      assert.deepStrictEqual(invariantsIn({ entries: ordered }), ["I-3"])
  })
})

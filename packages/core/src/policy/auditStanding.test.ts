import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration } from "effect"
import { entryOf, now, recordOf, standings } from "../../test/ledgerEntry.ts"
import type { Instant } from "../model/Instant.ts"
import type { LedgerEntry } from "../model/LedgerEntry.ts"
import { auditStanding } from "./auditStanding.ts"

const { deadline, sealedAt } = recordOf()

const patience = Duration.minutes(5)
const after = (instant: Instant, millis = 0) =>
  DateTime.addDuration(instant, Duration.sum(patience, Duration.millis(millis)))
const before = (instant: Instant, millis = 0) =>
  DateTime.subtractDuration(instant, Duration.sum(patience, Duration.millis(millis)))

interface Edge {
  readonly edge: string
  readonly within: Partial<LedgerEntry>
  readonly beyond: Partial<LedgerEntry>
  readonly found: string
  readonly now?: Instant
}

const edges: ReadonlyArray<Edge> = [
  {
    edge: "an end before the sealing, by clocks that differ",
    within: { ...standings.dead, endedAt: before(sealedAt) },
    beyond: { ...standings.dead, endedAt: before(sealedAt, 1) },
    found: "I-6 it was ended at 2026-03-10T12:09:59.999Z, before it was sealed at 2026-03-10T12:15:00.000Z"
  },
  {
    edge: "a lease that is long",
    within: { ...standings.leased, leasedUntil: after(after(now)) },
    beyond: { ...standings.leased, leasedUntil: after(after(now), 1) },
    found: "I-17 it is leased until 2026-03-10T12:30:00.001Z, longer than any worker works"
  },
  {
    edge: "a lease that ran out",
    within: { ...standings.leased, leasedUntil: before(now) },
    beyond: { ...standings.leased, leasedUntil: before(now, 1) },
    found: "I-17 its lease ran out at 2026-03-10T12:14:59.999Z and nobody has taken it over"
  },
  {
    edge: "a record that is due",
    within: { ...standings.retried, availableAt: before(now) },
    beyond: { ...standings.retried, availableAt: before(now, 1) },
    found: "I-30 it is due since 2026-03-10T12:14:59.999Z and nobody has taken it up"
  },
  {
    edge: "a retry that waits",
    within: { ...standings.retried, availableAt: after(after(now)) },
    beyond: { ...standings.retried, availableAt: after(after(now), 1) },
    found: "I-31 it waits until 2026-03-10T12:30:00.001Z, and no guard withholds it"
  },
  {
    edge: "a wait to the deadline",
    within: { ...standings.withheld, availableAt: after(deadline), withheldUntil: after(deadline) },
    beyond: { ...standings.withheld, availableAt: after(deadline, 1), withheldUntil: after(deadline, 1) },
    found: "I-14 it is next due at 2026-03-11T11:05:00.001Z, after its deadline 2026-03-11T11:00:00.000Z"
  },
  {
    edge: "a lease to the deadline",
    within: { ...standings.leased, leasedUntil: after(deadline) },
    beyond: { ...standings.leased, leasedUntil: after(deadline, 1) },
    found: "I-14 it is next due at 2026-03-11T11:05:00.001Z, after its deadline 2026-03-11T11:00:00.000Z",
    now: DateTime.subtractDuration(deadline, Duration.millis(1))
  },
  {
    edge: "a second attempt that a duplicate answers",
    within: { ...standings.settledEarlier, attempts: 2 },
    beyond: { ...standings.settledEarlier, attempts: 1 },
    found: "I-5 it is settled as accepted at an earlier attempt, and there was none"
  }
]

const sentences: ReadonlyArray<readonly [found: string, fields: Partial<LedgerEntry>]> = [
  [
    "I-4 it is settled without a metering record id, and no attempt may have been accepted",
    { ...standings.settled, meteringRecordId: undefined }
  ],
  [
    "I-4 it has the metering record id b0000000 and is dead, not settled",
    { ...standings.dead, meteringRecordId: "b0000000" }
  ],
  ["I-6 it is leased, and no attempt was written down", { ...standings.leased, attempts: 0 }],
  ["I-6 it is in doubt, and no attempt was written down", { ...standings.inDoubt, attempts: 0 }],
  ["I-6 it may be accepted, and no attempt was written down", { ...standings.unheard, attempts: 0 }],
  ["I-9 it is dead, and an attempt may have been accepted", { ...standings.dead, mayBeAccepted: true }],
  ["I-13 it is dead and nothing says why", { ...standings.dead, reason: undefined }],
  [
    "I-13 it is in doubt, and no attempt may have been accepted",
    { ...standings.inDoubt, mayBeAccepted: false }
  ],
  ["I-13 it is dead and nothing says since when", { ...standings.dead, endedAt: undefined }],
  ["I-13 it ended at 2026-03-10T12:20:00.000Z and is sealed, which is no end", { endedAt: now }],
  ["I-17 it is sealed and under a lease until 2026-03-10T12:14:59.999Z", { leasedUntil: before(now, 1) }],
  ["I-30 it is leased without an end", { ...standings.leased, leasedUntil: undefined }]
]

const foundIn = (fields: Partial<LedgerEntry>, at: Instant = now): ReadonlyArray<string> =>
  auditStanding(entryOf(fields), { isWorkerHealthy: true, now: at }).map(
    ({ found, invariant }) => `${invariant} ${found}`
  )

describe("auditStanding", () => {
  it.each(edges)("lets $edge be as long as clocks and passes account for, and no longer", (edge) => {
    assert.deepStrictEqual(foundIn(edge.within, edge.now), [])
    assert.deepStrictEqual(foundIn(edge.beyond, edge.now), [edge.found])
  })

  it("leaves what is past its deadline to the worker for a while, and longer under a running lease", () => {
    const waits = { ...standings.retried, availableAt: deadline }
    const runs = { ...standings.leased, leasedUntil: DateTime.addDuration(deadline, Duration.minutes(1)) }

    assert.deepStrictEqual(foundIn(waits, after(deadline)), [])
    assert.include(
      foundIn(waits, after(deadline, 1)).join(),
      "I-14 its deadline 2026-03-11T11:00:00.000Z is past"
    )
    assert.deepStrictEqual(foundIn(runs, after(deadline, 60_000)), [])
    assert.include(foundIn(runs, after(deadline, 60_001)).join(), "and it is leased still")
  })

  it("holds nothing against an ended record, however long ago it ended", () => {
    for (const end of [standings.settled, standings.settledEarlier, standings.dead, standings.inDoubt])
      assert.deepStrictEqual(foundIn(end, after(deadline, 1e10)), [])
  })

  it.each(sentences)("says of a record what contradicts it: %s", (found, fields) => {
    assert.deepStrictEqual(foundIn(fields), [found])
  })

  it.each<[what: string, fields: Partial<LedgerEntry>, at?: Instant]>([
    [
      "a first attempt of which AWS said that it may be accepted, and then gave the id",
      { ...standings.settled, mayBeAccepted: true }
    ],
    [
      "an ended record that was to be sent long after now",
      { ...standings.settled, availableAt: after(deadline, 1) }
    ],
    [
      "a record at its deadline that waits for longer, for the worker ends it",
      { ...standings.withheld, availableAt: after(deadline, 1), withheldUntil: after(deadline, 1) },
      deadline
    ]
  ])("holds nothing against %s", (_, fields, time) => {
    assert.deepStrictEqual(foundIn(fields, time), [])
  })
})

import {
  Aggregation,
  aggregateUsage,
  Balance,
  HourUsage,
  type MeteredUsage,
  Quantity,
  RecordLedger,
  type Sealing,
  type Tags,
  type UsageEvent
} from "@tallyhour/core"
import { at, hourOf, quantity } from "@tallyhour/core/testing"
import { DateTime, Effect } from "effect"
import { assert, describe, it } from "vitest"
import { append, appendIn, balances, link, noon, usage } from "../test/steps.ts"
import { testDatabase } from "../test/testDatabase.ts"
import { openClient } from "../test/transactions.ts"

const database = testDatabase()

describe.skipIf(database.isMissing)("aggregating in Postgres", () => {
  it(
    "comes to what core makes of 60 000 events of every aggregation, in two sealings",
    { timeout: 60_000 },
    async () => {
      const { run } = await database.open()
      const events = Array.from({ length: 60_000 }, (_, i) => anEvent(i))
      await run(link(accounts))
      const offered: Array<MeteredUsage> = []

      for (const half of [events.slice(0, 150_000), events.slice(150_000)]) {
        for (let from = 0; from < half.length; from += 10_000)
          await run(append(half.slice(from, from + 10_000)))
        await run(offerTo(offered))
      }

      const rows = await run(balances)
      assert.deepStrictEqual(sumsOf(offered), sumsOf(aggregateUsage(events)))
      assert.deepStrictEqual(
        rows.filter((row) => Balance.unexplained(row) !== Quantity.zero),
        []
      )
      assert.strictEqual(
        Quantity.sum(rows.map(({ recorded }) => recorded)),
        Quantity.sum(aggregateUsage(events).flatMap(({ hours }) => hours.map((open) => open.quantity)))
      )
    }
  )

  it("counts a reading whose transaction was open across sealings once, when it commits", async () => {
    const { pool, run, store } = await database.open()
    const reading = (time: string, units: string): UsageEvent => ({
      ...usage({ account: "a", occurredAt: `2026-03-10T${time}:00Z`, quantity: units }),
      aggregation: "time-weighted"
    })
    const offered: Array<MeteredUsage> = []
    await run(link(["a"]))
    await run(append([reading("09:30", "8")]))
    const slow = await openClient(pool)
    await appendIn(store, slow.transaction, [reading("09:45", "0")])
    // Transactions that begin later and end earlier must not hide it.
    await run(append([reading("11:00", "1")]))
    await run(offerTo(offered))
    const before = offered.splice(0)
    await run(append([reading("10:30", "2")]))
    await run(offerTo(offered))
    const meanwhile = offered.splice(0)

    await slow.end("commit")
    await run(offerTo(offered))
    const after = offered.splice(0)
    await run(offerTo(offered))

    assert.deepStrictEqual(
      [before, meanwhile, after, offered].map((usages) =>
        sumsOf(usages).map(([, , hour, units]) => [hour, Quantity.format(units)])
      ),
      [
        [
          [hourOf("2026-03-10T09:00:00Z"), "4"],
          [hourOf("2026-03-10T10:00:00Z"), "4"],
          [hourOf("2026-03-10T11:00:00Z"), "1"]
        ],
        [[hourOf("2026-03-10T10:00:00Z"), "1"]],
        [
          [hourOf("2026-03-10T09:00:00Z"), "-2"],
          [hourOf("2026-03-10T10:00:00Z"), "-4"]
        ],
        []
      ]
    )
    assert.deepStrictEqual((await run(balances)).map(Balance.unexplained), [Quantity.zero])
  })
})

const accounts = Array.from({ length: 20 }, (_, i) => `account ${i}`)

const tags: ReadonlyArray<Tags> = [[], [], [["team", "red"]], [["team", "blue"]]]

/** An event of the eight hours before noon; the same for the same number. */
const anEvent = (i: number): UsageEvent => {
  const aggregation = Aggregation.literals[i % 6]!
  // A step that shares no factor with the number of milliseconds leads through all of them in disorder.
  const millis = (i * 7_654_321) % (8 * 3_600_000)
  const isOne = aggregation === "count" || aggregation === "distinct"
  return {
    eventId: `event ${(i * 48_271) % 2_147_483_647}`,
    account: accounts[(i >> 3) % accounts.length]!,
    meter: i % 11 === 0 ? "mixed" : aggregation,
    quantity: isOne
      ? Quantity.ofUnits(1)
      : quantity(`${i % 97}.${String((i * 999_983) % 999_999_999_989).padStart(12, "0")}`),
    occurredAt: DateTime.add(at("2026-03-10T04:00:00Z"), { milliseconds: millis }),
    tags: tags[(i >> 2) % tags.length]!,
    aggregation,
    property: aggregation === "distinct" ? `value ${i % 1009}` : ""
  }
}

/** Seals without a record: what is offered is kept for the test, and held in the books. */
const offerTo = (offered: Array<MeteredUsage>) =>
  Effect.flatMap(RecordLedger, (ledger) =>
    ledger.seal(
      (due): Sealing => {
        offered.push({ account: due.account, meter: due.meter, hours: due.openHours })
        return {
          account: due.account,
          meter: due.meter,
          sealed: due.openHours.map(({ hour }) => hour),
          records: [],
          carry: undefined,
          moves: [],
          included: [],
          setAside: due.openHours.map(({ hour, quantity: units }) => ({
            hour,
            quantity: units,
            kind: "held",
            reason: "held"
          })),
          withheld: []
        }
      },
      { now: noon, openHoursMax: 10_000, through: hourOf("2026-03-10T13:00:00Z") }
    )
  )

/** What each account, meter and hour came to in all, without hours of nothing. */
const sumsOf = (used: ReadonlyArray<MeteredUsage>) => {
  const sums = new Map<string, HourUsage>()
  for (const { account, hours, meter } of used)
    for (const { hour, ...open } of hours) {
      const key = JSON.stringify([account, meter, hour])
      sums.set(key, HourUsage.add(sums.get(key) ?? HourUsage.none, open))
    }
  return [...sums]
    .filter(([, sum]) => !HourUsage.isNone(sum))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([key, sum]) => [...(JSON.parse(key) as [string, string, number]), sum.quantity, sum.tagged] as const
    )
}

import { lastSealableHour, MeteringPolicy, Quantity, RecordLedger, type UsageEvent } from "@tallyhour/core"
import { sealAt } from "@tallyhour/core/testing"
import { Effect, Exit } from "effect"
import { assert, beforeAll, describe, it } from "vitest"
import { append, balances, link, noon, sealDue, usage } from "../test/steps.ts"
import { type OpenStore, testDatabase } from "../test/testDatabase.ts"

const database = testDatabase()

const accounts = ["a", "b", "c"]

/** Of more hours than are read at once: three of each account and meter, so that a part ends between them; some with tags. */
const muchUsage = accounts.flatMap((account) =>
  Array.from({ length: 300 }, (_, n) =>
    ["09", "10", "11"].map((hour): UsageEvent => {
      const event = usage({
        account,
        meter: `meter ${n}`,
        occurredAt: `2026-03-10T${hour}:30:00Z`,
        quantity: `${n}.5`
      })
      return account === "c" && hour === "10" ? { ...event, tags: [["team", "press"]] } : event
    })
  ).flat()
)

let opened: OpenStore

const nothing = { carries: 0, open: 0, records: 0 }

/** What stands open, and what came of sealing. */
const standing = async () => {
  const { rows } = await opened.pool.query<{ carries: number; open: number; records: number }>(
    `select (select count(*)::integer from "${opened.schema}".carry) as carries,
      (select count(*)::integer from "${opened.schema}".open_hour) as open,
      (select count(*)::integer from "${opened.schema}".usage_record) as records`
  )
  return rows[0]!
}

describe.skipIf(database.isMissing)("sealing that is written in parts", () => {
  beforeAll(async () => {
    opened = await database.open()
    await opened.run(link(accounts))
    await opened.run(append(muchUsage))
  })

  it.each([
    [
      "the server refuses one",
      "insert on %.usage_record",
      "new",
      "raise exception 'refused' using errcode = 'check_violation';"
    ],
    ["somebody takes an open hour away meanwhile", "delete on %.open_hour", "old", "return null;"]
  ])("writes none of them when %s", async (_, act, row, body) => {
    const { pool, run, schema } = opened
    await pool.query(`
      create function "${schema}".interfere() returns trigger language plpgsql as $$ begin ${body} end $$;
      create trigger interfere before ${act.replace("%", `"${schema}"`)}
        for each row when (${row}.account = 'a' and ${row}.meter = 'meter 7') execute function "${schema}".interfere()`)

    const refused = await run(Effect.exit(sealDue()))
    await pool.query(`drop function "${schema}".interfere() cascade`)

    assert.isTrue(Exit.isFailure(refused))
    assert.deepStrictEqual(await standing(), nothing)
  })

  it("writes none of them when a later one cannot be decided", async () => {
    const decide = sealAt(noon)
    let decided = 0
    const sealed = Effect.flatMap(RecordLedger, (ledger) =>
      ledger.seal(
        (due) => {
          if (++decided > 860) throw new Error("undecided")
          return decide(due)
        },
        { now: noon, openHoursMax: 10_000, through: lastSealableHour(noon, MeteringPolicy) }
      )
    )

    const undecided = await opened.run(Effect.exit(sealed))

    assert.isTrue(Exit.isFailure(undecided))
    assert.deepStrictEqual([decided, await standing()], [861, nothing])
  })

  it("comes to the same as all at once", async () => {
    const { openHours, records } = await opened.run(sealDue())

    const books = await opened.run(balances)
    const sum = (figure: "carried" | "pending" | "recorded") =>
      Quantity.format(Quantity.sum(books.map((balance) => balance[figure])))
    // The first meter of each account comes to a unit in its second hour only.
    assert.deepStrictEqual(
      [openHours, records, await standing()],
      [2_700, 2_694, { carries: 900, open: 0, records: 2_694 }]
    )
    assert.deepStrictEqual([sum("recorded"), sum("pending"), sum("carried")], ["405000", "404550", "450"])
  })
})

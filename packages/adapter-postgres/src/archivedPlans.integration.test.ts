import { MeteringHour } from "@tallyhour/core"
import { at } from "@tallyhour/core/testing"
import { Kysely, PostgresDialect, type RawBuilder, sql } from "kysely"
import { assert, beforeAll, describe, it } from "vitest"
import { noon } from "../test/steps.ts"
import { type OpenStore, testDatabase } from "../test/testDatabase.ts"
import { namesIn } from "./schema/Names.ts"
import { runnerOf } from "./SqlRunner.ts"
import { balances } from "./statement/balances.ts"
import { countEvents } from "./statement/countEvents.ts"
import { openDueUsage } from "./statement/openDueUsage.ts"
import { ledgerEntries } from "./statement/ledgerEntries.ts"
import { unbilled } from "./statement/unbilled.ts"

const database = testDatabase()

/** Twenty thousand archived events and records of a hundred accounts, of which some have usage of now. */
const fill = (schema: string): string => `
  set search_path = "${schema}";
  insert into archived_event
  select n::text, 'a' || n % 100, 'm', 1, '2026-01-01T00:00:00Z'::timestamptz - n * interval '1 hour', '[]',
    case when n % 2 = 0 then 'max' else 'sum' end, '', '2026-01-01T00:00:00Z', '3', 1
  from generate_series(1, 20000) n;
  insert into archived_record
  select n::text, 'a' || n % 100, 'm', 'p', 'r', '{}', 'd', '2026-01-01T00:00:00Z'::timestamptz - n * interval '1 hour',
    '2026-01-01T00:00:00Z', 1, 1, '[]', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', null, '2026-01-01T00:00:00Z',
    case when n % 1000 = 0 then 'dead' else 'settled' end, '2026-01-01T00:00:00Z', 1, false, null, null, 'none', 'id',
    '2026-01-01T00:00:00Z', 1
  from generate_series(1, 20000) n;
  insert into archived_figure select 'a' || n, 'm', 'recorded', 200 from generate_series(0, 99) n;
  insert into usage_event (event_id, account, meter, quantity, occurred_at, tags, aggregation, property, recorded_at)
  select 'new ' || n, 'a' || n, 'm', 1, '2026-03-10T11:10:00Z', '[]', 'max', '', '2026-03-10T11:10:00Z'
  from generate_series(0, 9) n;
  insert into open_hour select 'a' || n, 'm', '2026-03-10T11:00:00Z', '[]', 1 from generate_series(0, 9) n;
  insert into agreement select 'g' || n, 'a' || n from generate_series(0, 9) n;
  insert into subscription (account, product_code, agreement_key, agreement, region, active_from)
  select 'a' || n, 'p', 'g' || n, '{}', 'r', '2025-01-01T00:00:00Z' from generate_series(0, 9) n;
  analyze archived_event, archived_record, archived_figure, usage_event, usage_record, open_hour, subscription`

describe.skipIf(database.isMissing)("with an archive that is far larger than what is at work", () => {
  let open: OpenStore
  beforeAll(async () => {
    open = await database.open()
    const client = await open.pool.connect()
    await client.query(fill(open.schema))
    client.release(true)
  })

  const names = () => namesIn(open.schema)
  const statements: Readonly<Record<string, () => RawBuilder<unknown>>> = {
    balances: () => balances(names()),
    "what is not billed": () => unbilled(names()),
    "a page of an audit": () => ledgerEntries(names(), { after: "5", recordsMax: 100 }),
    "a count": () => countEvents(names(), "1:1:"),
    "what is due": () =>
      openDueUsage(names(), {
        guarded: ["m"],
        now: noon,
        openHoursMax: 1000,
        through: MeteringHour.of(at("2026-03-10T11:00:00Z"))
      })
  }

  it.each(Object.entries(statements))(
    "%s is found by index, and reads nearly none of it",
    async (_, statement) => {
      const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: open.pool }) })
      const transaction = await db.startTransaction().execute()

      const lines = await runnerOf(transaction)(
        sql<{ "QUERY PLAN": string }>`explain (analyze, costs off, timing off, summary off) ${statement()}`
      )
      await transaction.rollback().execute()

      const scans = lines
        .map((line) => line["QUERY PLAN"])
        .filter((line) => /on archived_(event|record)/.test(line))
      const rows = scans.map((line) => Number(/rows=(\d+)/.exec(line)?.[1] ?? 0))
      assert.deepStrictEqual(
        scans.filter((line) => line.includes("Seq Scan")),
        []
      )
      assert.isAbove(scans.length, 0)
      assert.isAtMost(Math.max(...rows), 101)
    }
  )
})

import { makeMarketplaceEmulator, memoryTransport } from "@tallyhour/adapter-memory"
import { type CatalogueInput, createMeter, type UsageEventInput } from "@tallyhour/core"
import { foreignCaller } from "./foreignCaller.ts"
import { foreignMeters, foreignNow } from "./foreignEvents.ts"
import type { OpenStore, TestDatabase } from "./testDatabase.ts"

/** Makes a meter of a catalogue on a store, and collects what it logs. */
export const openMeter = (
  { store }: OpenStore,
  meters: CatalogueInput["products"][number]["meters"] = foreignMeters
) => {
  const logged: Array<string> = []
  const meter = createMeter({
    catalogue: { products: [{ code: "4ml54db8vrmju", meters }] },
    log: (level, message) => logged.push(`${level} ${message}`),
    now: () => Date.parse(foreignNow),
    store,
    transport: memoryTransport(makeMarketplaceEmulator())
  })
  return { logged, meter }
}

/** Opens a schema of which the database has been told of the meters, and a service in another language that records in it. */
export const openForeign = async (database: TestDatabase) => {
  const open = await database.open()
  const { meter } = openMeter(open)
  await meter.migrate()
  return { ...open, caller: foreignCaller(open.pool, open.schema), meter }
}

/** What `openForeign` opens. */
export type ForeignScene = Awaited<ReturnType<typeof openForeign>>

/** Makes an event as a service in another language has it. */
export const usage = (event: Partial<UsageEventInput> = {}): UsageEventInput => ({
  account: "acme",
  eventId: "1",
  meter: "requests",
  occurredAt: "2026-03-10T11:30:00.123Z",
  quantity: "1.5",
  ...event
})

/** Reads the events of a schema, in the order of their ids, without what the store alone knows of them. */
export const rowsIn = async ({ pool, schema }: OpenStore) => {
  const { rows } = await pool.query(
    `select event_id, account, meter, quantity::text, to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as occurred_at, tags, aggregation, property, recorded_at
     from "${schema}".usage_event order by event_id`
  )
  return rows
}

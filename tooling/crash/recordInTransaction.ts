import type { PostgresTransaction } from "@tallyhour/adapter-postgres"
import type { MeterHandle, UsageEventInput } from "@tallyhour/core"
import type { Pool, PoolClient } from "pg"

/** Where the seller's application keeps its own work. */
export const workTable = "create table work (event_id text primary key)"

type Meter = Pick<MeterHandle<PostgresTransaction>, "record">

/** Does a piece of work and records its usage in one transaction; `before` happens just before the commit. */
export const recordInTransaction = async (
  pool: Pool,
  meter: Meter,
  event: UsageEventInput,
  before: (client: PoolClient) => Promise<unknown> = async () => undefined
) => {
  const client = await pool.connect()
  try {
    await client.query("begin")
    await client.query("insert into work (event_id) values ($1) on conflict do nothing", [event.eventId])
    const recorded = await meter.record(client, event)
    await before(client)
    await client.query("commit")
    client.release()
    return recorded
  } catch (error) {
    client.release(true)
    throw error
  }
}

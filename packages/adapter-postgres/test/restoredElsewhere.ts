import type { PoolClient } from "pg"
import type { OpenStore } from "./testDatabase.ts"

/** How a dump is restored by these tests. */
interface RestoreOptions {
  /** How much higher the numbers of transactions of the dump's server are than they would be on this one. */
  readonly ahead: bigint
  /** Whether each row is inserted in a transaction of its own, as a dump of inserts does it. */
  readonly byRow?: boolean
  /** Which server the dump says that it is from. */
  readonly server?: string
}

/**
 * Restores what one schema holds into another that is migrated and empty, as a dump of another server would be: the same rows, under
 * numbers of transactions that are that server's.
 */
export const restoreElsewhere = async (
  from: OpenStore,
  to: OpenStore,
  { ahead, byRow = false, server = "another" }: RestoreOptions
): Promise<void> => {
  const client = await to.pool.connect()
  const copy = async (table: string, columns: string, values = columns) => {
    const rows = `select ${values} from "${from.schema}".${table}`
    const insert = `insert into "${to.schema}".${table} (${columns})`
    if (!byRow) return void (await client.query(`${insert} ${rows}`))
    const { rows: keys } = await client.query<{ key: string }>(
      `select ctid::text as key from "${from.schema}".${table}`
    )
    for (const { key } of keys) await client.query(`${insert} ${rows} where ctid = '${key}'::tid`)
  }
  // Whoever restores a dump creates the triggers last.
  await client.query("set session_replication_role = replica")
  const { rows: authors } = await from.pool.query<{ number: string }>(
    `select (counted_xid::text::bigint + ${ahead})::text as number from "${from.schema}".counted_snapshot`
  )
  if (!byRow) await beginUnder(client, { otherThan: authors[0]!.number })
  await client.query(`delete from "${to.schema}".counted_snapshot`)
  const { rows } = await from.pool.query<{ snapshot: string }>(
    `select snapshot::text as snapshot from "${from.schema}".counted_snapshot`
  )
  await copy(
    "counted_snapshot",
    "snapshot, idle_through, server, counted_xid",
    `'${shifted(rows[0]!.snapshot, ahead)}', idle_through, '${server}', (counted_xid::text::bigint + ${ahead})::text::xid8`
  )
  for (const [table, columns] of Object.entries(tables)) await copy(table, columns)
  await copy(
    "usage_event",
    `${eventColumns}, recorded_xid`,
    `${eventColumns}, (recorded_xid::text::bigint + ${ahead})::text::xid8`
  )
  if (!byRow) await client.query("commit")
  client.release(true)
}

/**
 * Begins a transaction that has another number than one: who restores a row under the very number of its author on the other
 * server cannot be told from that author. The tests stay so near to it that other tests on this server can make it happen.
 */
const beginUnder = async (
  client: PoolClient,
  { otherThan }: { readonly otherThan: string }
): Promise<void> => {
  while (true) {
    await client.query("begin")
    const { rows } = await client.query<{ own: string }>("select pg_current_xact_id()::text as own")
    if (rows[0]!.own !== otherThan) return
    await client.query("rollback")
  }
}

/** The numbers of transactions that matter to a restore: the lowest of a dump, and the one that comes next on the server. */
export const numbersOf = async ({
  pool,
  schema
}: OpenStore): Promise<{ readonly lowest: bigint; readonly next: bigint }> => {
  const { rows } = await pool.query<{ lowest: string; next: string }>(
    `select least(min(recorded_xid::text::bigint), min(pg_snapshot_xmin(snapshot)::text::bigint))::text as lowest,
       pg_snapshot_xmax(pg_current_snapshot())::text as next
     from "${schema}".usage_event, "${schema}".counted_snapshot`
  )
  return { lowest: BigInt(rows[0]!.lowest), next: BigInt(rows[0]!.next) }
}

const shifted = (snapshot: string, ahead: bigint): string => {
  const [xmin, xmax, running = ""] = snapshot.split(":")
  const shift = (number: string) => String(BigInt(number) + ahead)
  return `${shift(xmin!)}:${shift(xmax!)}:${running.split(",").filter(Boolean).map(shift).join(",")}`
}

const eventColumns =
  "event_id, account, meter, quantity, occurred_at, tags, aggregation, property, recorded_at"

const recordColumns =
  "dedup_key, account, meter, product_code, region, agreement, dimension, hour, stamped_at, quantity, used, allocations, deadline, sealed_at, withheld_until, send_before, state, available_at, attempts, may_be_accepted, lease_id, leased_until, reason, metering_record_id, ended_at"

const tables = {
  agreement: "agreement_key, account",
  archived_event: `${eventColumns}, recorded_xid, archived_as`,
  archived_figure: "account, meter, figure, quantity",
  archived_record: `${recordColumns}, archived_as`,
  archived_series: "account, meter, hour, quantity",
  carry: "account, meter, hour, quantity",
  open_hour: "account, meter, hour, tags, quantity",
  subscription:
    "account, product_code, agreement_key, agreement, buyer, region, active_from, active_until, allowances",
  usage_record: recordColumns
}

import { awsTransport } from "@tallyhour/adapter-aws"
import { type PostgresTransaction, postgresStore } from "@tallyhour/adapter-postgres"
import { createMeter, type MeterHandle } from "@tallyhour/core"
import type pg from "pg"

/** Sets up metering on the pool that a backend has already, and starts a worker beside its requests. */
export const startMetering = async (pool: pg.Pool) => {
  // #region set-up
  const meter = createMeter({
    catalogue: { products: [{ code: "4ml54db8vrmjuykaw1psroool", meters: [{ name: "orders" }] }] },
    store: postgresStore(pool),
    transport: awsTransport()
  })
  await meter.migrate()
  await meter.link({
    account: "acme",
    productCode: "4ml54db8vrmjuykaw1psroool",
    agreement: {
      _tag: "License",
      buyer: "111111111111",
      licenseArn: "arn:aws:license-manager::294406891311:license:l-1b2c3d4e5f60718293a4b5c6d7e8f901"
    },
    region: "us-east-1",
    activeFrom: "2026-01-01T00:00:00Z"
  })
  const worker = meter.startWorker()
  process.once("SIGTERM", () => void worker.stop())
  // #endregion
  return meter
}

/** Does some work and records its usage in one transaction, with nothing but a `pg` client. */
export const placeOrder = async (
  pool: pg.Pool,
  meter: MeterHandle<PostgresTransaction>,
  order: { readonly id: string; readonly account: string; readonly placedAt: Date }
): Promise<void> => {
  const client = await pool.connect()
  // #region plain-pg
  try {
    await client.query("begin")
    await client.query("insert into shop_order (id, account) values ($1, $2)", [order.id, order.account])
    await meter.record(client, {
      eventId: order.id,
      account: order.account,
      meter: "orders",
      quantity: 1,
      occurredAt: order.placedAt
    })
    await client.query("commit")
  } catch (error) {
    await client.query("rollback")
    throw error
  } finally {
    client.release()
  }
  // #endregion
}

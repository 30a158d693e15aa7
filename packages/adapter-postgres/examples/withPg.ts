import type { Pool } from "pg"
import { type Meter, type Order, usageOf } from "./Order.ts"

/** Places an order and records its usage, in one transaction of a `pg` client. */
export const placeOrder = async (pool: Pool, meter: Meter, order: Order) => {
  const client = await pool.connect()
  // #region pg
  try {
    await client.query("begin")
    await client.query("insert into shop_order (id, account) values ($1, $2)", [order.id, order.account])
    await meter.record(client, usageOf(order))
    await client.query("commit")
  } catch (error) {
    await client.query("rollback")
    throw error
  } finally {
    client.release()
  }
  // #endregion
}

import { postgresJsTransaction } from "@tallyhour/adapter-postgres"
import type { Sql } from "postgres"
import { type Meter, type Order, usageOf } from "./Order.ts"

/** Places an order and records its usage, in one transaction of postgres.js. */
export const placeOrder = async (sql: Sql, meter: Meter, order: Order) => {
  // #region postgres-js
  await sql.begin(async (trx) => {
    await trx`insert into shop_order (id, account) values (${order.id}, ${order.account})`
    await meter.record(postgresJsTransaction(trx), usageOf(order))
  })
  // #endregion
}

import { drizzleTransaction } from "@tallyhour/adapter-postgres"
import { sql } from "drizzle-orm"
import type { NodePgDatabase } from "drizzle-orm/node-postgres"
import { pgTable, text } from "drizzle-orm/pg-core"
import type { PostgresJsDatabase } from "drizzle-orm/postgres-js"
import { type Meter, type Order, usageOf } from "./Order.ts"

const shopOrder = pgTable("shop_order", { id: text().primaryKey(), account: text().notNull() })

/** Places an order and records its usage, in one transaction of Drizzle. */
export const placeOrder = async (db: NodePgDatabase | PostgresJsDatabase, meter: Meter, order: Order) => {
  // #region drizzle
  await db.transaction(async (tx) => {
    await tx.insert(shopOrder).values({ id: order.id, account: order.account })
    await meter.record(drizzleTransaction(tx, sql), usageOf(order))
  })
  // #endregion
}

import { type RunSql, sqlTransaction } from "@tallyhour/adapter-postgres"
import { type Meter, type Order, usageOf } from "./Order.ts"

/** The slice of any driver that is used here: statements of the work are in a transaction, all of them or none. */
export interface AnyDriver {
  inTransaction(work: (query: RunSql) => Promise<void>): Promise<void>
}

/** Places an order and records its usage, in one transaction of any driver that runs SQL. */
export const placeOrder = async (driver: AnyDriver, meter: Meter, order: Order) => {
  // #region any-driver
  await driver.inTransaction(async (query) => {
    await query("insert into shop_order (id, account) values ($1, $2)", [order.id, order.account])
    await meter.record(
      sqlTransaction((text, parameters) => query(text, parameters)),
      usageOf(order)
    )
  })
  // #endregion
}

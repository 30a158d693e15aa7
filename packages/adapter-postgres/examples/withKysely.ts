import type { Kysely } from "kysely"
import { type Meter, type Order, usageOf } from "./Order.ts"

/** The tables of the example. */
export interface Shop {
  readonly shop_order: { readonly id: string; readonly account: string }
}

/** Places an order and records its usage, in one transaction of Kysely. */
export const placeOrder = async (db: Kysely<Shop>, meter: Meter, order: Order) => {
  // #region kysely
  await db.transaction().execute(async (trx) => {
    await trx.insertInto("shop_order").values({ id: order.id, account: order.account }).execute()
    await meter.record(trx, usageOf(order))
  })
  // #endregion
}

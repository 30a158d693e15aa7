import { knexTransaction } from "@tallyhour/adapter-postgres"
import type { Knex } from "knex"
import { type Meter, type Order, usageOf } from "./Order.ts"

/** Places an order and records its usage, in one transaction of Knex. */
export const placeOrder = async (knex: Knex, meter: Meter, order: Order) => {
  // #region knex
  await knex.transaction(async (trx) => {
    await trx("shop_order").insert({ id: order.id, account: order.account })
    await meter.record(knexTransaction(trx), usageOf(order))
  })
  // #endregion
}

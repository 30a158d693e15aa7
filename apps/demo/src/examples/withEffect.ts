import type { PostgresStore } from "@tallyhour/adapter-postgres"
import { recordUsage } from "@tallyhour/core"
import { Effect } from "effect"
import type { Kysely } from "kysely"

/** Tables of a backend that is written with Effect. */
export interface Shop {
  readonly shop_order: { readonly id: string; readonly account: string }
}

/** Places an order and records its usage in one transaction. Needs the catalogue; fails with the typed errors. */
// #region with-effect
export const placeOrder = Effect.fn("placeOrder")(function* (
  db: Kysely<Shop>,
  store: PostgresStore,
  { account, id, placedAt }: { readonly id: string; readonly account: string; readonly placedAt: Date }
) {
  const trx = yield* Effect.acquireRelease(
    Effect.promise(() => db.startTransaction().execute()),
    (open) => Effect.promise(async () => (open.isCommitted ? undefined : open.rollback().execute()))
  )
  const order = trx.insertInto("shop_order").values({ id, account })
  yield* Effect.promise(() => order.execute())
  const usage = { eventId: id, account, meter: "orders", quantity: 1, occurredAt: placedAt }
  yield* recordUsage(usage).pipe(Effect.provide(store.layerIn(trx)))
  yield* Effect.promise(() => trx.commit().execute())
}, Effect.scoped)
// #endregion

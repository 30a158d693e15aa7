import { Instant, Subscription } from "@tallyhour/core"
import { DateTime, Schema } from "effect"
import { quantityOf } from "./quantityOf.ts"
import type { SubscriptionRow } from "./statement/subscriptions.ts"

/** Reads a subscription back, checking again what was checked when it was written. */
export const subscriptionOf = (row: SubscriptionRow): Subscription =>
  decode({
    account: row.account,
    productCode: row.product_code,
    agreement: JSON.parse(row.agreement),
    region: row.region,
    activeFrom: Instant.ofMillis(Number(row.active_from)),
    ...(row.active_until === null ? {} : { activeUntil: Instant.ofMillis(Number(row.active_until)) }),
    ...(row.allowances === null ? {} : { allowances: allowancesOf(row.allowances) })
  })

const allowancesOf = (json: string) =>
  (JSON.parse(json) as ReadonlyArray<{ readonly quantity: string; readonly since?: string }>).map(
    ({ quantity, since, ...one }) => ({
      ...one,
      quantity: quantityOf(quantity),
      ...(since === undefined ? {} : { since: DateTime.makeUnsafe(since) })
    })
  )

const decode = Schema.decodeUnknownSync(Subscription)

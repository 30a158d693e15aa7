import { Instant, Subscription } from "@tallyhour/core"
import { Schema } from "effect"
import type { SubscriptionRow } from "./statement/subscriptions.ts"

/** Reads a subscription back, checking again what was checked when it was written. */
export const subscriptionOf = (row: SubscriptionRow): Subscription =>
  decode({
    account: row.account,
    productCode: row.product_code,
    agreement: JSON.parse(row.agreement),
    region: row.region,
    activeFrom: Instant.ofMillis(Number(row.active_from)),
    ...(row.active_until === null ? {} : { activeUntil: Instant.ofMillis(Number(row.active_until)) })
  })

const decode = Schema.decodeUnknownSync(Subscription)

import { DateTime, Effect, Equal } from "effect"
import { Instant } from "../model/Instant.ts"
import { termsOf } from "../policy/reportableUntil.ts"
import { RecordReview, type WaitingRecord } from "../port/RecordReview.ts"
import { SubscriptionRegistry } from "../port/SubscriptionRegistry.ts"

/**
 * Releases withheld records whose subscription has ended, because AWS takes its last records for an hour only.
 *
 * - **Shape**: returns how many were released.
 * - **Errors**: `StoreError`; the next pass releases them.
 */
export const releaseEnded = Effect.fn("releaseEnded")(function* () {
  const now = yield* DateTime.now
  const review = yield* RecordReview
  const withheld = yield* review.withheld(now)
  const ended = yield* Effect.filter(withheld, (waiting) => hasEnded(waiting, now))
  yield* Effect.forEach(ended, ({ record }) => review.release(record.dedupKey, now), { discard: true })
  return ended.length
})

const hasEnded = Effect.fnUntraced(function* ({ record }: WaitingRecord, now: Instant) {
  const registry = yield* SubscriptionRegistry
  const own = yield* registry.subscriptionsOf(record.account)
  const sold = own.filter(
    (one) => one.productCode === record.productCode && Equal.equals(one.agreement, record.agreement)
  )
  return sold.some((one) => {
    const { activeUntil } = termsOf(one, own)
    return one.covers(record.hour) && activeUntil !== undefined && !Instant.isBefore(now, activeUntil)
  })
})

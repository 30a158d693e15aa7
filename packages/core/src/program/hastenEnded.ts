import { DateTime, Effect } from "effect"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import { endedSubscriptions } from "../policy/endedSubscriptions.ts"
import { RecordLedger } from "../port/RecordLedger.ts"
import { SubscriptionRegistry } from "../port/SubscriptionRegistry.ts"

/**
 * Brings forward records that were sealed before anybody knew that their agreement would end, because AWS takes its last
 * records for an hour only.
 *
 * - **Shape**: returns how many records it moved. One that is older than AWS's lookback is too late in any case, so ends
 *   further away do not matter.
 * - **Errors**: `StoreError`; the next pass brings them forward.
 */
export const hastenEnded = Effect.fn("hastenEnded")(function* () {
  const now = yield* DateTime.now
  const registry = yield* SubscriptionRegistry
  const ending = yield* registry.endingBetween({
    from: DateTime.subtractDuration(now, MeteringLimits.lookback),
    until: DateTime.addDuration(now, MeteringLimits.lookback)
  })
  const ended = endedSubscriptions(ending)
  if (ended.length === 0) return 0
  const ledger = yield* RecordLedger
  return yield* ledger.hasten(ended)
})

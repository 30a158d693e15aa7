import { BatchMeterUsageCommand, type MarketplaceMeteringClient } from "@aws-sdk/client-marketplace-metering"
import type { TransportError } from "@tallyhour/core"
import { type Duration, Effect, Option } from "effect"
import type { ServiceClock } from "./ServiceClock.ts"
import { AskedForDate, askForDate } from "./wire/askForDate.ts"
import { sendOnce } from "./wire/sendOnce.ts"

/** How long AWS may take to tell its time, in milliseconds. */
const dateTimeout = 5_000

/** Says how far AWS's clock is ahead of ours: from what was heard in the last minute, or else by asking the service. */
export const clockSkewOf = Effect.fnUntraced(function* (
  client: MarketplaceMeteringClient,
  { clock, errorOf }: { readonly clock: ServiceClock; readonly errorOf: (thrown: unknown) => TransportError }
): Effect.fn.Return<Option.Option<Duration.Duration>, TransportError> {
  const heard = yield* clock.heard
  if (Option.isSome(heard)) return heard
  yield* clock.listen((hear) => {
    // Nothing of the command is sent, so that any of the service's will do.
    const command = new BatchMeterUsageCommand({ UsageRecords: [] })
    askForDate(command, hear)
    return sendOnce(command, (abortSignal) => client.send(command, { abortSignal }), {
      errorOf: (thrown) => thrown,
      millis: dateTimeout
    }).pipe(
      Effect.asVoid,
      Effect.catchIf(
        (thrown) => thrown instanceof AskedForDate,
        () => Effect.void
      ),
      Effect.mapError(errorOf)
    )
  })
  return yield* clock.heard
})

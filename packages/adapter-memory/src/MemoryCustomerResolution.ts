import { customerFrom, CustomerResolution, transportErrorFor } from "@tallyhour/core"
import { DateTime, Effect, Layer, Redacted } from "effect"
import type { MarketplaceEmulator } from "./marketplace/MarketplaceEmulator.ts"

const operation = "ResolveCustomer"

/**
 * Asks an emulator in the same process who stands behind a registration token, at the instant of the program's clock.
 *
 * **Example** (A token that nobody issued)
 *
 *     import { CustomerResolution } from "@tallyhour/core"
 *
 *     const token = Redacted.make("made up")
 *     const program = Effect.flatMap(CustomerResolution, ({ resolve }) => Effect.flip(resolve(token)))
 *     const error = await Effect.runPromise(
 *       program.pipe(Effect.provide(memoryCustomerResolution(makeMarketplaceEmulator())))
 *     )
 *
 *     error.reason._tag // => "RequestRefused"
 */
export const memoryCustomerResolution = (emulator: MarketplaceEmulator): Layer.Layer<CustomerResolution> =>
  Layer.succeed(CustomerResolution, {
    resolve: (token) =>
      Effect.gen(function* () {
        const answer = emulator.call({
          operation,
          region: "us-east-1",
          body: { RegistrationToken: Redacted.value(token) },
          now: DateTime.toEpochMillis(yield* DateTime.now)
        })
        if (answer._tag === "Answered" && answer.errorType === undefined)
          return yield* Effect.fromResult(customerFrom(answer.body))
        return yield* transportErrorFor({
          operation,
          name: answer._tag === "Answered" ? answer.errorType : undefined,
          status: answer._tag === "Answered" || answer._tag === "Html" ? answer.status : undefined,
          detail: answer._tag
        })
      })
  })

import { type MarketplaceEmulator, memoryTransport, startEmulator } from "@tallyhour/adapter-memory"
import type { UsageTransport } from "@tallyhour/core"
import { Effect, type Layer, type Scope } from "effect"

/** How a replay reaches the emulator: through the AWS SDK over HTTP, or directly. */
export type Via = "sdk" | "memory"

/** Opens the way from the worker to the emulator, and closes it at the end. */
export const openTransport = (
  via: Via,
  emulator: MarketplaceEmulator
): Effect.Effect<Layer.Layer<UsageTransport>, never, Scope.Scope> =>
  via === "memory" ? Effect.succeed(memoryTransport(emulator)) : serve(emulator)

const serve = Effect.fnUntraced(function* (emulator: MarketplaceEmulator) {
  const { awsTransport } = yield* Effect.promise(() => import("@tallyhour/adapter-aws"))
  const server = yield* Effect.acquireRelease(
    Effect.promise(() => startEmulator({ emulator, control: false })),
    (started) => Effect.promise(() => started.close())
  )
  // Weeks go by in seconds, so a rate by the second would be none; the emulator has no quota either.
  // It checks the form of a signature only, so these are no secret and open nothing.
  const credentials = { accessKeyId: "REPLAY", secretAccessKey: "replay" }
  return awsTransport({ endpoint: server.url, credentials, requestsPerSecond: Number.POSITIVE_INFINITY })
})

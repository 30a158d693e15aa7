import {
  batchRequest,
  type BatchAnswer,
  type MatchedAnswer,
  outcomesOf,
  type TransportError,
  transportErrorFor,
  type UsageBatch,
  UsageTransport
} from "@tallyhour/core"
import { DateTime, Effect, Layer } from "effect"
import type { MarketplaceEmulator } from "./marketplace/MarketplaceEmulator.ts"
import type { ServiceAnswer } from "./marketplace/ServiceAnswer.ts"

/**
 * Sends batches to an emulator in the same process, at the instant of the program's clock.
 *
 * - **Shape**: latency is not waited for, because a test clock would never let it pass.
 */
export const memoryTransport = (emulator: MarketplaceEmulator): Layer.Layer<UsageTransport> =>
  Layer.succeed(UsageTransport, {
    submit: (batch) =>
      Effect.flatMap(DateTime.now, (now) => {
        const answer = emulator.call({
          operation: "BatchMeterUsage",
          region: batch.region,
          body: batchRequest(batch.records.map(({ record }) => record)),
          now: DateTime.toEpochMillis(now)
        })
        return matched(answer, batch)
      })
  })

const matched = (answer: ServiceAnswer, batch: UsageBatch): Effect.Effect<MatchedAnswer, TransportError> => {
  if (answer._tag === "Answered" && answer.errorType === undefined) {
    // The emulator answers in AWS's words, which `outcomesOf` reads without trusting them.
    return Effect.succeed(outcomesOf(batch.records, answer.body as BatchAnswer))
  }
  return Effect.fail(
    transportErrorFor({
      operation: "BatchMeterUsage",
      name: answer._tag === "Answered" ? answer.errorType : undefined,
      status: answer._tag === "Answered" || answer._tag === "Html" ? answer.status : undefined,
      detail: answer._tag === "Answered" ? textOf(answer.body.message) : answer._tag
    })
  )
}

const textOf = (message: unknown): string => (typeof message === "string" ? message : "")

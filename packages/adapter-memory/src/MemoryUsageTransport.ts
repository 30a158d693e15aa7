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
import { DateTime, Duration, Effect, Layer } from "effect"
import type { MarketplaceEmulator } from "./marketplace/MarketplaceEmulator.ts"
import type { ServiceAnswer } from "./marketplace/ServiceAnswer.ts"

/**
 * Sends batches to an emulator in the same process, at the instant of the program's clock.
 *
 * - **Shape**: latency is not waited for, because a test clock would never let it pass.
 *
 * **Example** (AWS throttles once)
 *
 *     import { Agreement, createMeter } from "@tallyhour/core"
 *
 *     const emulator = makeMarketplaceEmulator()
 *     emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: ["pages"], kind: "saas" })
 *     emulator.control("seed_customer", { product_code: "4ml54db8vrmju", account_id: "111111111111" })
 *     emulator.control("inject_fault", { operation: "BatchMeterUsage", kind: "throttle" })
 *     let now = Date.parse("2026-03-10T12:20:00Z")
 *     const store = memoryStore()
 *     const meter = createMeter({
 *       catalogue: { products: [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }] },
 *       store,
 *       transport: memoryTransport(emulator),
 *       now: () => now
 *     })
 *     const agreement = Agreement.make({ _tag: "Product", buyer: "111111111111" })
 *     const acme = { account: "acme", productCode: "4ml54db8vrmju", agreement, region: "us-east-1" }
 *     await meter.link({ ...acme, activeFrom: "2026-01-01T00:00:00Z" })
 *     const occurredAt = "2026-03-10T11:30:00Z"
 *     const transaction = store.begin()
 *     await meter.record(transaction, { eventId: "doc-1", account: "acme", meter: "pages", quantity: 3, occurredAt })
 *     transaction.commit()
 *
 *     await meter.pass() // => { expired: 0, sealed: 1, accepted: 0, retried: 1, failed: 0 }
 *     now += 60_000
 *     await meter.pass() // => { expired: 0, sealed: 0, accepted: 1, retried: 0, failed: 0 }
 *     await meter.close()
 */
export const memoryTransport = (emulator: MarketplaceEmulator): Layer.Layer<UsageTransport> =>
  Layer.succeed(UsageTransport, {
    // Whatever rate the emulator enforces it answers by throttling, as AWS does to whoever does not wait.
    awaitQuota: () => Effect.void,

    submit: (batch) =>
      Effect.flatMap(DateTime.now, (now) => {
        const answer = emulator.call({
          operation: "BatchMeterUsage",
          region: batch.region,
          body: batchRequest(batch.records.map(({ record }) => record)),
          now: DateTime.toEpochMillis(now)
        })
        return matched(answer, batch)
      }),

    // The emulator acts at the instant of the program, so there is one clock only.
    clockSkew: Effect.succeedSome(Duration.zero)
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

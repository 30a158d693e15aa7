import { DateTime, Effect, Result } from "effect"
import { Catalogue } from "../model/Catalogue.ts"
import { Instant } from "../model/Instant.ts"
import type { LeasedRecord } from "../model/Lease.ts"
import { type MatchedAnswer, SubmissionOutcome } from "../model/SubmissionOutcome.ts"
import { DeadlinePassed, type RequestRefused, TransportError } from "../model/TransportError.ts"
import type { UsageBatch } from "../model/UsageBatch.ts"
import type { Verdict } from "../model/Verdict.ts"
import { tracedFn } from "../policy/tracedFn.ts"
import { UsageTransport } from "../port/UsageTransport.ts"

/**
 * Sends one batch and returns a verdict for each of its records. Never fails: not knowing is a verdict, too.
 *
 * A request that AWS refuses because of its records is halved until the bad one stands alone, so that it costs the good
 * ones a few more requests and nothing else. A transient error is never taken for a refusal.
 *
 * - **Shape**: exactly one verdict for each record, in no certain order.
 * - **Guarantees**: a record past its deadline is left out right before the wire.
 * - **Idempotence**: the same records make the same request, and AWS takes the first quantity of a key and no second.
 *
 * **Example** (AWS's word on one record)
 *
 *     import { makeMarketplaceEmulator, memoryStore, memoryTransport } from "@tallyhour/adapter-memory"
 *     import { TestClock } from "effect/testing"
 *
 *     const emulator = makeMarketplaceEmulator()
 *     emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: ["pages"], kind: "saas" })
 *     emulator.control("seed_customer", { product_code: "4ml54db8vrmju", account_id: "111111111111" })
 *     const products = [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }]
 *     const acme = Subscription.make({
 *       account: "acme",
 *       productCode: "4ml54db8vrmju",
 *       agreement: { _tag: "Product", buyer: "111111111111" },
 *       region: "us-east-1",
 *       activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z")
 *     })
 *     const usage = {
 *       eventId: "doc-1/pages",
 *       account: "acme",
 *       meter: "pages",
 *       quantity: "2.5",
 *       occurredAt: "2026-03-10T11:30:00Z"
 *     }
 *     const program = Effect.gen(function* () {
 *       yield* linkAccount(acme)
 *       yield* TestClock.setTime(Date.parse("2026-03-10T12:15:00Z"))
 *       yield* recordUsage(usage)
 *       yield* sealHours()
 *       const { batches } = yield* leaseBatches({ dueBy: yield* DateTime.now, recordsMax: 100 })
 *       const verdicts = yield* Effect.forEach(batches, submitBatch)
 *       return verdicts.flat().map(({ verdict }) => Result.getOrThrow(verdict)._tag)
 *     })
 *     const here = Layer.mergeAll(
 *       memoryStore().layer,
 *       memoryTransport(emulator),
 *       Catalogue.layer({ products }),
 *       TestClock.layer()
 *     )
 *
 *     await Effect.runPromise(program.pipe(Effect.provide(here))) // => ["Accepted"]
 *     emulator.accepted().map(({ quantity }) => quantity) // => [2]
 */
export const submitBatch: (
  batch: UsageBatch
) => Effect.Effect<ReadonlyArray<Verdict>, never, Catalogue | UsageTransport> = tracedFn(
  "submitBatch",
  Effect.fnUntraced(function* (batch: UsageBatch) {
    const { policy } = yield* Catalogue
    const transport = yield* UsageTransport
    // The wait comes first: the deadlines are looked at right before the wire.
    yield* transport.awaitQuota(batch.region)
    const lastMoment = DateTime.addDuration(yield* DateTime.now, policy.safetyMargin)
    const late = batch.records.filter(({ sendBefore }) => !Instant.isBefore(lastMoment, sendBefore))
    if (late.length === 0) return yield* sendOrHalve(batch)
    const inTime = batch.records.filter(({ sendBefore }) => Instant.isBefore(lastMoment, sendBefore))
    const sent = inTime.length === 0 ? [] : yield* sendOrHalve({ ...batch, records: inTime })
    return [...late.map((leased) => ({ leased, verdict: Result.fail(deadlinePassed(leased)) })), ...sent]
  })
)

const sendOrHalve = (batch: UsageBatch) =>
  Effect.flatMap(UsageTransport, (transport) =>
    Effect.matchEffect(transport.submit(batch), {
      onSuccess: (answer) => {
        const verdicts = answer.outcomes.map(heard)
        return isDoubtful(answer) ? Effect.as(report(answer), verdicts) : Effect.succeed(verdicts)
      },
      onFailure: (error) =>
        error.reason._tag === "RequestRefused"
          ? halve(batch, error.reason)
          : Effect.succeed(batch.records.map((leased): Verdict => ({ leased, verdict: Result.fail(error) })))
    })
  )

const heard = ({ leased, outcome }: MatchedAnswer["outcomes"][number]): Verdict => ({
  leased,
  verdict: Result.succeed(outcome)
})

const isDoubtful = ({ foreign, outcomes }: MatchedAnswer): boolean =>
  foreign > 0 || outcomes.some(({ outcome }) => outcome._tag === "EchoMismatch")

const report = Effect.fnUntraced(function* ({ foreign, outcomes }: MatchedAnswer) {
  for (const { leased, outcome } of outcomes) {
    // AWS holds another quantity than ours, which nobody but a person can put right.
    if (outcome._tag === "EchoMismatch")
      yield* Effect.logError(
        `AWS answered ${outcome.quantity} for record ${leased.record.dedupKey} of ${leased.record.quantity} units`
      )
  }
  if (foreign > 0) yield* Effect.logError(`AWS answered for ${foreign} records that were not sent`)
})

const halve = (
  batch: UsageBatch,
  refusal: RequestRefused
): Effect.Effect<ReadonlyArray<Verdict>, never, Catalogue | UsageTransport> => {
  const [only, ...others] = batch.records
  if (only !== undefined && others.length === 0) {
    const { code, detail: message } = refusal
    return Effect.succeed([
      { leased: only, verdict: Result.succeed(SubmissionOutcome.make({ _tag: "Rejected", code, message })) }
    ])
  }
  const middle = Math.ceil(batch.records.length / 2)
  const halves = [batch.records.slice(0, middle), batch.records.slice(middle)]
  return Effect.map(
    Effect.forEach(halves, (records) => submitBatch({ ...batch, records })),
    (verdicts) => verdicts.flat()
  )
}

const deadlinePassed = ({ sendBefore }: LeasedRecord): TransportError =>
  new TransportError({
    reason: new DeadlinePassed({
      operation: "BatchMeterUsage",
      detail: `the deadline ${DateTime.formatIso(sendBefore)} is nearer than the safety margin`
    })
  })

import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Layer, Logger, Result } from "effect"
import { TestClock } from "effect/testing"
import { leasedRecord, license } from "../../test/leasedRecord.ts"
import { Catalogue } from "../model/Catalogue.ts"
import type { LeasedRecord } from "../model/Lease.ts"
import { SubmissionOutcome } from "../model/SubmissionOutcome.ts"
import { RequestRefused, TransportError, Throttled } from "../model/TransportError.ts"
import { UsageRecord } from "../model/UsageRecord.ts"
import type { UsageBatch } from "../model/UsageBatch.ts"
import type { Verdict } from "../model/Verdict.ts"
import { UsageTransport } from "../port/UsageTransport.ts"
import { at, exampleProduct, exampleRegion } from "../testing/builders.ts"
import { submitBatch } from "./submitBatch.ts"
import { throughCircuits } from "./throughCircuits.ts"

describe("throughCircuits", () => {
  it.effect(
    "F33: a dimension of which AWS refuses all costs one round, then a request now and then, and is said once",
    () =>
      Effect.gen(function* () {
        const service = yield* aService()
        yield* Effect.gen(function* () {
          yield* send(batchOf(records))
          const round = service.requests.length
          const waiting = yield* send(batchOf(records))
          const requests: Array<number> = []
          for (const minutes of [1, 2, 4, 5, 5, 5]) {
            yield* TestClock.adjust(`${minutes} minutes`)
            yield* send(batchOf(records))
            yield* send(batchOf(records))
            requests.push(service.requests.length - round)
          }

          assert.strictEqual(round, 2 * records.length - 1)
          assert.deepStrictEqual(tally(waiting), { CircuitOpen: 25 })
          assert.deepStrictEqual(requests, [1, 2, 3, 4, 5, 6])
          assert.deepStrictEqual(service.said, [
            `Error AWS refuses all records of dimension "requests" of product "${exampleProduct}" in us-east-1 by InvalidUsageDimensionException; they wait, and one is tried at 2026-03-10T12:31:00.000Z.`
          ])
        }).pipe(Effect.provide(service.layer))
      })
  )

  it.effect("F33: the first record that is taken lets all others go again, and that is said, too", () =>
    Effect.gen(function* () {
      const service = yield* aService()
      yield* Effect.gen(function* () {
        yield* send(batchOf(records))
        service.isMended = true
        yield* TestClock.adjust("1 minute")

        const probe = yield* send(batchOf(records))
        const after = yield* send(batchOf(records))

        assert.deepStrictEqual(tally(probe), { Accepted: 1, CircuitOpen: 24 })
        assert.deepStrictEqual(tally(after), { Accepted: 25 })
        assert.strictEqual(
          service.said.at(-1),
          `Info AWS takes records of dimension "requests" of product "${exampleProduct}" in us-east-1 again.`
        )
      }).pipe(Effect.provide(service.layer))
    })
  )

  it.effect("a dimension in trouble is nothing to other dimensions, products, regions and transports", () =>
    Effect.gen(function* () {
      const service = yield* aService()
      yield* Effect.provide(send(batchOf(records)), service.layer)
      service.isMended = true
      const another = yield* aService({ isMended: true })
      const inBatch = (change: Partial<UsageRecord>) =>
        batchOf(records.map((one) => ({ ...one, record: UsageRecord.make({ ...one.record, ...change }) })))

      const verdicts = [
        yield* Effect.provide(send(inBatch({ dimension: "seats" })), service.layer),
        yield* Effect.provide(send(inBatch({ productCode: "another" })), service.layer),
        yield* Effect.provide(send(inBatch({ region: "eu-west-1" })), service.layer),
        yield* Effect.provide(send(batchOf(records)), another.layer)
      ]

      assert.deepStrictEqual(
        verdicts.map((all) => tally(all)),
        [1, 2, 3, 4].map(() => ({ Accepted: 25 }))
      )
    })
  )

  it.effect("of a batch only what shares the cause waits, and one of it is tried beside the others", () =>
    Effect.gen(function* () {
      const seats = leasedRecord({ dimension: "seats" })
      const service = yield* aService({ good: [seats] })
      yield* Effect.gen(function* () {
        yield* send(batchOf(records))
        const soon = yield* send(batchOf([records[0]!, seats, records[1]!]))
        yield* TestClock.adjust("1 minute")
        const later = yield* send(batchOf([records[0]!, seats, records[1]!]))

        assert.deepStrictEqual(tally(soon), { Accepted: 1, CircuitOpen: 2 })
        assert.deepStrictEqual(tally(later), { Accepted: 1, CircuitOpen: 1, Rejected: 1 })
      }).pipe(Effect.provide(service.layer))
    })
  )

  it.effect("a probe that is throttled is made again a minute later", () =>
    Effect.gen(function* () {
      const service = yield* aService()
      yield* Effect.gen(function* () {
        yield* send(batchOf(records))
        service.isThrottled = true
        yield* TestClock.adjust("1 minute")
        const throttled = yield* send(batchOf(records))
        service.isThrottled = false
        service.isMended = true
        const soon = yield* send(batchOf(records))
        yield* TestClock.adjust("1 minute")
        const later = yield* send(batchOf(records))

        assert.deepStrictEqual(tally(throttled), { CircuitOpen: 24, Throttled: 1 })
        assert.deepStrictEqual(tally(soon), { CircuitOpen: 25 })
        assert.deepStrictEqual(tally(later), { Accepted: 1, CircuitOpen: 24 })
      }).pipe(Effect.provide(service.layer))
    })
  )

  it.effect("of a product with some good records each of these is probed sooner or later", () =>
    Effect.gen(function* () {
      const service = yield* aService({ good: records.slice(20) })
      yield* Effect.gen(function* () {
        yield* send(batchOf(records.slice(0, 20)))
        let rounds = 0
        while (rounds++ < 200) {
          yield* TestClock.adjust("5 minutes")
          if ("Accepted" in tally(yield* send(batchOf(records)))) break
        }

        assert.isBelow(rounds, 200)
      }).pipe(Effect.provide(service.layer))
    })
  )
})

const records = Array.from({ length: 25 }, (_, i) => leasedRecord({ agreement: license(String(i)) }))

const batchOf = (sent: ReadonlyArray<LeasedRecord>) => ({
  productCode: exampleProduct,
  records: sent,
  region: exampleRegion
})

const send = (batch: UsageBatch) => throughCircuits(batch, submitBatch)

const tally = (verdicts: ReadonlyArray<Verdict>): Readonly<Record<string, number>> =>
  Object.fromEntries([...Map.groupBy(verdicts, wordOf)].map(([word, all]) => [word, all.length]))

const wordOf = ({ verdict }: Verdict): string =>
  Result.isSuccess(verdict) ? verdict.success._tag : verdict.failure.reason._tag

/** A service that refuses the product's dimension until it is mended, but for some records. */
const aService = Effect.fnUntraced(function* (
  options: { readonly good?: ReadonlyArray<LeasedRecord>; readonly isMended?: boolean } = {}
) {
  yield* TestClock.setTime(DateTime.toEpochMillis(at("2026-03-10T12:30:00Z")))
  const requests: Array<ReadonlyArray<LeasedRecord>> = []
  const said: Array<string> = []
  const state = { isMended: options.isMended ?? false, isThrottled: false }
  const transport = UsageTransport.of({
    awaitQuota: () => Effect.void,
    clockSkew: Effect.succeedNone,
    submit: ({ records: sent }) =>
      Effect.suspend(() => {
        requests.push(sent)
        if (state.isThrottled) return Effect.fail(new TransportError({ reason: throttled }))
        const isRefused = !state.isMended && !sent.every((one) => options.good?.includes(one))
        if (isRefused) return Effect.fail(new TransportError({ reason: refused }))
        const outcome = SubmissionOutcome.make({ _tag: "Accepted", meteringRecordId: "id" })
        return Effect.succeed({ foreign: 0, outcomes: sent.map((leased) => ({ leased, outcome })) })
      })
  })
  return Object.assign(state, {
    layer: Layer.mergeAll(
      Layer.succeed(UsageTransport, transport),
      Layer.orDie(Catalogue.layer({ products: [] })),
      Logger.layer([
        Logger.make(({ logLevel, message }) => {
          said.push(`${logLevel} ${String(message)}`)
        })
      ])
    ),
    requests,
    said
  })
})

const throttled = new Throttled({ operation: "BatchMeterUsage", detail: "" })
const refused = new RequestRefused({
  operation: "BatchMeterUsage",
  code: "InvalidUsageDimensionException",
  detail: "no such dimension"
})

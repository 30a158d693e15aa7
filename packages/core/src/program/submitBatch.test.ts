import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration, Effect, Layer, Result } from "effect"
import fc from "fast-check"
import { TestClock } from "effect/testing"
import { leasedRecord, license } from "../../test/leasedRecord.ts"
import { Catalogue } from "../model/Catalogue.ts"
import type { LeasedRecord } from "../model/Lease.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { SubmissionOutcome } from "../model/SubmissionOutcome.ts"
import type { ServiceError } from "../model/ServiceError.ts"
import { ServiceErrors } from "../model/ServiceErrors.ts"
import {
  AccessRefused,
  RequestRefused,
  Throttled,
  TransportError,
  Unanswered
} from "../model/TransportError.ts"
import type { Verdict } from "../model/Verdict.ts"
import { settlementFor } from "../policy/settlementFor.ts"
import { transportErrorFor } from "../policy/transportErrorFor.ts"
import { UsageTransport } from "../port/UsageTransport.ts"
import { at, exampleProduct, exampleRegion, hourOf } from "../testing/builders.ts"
import { submitBatch } from "./submitBatch.ts"

describe("submitBatch", () => {
  it.effect("F32: one bad record of 25 costs the others at most five more rounds, and dies alone", () =>
    Effect.gen(function* () {
      for (let bad = 0; bad < 25; bad++) {
        const service = yield* aService({ isBad: (leased) => leased === records[bad] })

        const verdicts = yield* submitBatch(batchOf(records)).pipe(Effect.provide(service.layer))

        assert.deepStrictEqual(
          inOrder(verdicts.map(shown)),
          records.map((_, i) => `${i} ${i === bad ? "Rejected InvalidTagException" : "Accepted"}`)
        )
        assert.isAtMost(service.depth(), 5)
        assert.isAtMost(service.requests.length, 11)
      }
    })
  )

  it("F32: however many of however many are bad, each good one is accepted and each bad one rejected alone", () =>
    fc.assert(
      fc.asyncProperty(anyBatch, ({ bad, size }) =>
        Effect.gen(function* () {
          const service = yield* aService({ isBad: ({ record }) => bad.has(record.quantity) })

          const verdicts = yield* submitBatch(batchOf(records.slice(0, size))).pipe(
            Effect.provide(service.layer)
          )

          const rounds = Math.ceil(Math.log2(size))
          assert.deepStrictEqual(
            inOrder(verdicts.map(shown)),
            words(size, (i) => (bad.has(i) ? "Rejected InvalidTagException" : "Accepted"))
          )
          assert.isAtMost(service.depth(), rounds)
          assert.isAtMost(service.requests.length, requestsMax({ bad: bad.size, rounds, size }))
        }).pipe(Effect.provide(TestClock.layer()), Effect.runPromise)
      ),
      { numRuns: 300 }
    ))

  it("faults in the middle of halving kill no record that is good, and pass off no bad one as accepted", () =>
    fc.assert(
      fc.asyncProperty(anyBatch, anyFaults, ({ bad, size }, faults) =>
        Effect.gen(function* () {
          const service = yield* aService({
            isBad: ({ record }) => bad.has(record.quantity),
            fails: (request) => faults.get(request)
          })

          const verdicts = yield* submitBatch(batchOf(records.slice(0, size))).pipe(
            Effect.provide(service.layer)
          )

          assert.strictEqual(new Set(verdicts.map(({ leased }) => leased)).size, size)
          assert.strictEqual(verdicts.length, size)
          const transient = ["AccessRefused", "Throttled", "Unanswered"]
          for (const verdict of verdicts) {
            const word = shown(verdict).split(" ").slice(1).join(" ")
            const own = bad.has(verdict.leased.record.quantity) ? "Rejected InvalidTagException" : "Accepted"
            assert.include([own, ...transient], word)
            if (transient.includes(word)) assert.strictEqual(judged(verdict), "Retry")
          }
        }).pipe(Effect.provide(TestClock.layer()), Effect.runPromise)
      ),
      { numRuns: 300 }
    ))

  it.effect.each([
    new Throttled({ operation: "BatchMeterUsage", detail: "" }),
    new Unanswered({ operation: "BatchMeterUsage", detail: "" }),
    new AccessRefused({ operation: "BatchMeterUsage", detail: "", code: "AccessDeniedException" })
  ])("%s is never taken for a refusal: nothing is halved, nothing is rejected", (reason) =>
    Effect.gen(function* () {
      const service = yield* aService({ fails: () => reason })

      const verdicts = yield* submitBatch(batchOf(records)).pipe(Effect.provide(service.layer))

      assert.strictEqual(service.requests.length, 1)
      assert.deepStrictEqual(
        inOrder(verdicts.map(shown)),
        records.map((_, i) => `${i} ${reason._tag}`)
      )
    })
  )

  it.effect.each(
    Object.entries<ServiceError>(ServiceErrors.BatchMeterUsage).filter(
      ([, { mayBeOneRecord }]) => !mayBeOneRecord
    )
  )("%s starts no halving", ([name]) =>
    Effect.gen(function* () {
      const { reason } = transportErrorFor({ operation: "BatchMeterUsage", name, status: 400, detail: "" })
      const service = yield* aService({ fails: () => reason })

      const verdicts = yield* submitBatch(batchOf(records)).pipe(Effect.provide(service.layer))

      assert.strictEqual(service.requests.length, 1)
      assert.deepStrictEqual([...new Set(verdicts.map(judged))], ["Retry"])
    })
  )

  it.effect("a fault in the middle of halving leaves those records without a verdict of AWS", () =>
    Effect.gen(function* () {
      const fault = new Unanswered({ operation: "BatchMeterUsage", detail: "" })
      const service = yield* aService({
        isBad: ({ record }) => record.quantity === 0,
        fails: (request) => (request === 2 ? fault : undefined)
      })

      const verdicts = yield* submitBatch(batchOf(records)).pipe(Effect.provide(service.layer))

      const tags = verdicts.map((verdict) => shown(verdict).split(" ").slice(1).join(" "))
      assert.deepStrictEqual(
        Object.fromEntries([...Map.groupBy(tags, (tag) => tag)].map(([tag, all]) => [tag, all.length])),
        {
          Unanswered: 13,
          Accepted: 12
        }
      )
    })
  )

  it.effect(
    "a record whose deadline is nearer than the safety margin is left out right before the wire",
    () =>
      Effect.gen(function* () {
        const inTime = leasedRecord({ quantity: 1 })
        const early = leasedRecord({ hour: hourOf("2026-03-09T11:00:00Z"), quantity: 0 })
        const service = yield* aService({ now: "2026-03-10T10:45:00Z" })

        const verdicts = yield* submitBatch(batchOf([early, inTime])).pipe(Effect.provide(service.layer))

        assert.deepStrictEqual(inOrder(verdicts.map(shown)), ["0 DeadlinePassed", "1 Accepted"])
        assert.deepStrictEqual(service.requests, [[inTime]])
      })
  )

  it.effect(
    "F40: a record whose deadline comes near while its batch waits for the quota is left out, too",
    () =>
      Effect.gen(function* () {
        const soon = leasedRecord({ hour: hourOf("2026-03-09T11:00:00Z"), quantity: 0 })
        const inTime = leasedRecord({ quantity: 1 })
        const service = yield* aService({ now: "2026-03-10T10:44:00Z", waits: "1 minute" })

        const verdicts = yield* submitBatch(batchOf([soon, inTime])).pipe(Effect.provide(service.layer))

        assert.deepStrictEqual(inOrder(verdicts.map(shown)), ["0 DeadlinePassed", "1 Accepted"])
        assert.deepStrictEqual(service.requests, [[inTime]])
      })
  )

  it.effect("a batch that is altogether late is not sent at all", () =>
    Effect.gen(function* () {
      const service = yield* aService({ now: "2026-03-11T10:45:00Z" })

      const verdicts = yield* submitBatch(batchOf(records)).pipe(Effect.provide(service.layer))

      assert.strictEqual(verdicts.length, 25)
      assert.deepStrictEqual(service.requests, [])
    })
  )

  it.effect("F39: deadlines are looked at again at every halving", () =>
    Effect.gen(function* () {
      const soon = leasedRecord({ hour: hourOf("2026-03-09T11:00:00Z"), quantity: 0 })
      const late = leasedRecord({ hour: hourOf("2026-03-10T11:00:00Z"), quantity: 1 })
      const service = yield* aService({
        now: "2026-03-10T10:44:00Z",
        isBad: ({ record }) => record.quantity === 1,
        takes: "1 minute"
      })

      const verdicts = yield* submitBatch(batchOf([soon, late])).pipe(Effect.provide(service.layer))

      assert.deepStrictEqual(inOrder(verdicts.map(shown)), [
        "0 DeadlinePassed",
        "1 Rejected InvalidTagException"
      ])
    })
  )
})

const records = Array.from({ length: 25 }, (_, i) =>
  leasedRecord({
    agreement: license(String(i)),
    hour: MeteringHour.of(at("2026-03-10T11:00:00Z")),
    quantity: i
  })
)

const batchOf = (sent: ReadonlyArray<LeasedRecord>) => ({
  productCode: exampleProduct,
  records: sent,
  region: exampleRegion
})

const anyBatch = fc.integer({ min: 1, max: 25 }).chain((size) =>
  fc.record({
    bad: fc.uniqueArray(fc.nat({ max: size - 1 })).map((all) => new Set(all)),
    size: fc.constant(size)
  })
)

const said = { operation: "BatchMeterUsage", detail: "" } as const

/** What goes wrong, by the number of the request, with any of the requests that a batch can take. */
const anyFaults = fc
  .array(
    fc.tuple(
      fc.integer({ min: 1, max: 49 }),
      fc.constantFrom(
        new Throttled(said),
        new Unanswered(said),
        new AccessRefused({ ...said, code: "ExpiredToken" })
      )
    ),
    { maxLength: 10 }
  )
  .map((faults) => new Map(faults))

const words = (size: number, wordOf: (i: number) => string): ReadonlyArray<string> =>
  Array.from({ length: size }, (_, i) => `${i} ${wordOf(i)}`)

/**
 * How many requests a batch may take: the first, and two more for each one that is refused and halved. A round has at most
 * twice the requests of the one before, and refuses at most one for each bad record; all in all there is one fork fewer
 * than there are records.
 */
const requestsMax = (batch: {
  readonly bad: number
  readonly rounds: number
  readonly size: number
}): number => {
  const refused = Array.from({ length: batch.rounds }, (_, round) => Math.min(2 ** round, batch.bad))
  const forks = refused.reduce((sum, requests) => sum + requests, 0)
  return 1 + 2 * Math.min(batch.size - 1, forks)
}

const judged = ({ leased, verdict }: Verdict): string =>
  settlementFor(verdict, leased, {
    jitter: 0.5,
    now: at("2026-03-10T12:30:00Z"),
    safetyMargin: Duration.minutes(15)
  })._tag

/** A service that refuses a request with a bad record in it, and tells what it was sent. */
const aService = Effect.fnUntraced(function* (
  options: {
    readonly fails?: (request: number) => TransportError["reason"] | undefined
    readonly isBad?: (leased: LeasedRecord) => boolean
    readonly now?: string
    readonly takes?: "1 minute"
    readonly waits?: "1 minute"
  } = {}
) {
  yield* TestClock.setTime(DateTime.toEpochMillis(at(options.now ?? "2026-03-10T12:30:00Z")))
  const requests: Array<ReadonlyArray<LeasedRecord>> = []
  const transport = Layer.succeed(UsageTransport, {
    awaitQuota: () => (options.waits === undefined ? Effect.void : TestClock.adjust(options.waits)),
    clockSkew: Effect.succeedNone,
    submit: ({ records: sent }) =>
      Effect.gen(function* () {
        requests.push(sent)
        if (options.takes !== undefined) yield* TestClock.adjust(options.takes)
        const reason =
          options.fails?.(requests.length) ?? (sent.some((one) => options.isBad?.(one)) ? refused : undefined)
        if (reason !== undefined) return yield* new TransportError({ reason })
        return {
          foreign: 0,
          outcomes: sent.map((leased) => ({
            leased,
            outcome: SubmissionOutcome.make({ _tag: "Accepted", meteringRecordId: "id" })
          }))
        }
      })
  })
  return {
    /** How often the record that was sent most often was sent, after its first time. */
    depth: () => Math.max(...records.map((one) => requests.filter((sent) => sent.includes(one)).length)) - 1,
    layer: Layer.merge(transport, catalogue),
    requests
  }
})

const refused = new RequestRefused({
  operation: "BatchMeterUsage",
  code: "InvalidTagException",
  detail: "one of them"
})

const catalogue = Layer.orDie(Catalogue.layer({ products: [] }))

const shown = ({
  leased,
  verdict
}: {
  readonly leased: LeasedRecord
  readonly verdict: Result.Result<SubmissionOutcome, TransportError>
}): string => {
  const word = Result.match(verdict, {
    onFailure: ({ reason }) => reason._tag,
    onSuccess: (outcome) => (outcome._tag === "Rejected" ? `Rejected ${outcome.code}` : outcome._tag)
  })
  return `${leased.record.quantity} ${word}`
}

const inOrder = (texts: ReadonlyArray<string>) => texts.toSorted((a, b) => parseInt(a) - parseInt(b))

import { assert, describe, it } from "@effect/vitest"
import {
  Books,
  meteringWorker,
  RecordLedger,
  StoreError,
  StoreUnavailable,
  SubscriptionRegistry,
  UsageTransport
} from "@tallyhour/core"
import { at, exampleProduct } from "@tallyhour/core/testing"
import { Duration, Effect, Fiber, Layer, Random } from "effect"
import { TestClock } from "effect/testing"
import { aBuyer, aMarket, figures, setClock, standing, use } from "../test/aMarket.ts"

describe("meteringWorker", () => {
  it.effect("it sleeps until the next hour is due, and wakes on time", () =>
    Effect.gen(function* () {
      const market = yield* aMarket()
      yield* Effect.gen(function* () {
        const { account } = yield* aBuyer(market)
        yield* use(account, "2026-03-10T11:30:00Z", 7)

        const worker = yield* Effect.forkChild(meteringWorker({ pollInterval: Duration.minutes(14) }))
        yield* setClock("2026-03-10T12:14:59.999Z")
        const before = yield* standing(account)
        yield* setClock("2026-03-10T12:15:00Z")
        yield* Fiber.interrupt(worker)

        assert.deepStrictEqual(before, figures({ recorded: "7", open: "7" }))
        assert.deepStrictEqual(yield* standing(account), figures({ recorded: "7", accepted: "7" }))
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("F28: a buyer who is not subscribed yet is billed when the subscription starts", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ now: "2026-03-10T12:20:00Z" })
      yield* Effect.gen(function* () {
        const { account, agreement } = yield* aBuyer(market, { isSubscribed: false })
        yield* use(account, "2026-03-10T11:30:00Z", 7)

        const worker = yield* Effect.forkChild(meteringWorker())
        yield* TestClock.adjust("5 hours")
        const waiting = yield* standing(account)
        yield* market.marketplace.seed({
          agreement,
          dimensions: ["requests"],
          isSubscribed: true,
          productCode: exampleProduct
        })
        yield* TestClock.adjust("1 minute")
        yield* Fiber.interrupt(worker)

        assert.deepStrictEqual(waiting, figures({ recorded: "7", pending: "7" }))
        assert.deepStrictEqual(yield* standing(account), figures({ recorded: "7", accepted: "7" }))
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect(
    "F28: a buyer who is never subscribed: the record dies before AWS's deadline, with AWS's last word",
    () =>
      Effect.gen(function* () {
        const market = yield* aMarket({ now: "2026-03-10T12:20:00Z" })
        yield* Effect.gen(function* () {
          const { account } = yield* aBuyer(market, { isSubscribed: false })
          yield* use(account, "2026-03-10T11:30:00Z", 7)

          const worker = yield* Effect.forkChild(meteringWorker())
          yield* setClock("2026-03-11T10:44:29Z")
          const waiting = yield* standing(account)
          yield* setClock("2026-03-11T10:45:30Z")
          yield* Fiber.interrupt(worker)

          const books = yield* Books
          const [row] = yield* books.unbilled
          assert.deepStrictEqual(waiting, figures({ recorded: "7", pending: "7" }))
          assert.deepStrictEqual(yield* standing(account), figures({ recorded: "7", dead: "7" }))
          assert.strictEqual(row?.kind, "dead")
          assert.include(row?.reason, "CustomerNotSubscribed")
        }).pipe(Effect.provide(market.layer))
      })
  )

  it.effect("interrupted, it settles the batch on the wire and begins no other", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ now: "2026-03-10T12:20:00Z", transport: slow })
      yield* Effect.gen(function* () {
        const first = yield* aBuyer(market, { form: "License" })
        const second = yield* aBuyer(market, { form: "Product" })
        for (const { account } of [first, second]) yield* use(account, "2026-03-10T11:30:00Z", 7)

        const worker = yield* Effect.forkChild(meteringWorker({ concurrency: 1 }))
        yield* TestClock.adjust("5 seconds")
        const stopping = yield* Effect.forkChild(Fiber.interrupt(worker))
        yield* TestClock.adjust("4 seconds")
        const onTheWire = stopping.pollUnsafe()
        yield* TestClock.adjust("1 second")
        yield* Fiber.join(stopping)

        assert.isUndefined(onTheWire)
        assert.strictEqual(market.emulator.accepted().length, 1)
        assert.sameDeepMembers(
          [yield* standing(first.account), yield* standing(second.account)],
          [figures({ recorded: "7", accepted: "7" }), figures({ recorded: "7", pending: "7" })]
        )
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("a pass that fails, by the store or by a mistake of ours, is not the last one", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ now: "2026-03-10T12:20:00Z" })
      const failures = [
        Effect.fail(new StoreError({ reason: new StoreUnavailable({ detail: "planted" }) })),
        Effect.die("planted")
      ]
      const failing = Layer.effect(
        RecordLedger,
        Effect.map(RecordLedger, (ledger) => ({
          ...ledger,
          seal: (...args) => Effect.suspend(() => failures.shift() ?? ledger.seal(...args))
        }))
      ).pipe(Layer.provideMerge(market.layer))
      yield* Effect.gen(function* () {
        const { account } = yield* aBuyer(market)
        yield* use(account, "2026-03-10T11:30:00Z", 7)

        const worker = yield* Effect.forkChild(meteringWorker())
        yield* TestClock.adjust("1 minute")
        yield* Fiber.interrupt(worker)

        assert.deepStrictEqual(yield* standing(account), figures({ recorded: "7", accepted: "7" }))
      }).pipe(Effect.provide(failing))
    })
  )

  it.effect(
    "three workers through a night of faults bill each whole unit once, and account for the rest",
    () =>
      Effect.gen(function* () {
        const market = yield* aMarket({ now: "2026-03-31T18:00:00Z" })
        yield* Effect.gen(function* () {
          const buyers = yield* Effect.forEach(forms, (form) => aBuyer(market, { form }))
          const workers = yield* Effect.forEach(["a", "b", "c"], () => Effect.forkChild(meteringWorker()))

          for (let hour = 18; hour < 24; hour++) {
            for (const { account } of buyers) {
              const fault = faults[yield* Random.nextIntBetween(0, faults.length - 1)]!
              yield* market.marketplace.failNext(fault)
              const thousandths = yield* Random.nextIntBetween(1, 5_000)
              yield* use(account, `2026-03-31T${hour}:00:00Z`, `${thousandths / 1_000}`)
            }
            yield* TestClock.adjust("1 hour")
          }
          yield* setClock("2026-04-01T06:00:00Z")
          yield* Effect.forEach(workers, Fiber.interrupt)

          for (const { account, agreement } of buyers) {
            const billed = yield* market.marketplace.billed(agreement)
            const stands = yield* standing(account)
            const units = billed.reduce((sum, row) => sum + BigInt(row.quantity), 0n) * 10n ** 12n
            assert.strictEqual(stands["accepted"], units)
            assert.strictEqual(stands["recorded"], units + (stands["carried"] ?? 0n))
            assert.isBelow(Number(stands["carried"] ?? 0n), 1e12)
          }
        }).pipe(Effect.provide(market.layer))
      })
  )

  it.effect(
    "F29: usage after the end of a subscription is held, and what came before is billed in AWS's final hour",
    () =>
      Effect.gen(function* () {
        const market = yield* aMarket({ now: "2026-03-10T11:50:00Z" })
        yield* Effect.gen(function* () {
          const { account } = yield* aBuyer(market)
          yield* use(account, "2026-03-10T11:30:00Z", 7)
          const registry = yield* SubscriptionRegistry
          yield* registry.end({
            account,
            activeUntil: at("2026-03-10T11:45:00Z"),
            productCode: exampleProduct
          })

          const worker = yield* Effect.forkChild(meteringWorker())
          yield* setClock("2026-03-10T12:20:00Z")
          yield* use(account, "2026-03-10T12:10:00Z", 5)
          yield* setClock("2026-03-10T14:00:00Z")
          yield* Fiber.interrupt(worker)

          assert.deepStrictEqual(
            yield* standing(account),
            figures({ recorded: "12", accepted: "7", held: "5" })
          )
        }).pipe(Effect.provide(market.layer))
      })
  )
})

const forms = ["License", "Product", "Legacy"] as const

const faults = [
  "answer lost",
  "fault after the work",
  "fault before the work",
  "page of a proxy",
  "request lost",
  "throttled",
  "unprocessed"
] as const

/** A transport whose requests take ten seconds. */
const slow = (honest: Layer.Layer<UsageTransport>) =>
  Layer.effect(
    UsageTransport,
    Effect.map(UsageTransport, ({ submit, ...rest }) => ({
      ...rest,
      submit: (batch) => Effect.delay(submit(batch), "10 seconds")
    }))
  ).pipe(Layer.provide(honest))

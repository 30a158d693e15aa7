import { assert, describe, it } from "@effect/vitest"
import {
  Books,
  type DeadlineAlert,
  meteringPass,
  meteringWorker,
  RecordLedger,
  StoreError,
  StoreUnavailable,
  SubscriptionRegistry,
  UsageOutbox,
  type UsageRecord,
  UsageTransport
} from "@tallyhour/core"
import { DateTime, Duration, Effect, Fiber, Layer, Logger, Option } from "effect"
import { TestClock } from "effect/testing"
import { aBuyer, aMarket, figures, setClock, standing, unexplained, use } from "../test/aMarket.ts"

describe("a store that is away", () => {
  it.effect.each(["1 second", "10 minutes"] as const)(
    "F6: for %s refuses usage at once, stops no worker, and costs nothing when it is back",
    (away) =>
      Effect.gen(function* () {
        const scene = yield* aScene("2026-03-10T12:14:59Z")
        yield* Effect.gen(function* () {
          const { account } = yield* aBuyer(scene.market)
          yield* use(account, "2026-03-10T11:30:00Z", 7)
          scene.state.isAway = true
          const worker = yield* Effect.forkChild(meteringWorker())

          const refusal = yield* Effect.flip(use(account, "2026-03-10T11:30:00Z", 7))
          yield* TestClock.adjust(away)
          scene.state.isAway = false
          yield* use(account, "2026-03-10T11:30:00Z", 7)
          yield* TestClock.adjust("2 minutes")
          yield* Fiber.interrupt(worker)

          assert.strictEqual(
            refusal._tag === "StoreError" ? refusal.reason._tag : refusal._tag,
            "StoreUnavailable"
          )
          assert.deepStrictEqual(yield* standing(account), figures({ accepted: "14", recorded: "14" }))
        }).pipe(Effect.provide(scene.layer))
      })
  )

  it.effect(
    "F6: for twenty hours: what can be saved leaves by its deadline, what cannot is said to be lost",
    () =>
      Effect.gen(function* () {
        const scene = yield* aScene("2026-03-10T12:20:00Z")
        yield* Effect.gen(function* () {
          const buyers = yield* Effect.forEach(Array.from({ length: 15 }), () => aBuyer(scene.market))
          for (const hour of ["11", "08", "10", "09"])
            for (const { account } of buyers) yield* use(account, `2026-03-10T${hour}:30:00Z`, 7)
          scene.state.isThrottling = true
          yield* meteringPass()
          scene.state.isAway = true
          const worker = yield* Effect.forkChild(meteringWorker({ concurrency: 1 }))
          yield* TestClock.adjust("20 hours")
          const saidAway = scene.said.length
          scene.state.isThrottling = false
          scene.sent.length = 0

          scene.state.isAway = false
          yield* TestClock.adjust("2 minutes")
          yield* Fiber.interrupt(worker)

          const hours = scene.sent.map(({ timestamp }) => DateTime.getPartUtc(timestamp, "hour"))
          const lost = scene.said
            .slice(saidAway)
            .filter((line) => line.includes("of 7 units is dead: Expired"))
          assert.isAbove(saidAway, 1_000)
          assert.deepStrictEqual(
            hours,
            [9, 10, 11].flatMap((hour) => Array<number>(15).fill(hour))
          )
          assert.strictEqual(lost.length, 15)
          for (const { account } of buyers)
            assert.deepStrictEqual(
              yield* standing(account),
              figures({ accepted: "21", dead: "7", recorded: "28" })
            )
        }).pipe(Effect.provide(scene.layer))
      })
  )

  it.effect(
    "F7: and forgets a settlement that it had confirmed has the same record sent again, and settled once",
    () =>
      Effect.gen(function* () {
        const scene = yield* aScene("2026-03-10T12:20:00Z")
        yield* Effect.gen(function* () {
          const { account } = yield* aBuyer(scene.market)
          yield* use(account, "2026-03-10T11:30:00Z", 7)
          scene.state.forgetsSettlements = true
          yield* meteringPass()
          const forgotten = yield* standing(account)
          scene.state.forgetsSettlements = false

          yield* TestClock.adjust("1 minute")
          const { settled } = yield* meteringPass()

          const [first, second] = scene.sent
          assert.deepStrictEqual(forgotten, figures({ pending: "7", recorded: "7" }))
          assert.deepStrictEqual(
            settled.map(({ settlement }) => settlement._tag),
            ["Settled"]
          )
          assert.deepStrictEqual(second, first)
          assert.strictEqual(scene.market.emulator.accepted().length, 1)
          assert.deepStrictEqual(yield* standing(account), figures({ accepted: "7", recorded: "7" }))
        }).pipe(Effect.provide(scene.layer))
      })
  )
})

describe("the end of a month", () => {
  it.effect(
    "F38: a store that is away until half past five is drained before six, its last hour included",
    () =>
      Effect.gen(function* () {
        const scene = yield* aScene("2026-03-31T23:59:00Z")
        yield* Effect.gen(function* () {
          const buyers = yield* Effect.forEach(Array.from({ length: 60 }), () => aBuyer(scene.market))
          for (const { account } of buyers) yield* use(account, "2026-03-31T23:30:00Z", 7)
          const worker = yield* Effect.forkChild(meteringWorker())
          scene.state.isAway = true
          yield* setClock("2026-04-01T05:30:00Z")
          scene.state.isAway = false

          yield* setClock("2026-04-01T05:59:00Z")
          yield* Fiber.interrupt(worker)

          assert.strictEqual(scene.market.emulator.accepted().length, 60)
          for (const { account } of buyers)
            assert.deepStrictEqual(yield* standing(account), figures({ accepted: "7", recorded: "7" }))
        }).pipe(Effect.provide(scene.layer))
      })
  )

  it.effect("F38: what AWS does not take until then is dead, after an alert at each of three levels", () =>
    Effect.gen(function* () {
      const scene = yield* aScene("2026-03-31T23:59:00Z")
      yield* Effect.gen(function* () {
        const { account } = yield* aBuyer(scene.market)
        yield* use(account, "2026-03-31T23:30:00Z", 7)
        const alerts: Array<DeadlineAlert> = []
        scene.state.isThrottling = true
        const onAlert = (raised: ReadonlyArray<DeadlineAlert>) =>
          Effect.sync(() => void alerts.push(...raised))
        const worker = yield* Effect.forkChild(meteringWorker({ onAlert }))

        yield* setClock("2026-04-01T06:00:00Z")
        yield* Fiber.interrupt(worker)

        assert.deepStrictEqual(
          alerts.map(({ deadline, level }) => [Duration.toMinutes(level), DateTime.formatIso(deadline)]),
          [360, 120, 30].map((minutes) => [minutes, "2026-04-01T06:00:00.000Z"])
        )
        assert.deepStrictEqual(yield* standing(account), figures({ dead: "7", recorded: "7" }))
      }).pipe(Effect.provide(scene.layer))
    })
  )
})

describe("a clock that errs", () => {
  it.effect.each([5, -5])("F37: by %i minutes has no effect", (minutes) =>
    Effect.gen(function* () {
      const scene = yield* aScene("2026-03-10T12:20:00Z")
      yield* Effect.gen(function* () {
        const { account } = yield* aBuyer(scene.market)
        yield* use(account, "2026-03-10T11:30:00Z", 7)
        scene.state.aheadMinutes = minutes

        yield* meteringPass()

        assert.deepStrictEqual(yield* standing(account), figures({ accepted: "7", recorded: "7" }))
      }).pipe(Effect.provide(scene.layer))
    })
  )

  it.effect.each([10, -10, 26 * 60])("F37: by %i minutes stops sealing and sending, and says so", (minutes) =>
    Effect.gen(function* () {
      const scene = yield* aScene("2026-03-10T12:20:00Z")
      yield* Effect.gen(function* () {
        const { account } = yield* aBuyer(scene.market)
        yield* use(account, "2026-03-10T11:30:00Z", 7)
        scene.state.aheadMinutes = minutes
        const worker = yield* Effect.forkChild(meteringWorker())
        yield* TestClock.adjust("5 minutes")
        const stopped = yield* standing(account)
        const said = scene.said.filter((line) => line.includes("ClockSkewed"))
        scene.state.aheadMinutes = 0

        yield* TestClock.adjust("1 minute")
        yield* Fiber.interrupt(worker)

        assert.deepStrictEqual(stopped, figures({ open: "7", recorded: "7" }))
        assert.isAbove(said.length, 0)
        assert.deepStrictEqual(yield* standing(account), figures({ accepted: "7", recorded: "7" }))
      }).pipe(Effect.provide(scene.layer))
    })
  )

  it.effect("F37: that jumps back by an hour in the middle of a sealing loses and doubles nothing", () =>
    Effect.gen(function* () {
      const scene = yield* aScene("2026-03-10T12:20:00Z")
      yield* Effect.gen(function* () {
        const { account } = yield* aBuyer(scene.market)
        yield* use(account, "2026-03-10T10:30:00Z", 2)
        yield* use(account, "2026-03-10T11:30:00Z", 3)
        scene.state.jumpsTo = "2026-03-10T11:20:00Z"
        yield* meteringPass()
        yield* use(account, "2026-03-10T11:19:00Z", 5)
        yield* meteringPass()

        yield* setClock("2026-03-10T13:20:00Z")
        yield* meteringPass()
        yield* TestClock.adjust("1 minute")
        yield* meteringPass()

        assert.deepStrictEqual(yield* unexplained, [])
        assert.deepStrictEqual(yield* standing(account), figures({ accepted: "10", recorded: "10" }))
        assert.strictEqual(new Set(scene.sent.map(({ dedupKey }) => dedupKey)).size, 3)
      }).pipe(Effect.provide(scene.layer))
    })
  )
})

/** A market whose store, service and clock can be made to fail. */
const aScene = Effect.fnUntraced(function* (now: string) {
  const sent: Array<UsageRecord> = []
  const said: Array<string> = []
  const state = {
    aheadMinutes: 0,
    forgetsSettlements: false,
    isAway: false,
    isThrottling: false,
    jumpsTo: undefined as string | undefined
  }
  const market = yield* aMarket({
    now,
    transport: (honest) =>
      Layer.effect(
        UsageTransport,
        Effect.map(UsageTransport, (real) => ({
          awaitQuota: real.awaitQuota,
          clockSkew: Effect.sync(() => Option.some(Duration.minutes(state.aheadMinutes))),
          submit: (batch) => {
            sent.push(...batch.records.map(({ record }) => record))
            if (state.isThrottling)
              market.emulator.control("inject_fault", { operation: "BatchMeterUsage", kind: "throttle" })
            return real.submit(batch)
          }
        }))
      ).pipe(Layer.provide(honest))
  })
  const away = new StoreError({ reason: new StoreUnavailable({ detail: "planted" }) })
  const unlessAway = <A, E>(call: Effect.Effect<A, E>): Effect.Effect<A, E | StoreError> =>
    Effect.suspend((): Effect.Effect<A, E | StoreError> => (state.isAway ? Effect.fail(away) : call))
  const store = Layer.mergeAll(
    Layer.effect(
      RecordLedger,
      Effect.map(RecordLedger, (real) => ({
        expire: (options) => unlessAway(real.expire(options)),
        hasten: (ended) => unlessAway(real.hasten(ended)),
        lease: (options) => unlessAway(real.lease(options)),
        nextDueAt: unlessAway(real.nextDueAt),
        seal: (decide, options) =>
          unlessAway(
            Effect.suspend(() => {
              const jump = state.jumpsTo
              state.jumpsTo = undefined
              const sealing = real.seal(decide, options)
              return jump === undefined ? sealing : Effect.andThen(setClock(jump), sealing)
            })
          ),
        settle: (lease, settlements, settledAt) =>
          state.forgetsSettlements
            ? Effect.succeed(settlements.map(({ dedupKey }) => dedupKey))
            : unlessAway(real.settle(lease, settlements, settledAt))
      }))
    ),
    Layer.effect(
      Books,
      Effect.map(Books, (real) => ({ ...real, waiting: (options) => unlessAway(real.waiting(options)) }))
    ),
    Layer.effect(
      UsageOutbox,
      Effect.map(UsageOutbox, (real) => ({
        ...real,
        append: (...given) => unlessAway(real.append(...given))
      }))
    ),
    Layer.effect(
      SubscriptionRegistry,
      Effect.map(SubscriptionRegistry, (real) => ({
        ...real,
        endingBetween: (between) => unlessAway(real.endingBetween(between))
      }))
    )
  ).pipe(Layer.provideMerge(market.layer))
  const log = Logger.layer([
    Logger.make(({ cause, logLevel, message }) => {
      said.push(`${logLevel} ${String(message)} ${String(cause)}`)
    })
  ])
  return { layer: Layer.merge(store, log), market, said, sent, state }
})

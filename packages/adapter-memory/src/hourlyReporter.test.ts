import { assert, describe, it } from "@effect/vitest"
import {
  BuyerMetering,
  countHourly,
  hourlyReporter,
  MeteringHour,
  ReporterStore,
  StoreError,
  StoreUnavailable
} from "@tallyhour/core"
import { at } from "@tallyhour/core/testing"
import { DateTime, Duration, Effect, Exit, Fiber, Layer, Random } from "effect"
import { TestClock } from "effect/testing"
import { aCluster, total } from "../test/aCluster.ts"

const setTime = (text: string) => TestClock.setTime(DateTime.toEpochMillis(at(text)))
const count = (quantity: number, dimension = "pages") => countHourly(total, { dimension, quantity })
const state = Effect.flatMap(ReporterStore, (store) => store.modify(total.reporter, (now) => [now, now]))

describe("an hourly reporter", () => {
  it.effect("reports an hour once it is over and its lateness past, never before", () => {
    const { billed, report, store } = aCluster()
    return Effect.gen(function* () {
      yield* setTime("2026-03-10T11:59:00Z")
      yield* count(3)
      yield* setTime("2026-03-10T12:04:59Z")
      yield* report("task-1")
      const early = billed()

      yield* setTime("2026-03-10T12:05:00Z")
      yield* report("task-1")
      yield* report("task-1")

      assert.deepStrictEqual([early, billed()], [[], ["pages 10T11 3"]])
    }).pipe(Effect.provide(store))
  })

  it.effect("counts what comes late in the next open hour of the month, and sets aside what has none", () => {
    const { billed, report, store } = aCluster()
    return Effect.gen(function* () {
      yield* setTime("2026-03-31T23:30:00Z")
      yield* count(3)
      yield* setTime("2026-03-31T23:10:00Z")
      yield* report("task-1")
      yield* countHourly(total, { dimension: "pages", occurredAt: at("2026-03-31T21:30:00Z"), quantity: 2 })
      yield* setTime("2026-04-01T00:10:00Z")
      yield* report("task-1")
      yield* countHourly(total, { dimension: "pages", occurredAt: at("2026-03-31T22:30:00Z"), quantity: 1 })

      const { setAside } = yield* report("task-1")

      assert.deepStrictEqual(billed(), ["pages 31T23 5"])
      assert.deepStrictEqual(
        setAside.map(({ quantity, reason }) => [quantity, reason]),
        [[1, "LateForMonth"]]
      )
    }).pipe(Effect.provide(store))
  })

  it.effect("after two hours of outage reports the backlog, the oldest hour first, and each once", () => {
    const { billed, fail, on, outage, store } = aCluster()
    return Effect.gen(function* () {
      yield* setTime("2026-03-10T10:30:00Z")
      yield* count(1, "storage")
      yield* count(2)
      const reporter = yield* Effect.forkChild(on("task-1", hourlyReporter({ ...total, instance: "task-1" })))
      fail("drop_after")
      yield* TestClock.adjust("65 minutes")
      const beforeOutage = billed()
      outage.isDown = true
      yield* count(3)
      yield* TestClock.adjust("60 minutes")
      yield* count(4)
      yield* TestClock.adjust("60 minutes")
      const inOutage = billed()
      outage.isDown = false
      yield* TestClock.adjust("10 minutes")
      yield* Fiber.interrupt(reporter)

      assert.deepStrictEqual(beforeOutage, ["pages 10T10 2", "storage 10T10 1"])
      assert.deepStrictEqual(inOutage, beforeOutage)
      assert.deepStrictEqual(billed(), [...beforeOutage, "pages 10T11 3", "pages 10T12 4"])
      assert.deepStrictEqual((yield* state).accepted, { pages: 9, storage: 1 })
    }).pipe(Effect.provide(store))
  })

  it.effect(
    "sends the same report again after a lost answer, with the same token, and it is billed once",
    () => {
      const { arrange, billed, fail, report, store } = aCluster("agentcore")
      return Effect.gen(function* () {
        arrange("seed_caller", { platform: "agentcore" })
        yield* setTime("2026-03-10T11:30:00Z")
        yield* count(3)
        yield* setTime("2026-03-10T12:05:00Z")
        fail("drop_after")
        yield* report("task-1")
        yield* count(5)
        yield* setTime("2026-03-10T12:06:00Z")
        yield* report("task-1")

        assert.deepStrictEqual(billed(), ["pages 10T11 3"])
        assert.deepStrictEqual((yield* state).accepted, { pages: 3 })
      }).pipe(Effect.provide(store))
    }
  )

  it.effect("lets one instance of a total report, and another go on when that is gone", () => {
    const { billed, report, store } = aCluster()
    return Effect.gen(function* () {
      yield* setTime("2026-03-10T11:30:00Z")
      yield* count(3)
      yield* setTime("2026-03-10T12:10:00Z")
      const first = yield* report("task-1")
      const second = yield* report("task-2")
      yield* count(4)
      yield* setTime("2026-03-10T13:10:00Z")
      const third = yield* report("task-2")

      assert.deepStrictEqual(
        [first, second, third].map(({ isReporting }) => isReporting),
        [true, false, true]
      )
      assert.deepStrictEqual(billed(), ["pages 10T11 3", "pages 10T12 4"])
    }).pipe(Effect.provide(store))
  })

  it.effect(
    "leaves a report whose answer was lost to the task that sent it, because AWS would bill another's",
    () => {
      const { arrange, billed, fail, report, store } = aCluster()
      return Effect.gen(function* () {
        // As where AWS takes no notice of the tokens of tasks.
        arrange("set_choice", { name: "client_token_of_tasks", value: "ignored" })
        yield* setTime("2026-03-10T11:30:00Z")
        yield* count(3)
        yield* setTime("2026-03-10T12:10:00Z")
        fail("drop_after")
        yield* report("task-1")
        yield* setTime("2026-03-10T12:30:00Z")
        yield* report("task-2")
        const waiting = billed()
        yield* setTime("2026-03-10T16:50:00Z")
        const { setAside } = yield* report("task-2")

        assert.deepStrictEqual([waiting, billed()], [["pages 10T11 3"], ["pages 10T11 3"]])
        assert.deepStrictEqual(
          setAside.map(({ quantity, reason }) => [quantity, reason]),
          [[3, "InDoubt"]]
        )
      }).pipe(Effect.provide(store))
    }
  )

  it.effect("in a runtime lets any instance send it again, because there the token says it all", () => {
    const { billed, fail, report, store } = aCluster("agentcore")
    return Effect.gen(function* () {
      yield* setTime("2026-03-10T11:30:00Z")
      yield* count(3)
      yield* setTime("2026-03-10T12:10:00Z")
      fail("drop_after")
      yield* report("task-1", { resentBy: "any" })
      yield* setTime("2026-03-10T12:30:00Z")
      const { accepted } = yield* report("task-2", { resentBy: "any" })

      assert.strictEqual(accepted, 1)
      assert.deepStrictEqual(billed(), ["pages 10T11 3"])
    }).pipe(Effect.provide(store))
  })

  it.effect("counts an hour that AWS no longer takes in an open one, and bills it there", () => {
    const { billed, report, store } = aCluster()
    return Effect.gen(function* () {
      yield* setTime("2026-03-10T03:30:00Z")
      yield* count(3)
      yield* setTime("2026-03-10T12:10:00Z")
      yield* report("task-1")
      yield* setTime("2026-03-10T13:10:00Z")
      yield* report("task-1")

      assert.deepStrictEqual(billed(), ["pages 10T12 3"])
    }).pipe(Effect.provide(store))
  })

  it.effect("sets aside under AWS's name what stands otherwise at AWS", () => {
    const { billed, on, report, store } = aCluster()
    return Effect.gen(function* () {
      yield* setTime("2026-03-10T11:30:00Z")
      yield* count(3)
      yield* setTime("2026-03-10T12:10:00Z")
      const foreign = {
        productCode: "pod",
        dimension: "pages",
        timestamp: at("2026-03-10T11:00:00Z"),
        quantity: 9,
        allocations: [],
        clientToken: "another reporter"
      }
      yield* on(
        "task-1",
        Effect.flatMap(BuyerMetering, (metering) => metering.meterUsage(foreign))
      )

      const { setAside } = yield* report("task-1")

      assert.deepStrictEqual(billed(), ["pages 10T11 9"])
      assert.deepStrictEqual(
        setAside.map(({ quantity, reason }) => [quantity, reason]),
        [[3, "DuplicateRequestException"]]
      )
    }).pipe(Effect.provide(store))
  })

  it.effect("refuses what is no whole quantity, a dimension that AWS cannot have, and wrong options", () => {
    const { report, store } = aCluster()
    return Effect.gen(function* () {
      const fraction = yield* Effect.flip(count(1.5))
      const nameless = yield* Effect.flip(count(1, ""))
      // Counted, it would keep every report from AWS that comes after its own.
      const long = yield* Effect.flip(count(1, "d".repeat(256)))
      const options = yield* Effect.flip(report("task-1", { lateness: Duration.hours(2) }))

      assert.include(fraction.message, "quantity is not a whole number")
      assert.include(nameless.message, "dimension is no text of 1 to 255 letters")
      assert.include(long.message, "dimension is no text of 1 to 255 letters")
      assert.include(options.message, "lateness is not a Duration of an hour at most")
    }).pipe(Effect.provide(store))
  })
})

describe("whatever happens", () => {
  it.effect.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])(
    "all that is counted is somewhere, and billed once: seed %i",
    (seed) => {
      const { emulator, fail, report, store } = aCluster("agentcore")
      // A store that dies, before the change or after it, wherever it likes.
      const mortal = Layer.effect(
        ReporterStore,
        Effect.map(ReporterStore, ({ modify }) => ({
          modify: (reporter, change) =>
            Effect.gen(function* () {
              const dies = yield* Random.nextIntBetween(0, 20)
              const gone = new StoreError({ reason: new StoreUnavailable({ detail: "gone" }) })
              if (dies === 0) return yield* gone
              const result = yield* modify(reporter, change)
              if (dies === 1) return yield* gone
              return result
            })
        }))
      )
      const kinds = ["drop_after", "drop_before", "internal", "internal_after", "throttle", "html"]
      return Effect.gen(function* () {
        let counted = 0
        yield* setTime("2026-03-10T00:00:00Z")
        for (let step = 0; step < 300; step++) {
          const quantity = yield* Random.nextIntBetween(0, 9)
          yield* count(quantity)
          counted += quantity
          if ((yield* Random.nextIntBetween(0, 4)) === 0)
            fail(kinds[yield* Random.nextIntBetween(0, kinds.length - 1)]!)
          yield* TestClock.adjust(Duration.minutes(yield* Random.nextIntBetween(1, 60)))
          const task = `task-${yield* Random.nextIntBetween(1, 3)}`
          const round = yield* Effect.exit(report(task, { resentBy: "any" }).pipe(Effect.provide(mortal)))
          if (Exit.isFailure(round)) assert.include(String(round.cause), "gone")
        }
        for (let round = 0; round < 40; round++) {
          yield* TestClock.adjust(Duration.minutes(15))
          yield* report("task-1", { resentBy: "any" })
        }

        const { accepted, open, reports, setAside } = yield* state
        const sum = (rows: ReadonlyArray<{ readonly quantity: number }>) =>
          rows.reduce((units, { quantity }) => units + quantity, 0)
        const took = accepted["pages"] ?? 0
        assert.strictEqual(took + sum(open) + sum(reports) + sum(setAside), counted)
        assert.deepStrictEqual(reports, [])
        assert.isAtLeast(sum(emulator.accepted()), took)
        assert.isAtMost(sum(emulator.accepted()), took + sum(setAside))
        const hours = emulator.accepted().map(({ hour }) => hour)
        assert.strictEqual(new Set(hours).size, hours.length)
        assert.isTrue(hours.every((hour) => hour / 3600 <= MeteringHour.of(at("2026-04-01T00:00:00Z"))))
      }).pipe(Effect.provide(store), Random.withSeed(String(seed)))
    }
  )
})

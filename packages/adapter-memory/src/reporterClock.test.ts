import { assert, describe, it } from "@effect/vitest"
import { countHourly, hourlyReporter, ReporterStore, reportHours } from "@tallyhour/core"
import { at } from "@tallyhour/core/testing"
import { DateTime, Duration, Effect, Fiber, Logger } from "effect"
import { TestClock } from "effect/testing"
import { aCluster, total } from "../test/aCluster.ts"

const setTime = (text: string) => TestClock.setTime(DateTime.toEpochMillis(at(text)))
const count = (quantity: number) => countHourly(total, { dimension: "pages", quantity })
const state = Effect.flatMap(ReporterStore, (store) => store.modify(total.reporter, (now) => [now, now]))

describe("the clock of a task", () => {
  it.effect.each([5, -5])("F37: that errs by %i minutes has no effect", (minutes) => {
    const { aws, billed, report, store } = aCluster()
    return Effect.gen(function* () {
      yield* setTime("2026-03-10T11:30:00Z")
      yield* count(3)
      yield* setTime("2026-03-10T12:05:00Z")
      aws.ahead = Duration.minutes(minutes)

      const { accepted } = yield* report("task-1")

      assert.strictEqual(accepted, 1)
      assert.deepStrictEqual(billed(), ["pages 10T11 3"])
    }).pipe(Effect.provide(store))
  })

  it.effect.each([6, -6, -26 * 60])(
    "F37: that errs by %i minutes closes and sends no hour, takes the turn from no other task, and says so",
    (minutes) => {
      const { aws, billed, report, store } = aCluster()
      return Effect.gen(function* () {
        yield* setTime("2026-03-10T11:30:00Z")
        yield* count(3)
        yield* setTime("2026-03-10T12:10:00Z")
        const before = yield* state
        aws.ahead = Duration.minutes(minutes)

        const skewed = yield* Effect.flip(report("task-1"))
        const after = yield* state
        aws.ahead = Duration.zero
        const { accepted } = yield* report("task-2")

        assert.strictEqual(skewed._tag, "ClockSkewed")
        assert.deepStrictEqual(after, before)
        assert.strictEqual(accepted, 1)
        assert.deepStrictEqual(billed(), ["pages 10T11 3"])
      }).pipe(Effect.provide(store))
    }
  )

  it.effect(
    "F37: stops a reporter loudly while units are still counted, and all goes on when it is set",
    () => {
      const { aws, billed, lines, on, store } = aCluster()
      return Effect.gen(function* () {
        yield* setTime("2026-03-10T11:30:00Z")
        yield* count(3)
        const reporter = yield* Effect.forkChild(
          on("task-1", hourlyReporter({ ...total, instance: "task-1", spread: Duration.zero }))
        )
        aws.ahead = Duration.minutes(-10)
        yield* TestClock.adjust("40 minutes")
        yield* count(4)
        const [stopped, said] = [billed(), lines.filter((line) => line.includes("ClockSkewed"))]
        aws.ahead = Duration.zero
        yield* TestClock.adjust("70 minutes")
        yield* Fiber.interrupt(reporter)

        assert.deepStrictEqual(stopped, [])
        assert.isAbove(said.length, 0)
        assert.deepStrictEqual(billed(), ["pages 10T11 3", "pages 10T12 4"])
      }).pipe(Effect.provide(store))
    }
  )

  it.effect(
    "F37: takes no turn while there is nothing to do, so that an erring task keeps no other from its own",
    () => {
      const { aws, report, store } = aCluster()
      return Effect.gen(function* () {
        yield* setTime("2026-03-10T12:10:00Z")
        yield* report("task-1")
        yield* setTime("2026-03-10T12:20:00Z")
        const { lease } = yield* state

        aws.ahead = Duration.minutes(-10)
        const idle = yield* report("task-2")

        assert.deepStrictEqual([idle.accepted, idle.isReporting], [0, true])
        assert.deepStrictEqual((yield* state).lease, lease)
      }).pipe(Effect.provide(store))
    }
  )

  it.effect("proves nothing where AWS cannot be asked, and that is said", () => {
    const { lines, outage, report, store } = aCluster()
    return Effect.gen(function* () {
      yield* setTime("2026-03-10T11:30:00Z")
      yield* count(3)
      yield* setTime("2026-03-10T12:10:00Z")
      outage.isDown = true

      const { waiting } = yield* report("task-1")

      assert.strictEqual(waiting, 1)
      assert.include(lines.join("\n"), "AWS cannot be asked for its time.")
    }).pipe(Effect.provide(store))
  })
})

describe("a log that throws", () => {
  it.effect("takes nothing from a round of reports, or from what is counted", () => {
    const { fail, on, store } = aCluster()
    const throwing = Logger.layer([
      Logger.make((): void => {
        throw new Error("no space left on the device")
      })
    ])
    return Effect.gen(function* () {
      yield* setTime("2026-03-10T11:30:00Z")
      yield* count(3)
      yield* setTime("2026-03-10T12:10:00Z")
      fail("throttle")
      const round = Effect.provide(
        reportHours({ ...total, instance: "task-1", spread: Duration.zero }),
        throwing
      )
      const { waiting } = yield* on("task-1", round)
      const occurredAt = at("2026-02-10T00:00:00Z")
      const told = yield* Effect.provide(
        countHourly(total, { dimension: "pages", occurredAt, quantity: 2 }),
        throwing
      )

      assert.deepStrictEqual([waiting, told], [1, "set aside"])
    }).pipe(Effect.provide(store))
  })
})

import { assert, describe, it } from "@effect/vitest"
import {
  countHourly,
  hourlyReporter,
  type HourlyUsage,
  type ReportAlert,
  ReporterStore,
  StoreError,
  StoreUnavailable
} from "@tallyhour/core"
import { at } from "@tallyhour/core/testing"
import { DateTime, Duration, Effect, Fiber, Layer, Logger, Random } from "effect"
import { TestClock } from "effect/testing"
import { aCluster, total } from "../test/aCluster.ts"

const setTime = (text: string) => TestClock.setTime(DateTime.toEpochMillis(at(text)))
const count = (quantity: number, usage: Partial<HourlyUsage> = {}) =>
  countHourly(total, { dimension: "pages", quantity, ...usage })
const state = Effect.flatMap(ReporterStore, (store) => store.modify(total.reporter, (now) => [now, now]))

describe("a report", () => {
  it.effect("is the same at every attempt, by every process, whatever is counted meanwhile", () => {
    const { billed, fail, report, sent, store } = aCluster("agentcore")
    return Effect.gen(function* () {
      yield* setTime("2026-03-10T11:30:00Z")
      yield* count(3, { tags: { team: "sales" } })
      for (const [minute, kind] of [
        [5, "drop_before"],
        [8, "drop_after"],
        [30, "internal_after"]
      ] as const) {
        yield* setTime(`2026-03-10T12:${String(minute).padStart(2, "0")}:00Z`)
        fail(kind)
        yield* report(`task-${minute}`, { resentBy: "any" })
        yield* count(5, { occurredAt: "2026-03-10T11:59:00Z" })
      }
      yield* setTime("2026-03-10T12:50:00Z")
      yield* report("task-1", { resentBy: "any" })

      assert.strictEqual(sent.length, 4)
      assert.deepStrictEqual(sent, Array(4).fill(sent[0]))
      assert.match(sent[0]!.clientToken, /^2026-03-10T11\.[0-9a-f]{32}$/)
      assert.deepStrictEqual(billed(), ["pages 10T11 3"])
    }).pipe(Effect.provide(store))
  })

  it.effect("names the tags that its units were used for", () => {
    const { emulator, report, store } = aCluster()
    return Effect.gen(function* () {
      yield* setTime("2026-03-10T11:30:00Z")
      yield* count(3, { tags: { team: "sales" } })
      yield* count(2, { tags: { team: "legal", env: "test" } })
      yield* count(1, { tags: { team: "sales" } })
      yield* count(4)
      yield* setTime("2026-03-10T12:05:00Z")
      yield* report("task-1")

      const [accepted] = emulator.accepted()
      assert.strictEqual(accepted?.quantity, 10)
      assert.deepStrictEqual(
        accepted?.allocations?.map(({ AllocatedUsageQuantity, Tags }) => [
          AllocatedUsageQuantity,
          Tags?.map(({ Key, Value }) => `${Key}=${Value}`) ?? []
        ]),
        [
          [4, []],
          [2, ["env=test", "team=legal"]],
          [4, ["team=sales"]]
        ]
      )
    }).pipe(Effect.provide(store))
  })

  it.effect("of a dimension that is called as something that all objects have is added up", () => {
    const { arrange, report, store } = aCluster()
    return Effect.gen(function* () {
      arrange("seed_product", { code: "pod", dimensions: ["constructor"], kind: "container" })
      for (const hour of ["11", "12"]) {
        yield* setTime(`2026-03-10T${hour}:30:00Z`)
        yield* count(3, { dimension: "constructor" })
        yield* setTime(`2026-03-10T${Number(hour) + 1}:05:00Z`)
        yield* report("task-1")
      }

      assert.deepStrictEqual((yield* state).accepted, { constructor: 6 })
    }).pipe(Effect.provide(store))
  })
})

describe("an hour without usage", () => {
  it.effect("is reported as 0 when it is over and its lateness past, never before", () => {
    const { billed, report, store } = aCluster()
    const round = (time: string) =>
      Effect.andThen(setTime(`2026-03-10T${time}Z`), report("task-1", { zeroReports: ["pages", "storage"] }))
    return Effect.gen(function* () {
      yield* round("10:30:00")
      yield* round("12:00:00")
      const before = billed()
      yield* round("12:04:59.999")
      yield* count(2, { occurredAt: "2026-03-10T11:59:00Z" })
      const early = billed()
      yield* round("12:05:00")
      yield* count(7, { dimension: "storage", occurredAt: "2026-03-10T11:59:00Z" })
      yield* round("13:05:00")

      const ten = ["pages 10T10 0", "storage 10T10 0"]
      assert.deepStrictEqual([before, early], [ten, ten])
      assert.deepStrictEqual(billed().slice(2), [
        "pages 10T11 2",
        "storage 10T11 0",
        "pages 10T12 0",
        "storage 10T12 7"
      ])
    }).pipe(Effect.provide(store))
  })
})

describe("nothing ends silently", () => {
  it.effect("a report that waits is said aloud at each level, once, and to whoever wants to hear it", () => {
    const { lines, on, outage, store } = aCluster()
    const heard: Array<ReportAlert> = []
    const onAlert = (alerts: ReadonlyArray<ReportAlert>) =>
      Effect.sync(() => {
        heard.push(...alerts)
        throw new Error("The host is out of order.")
      })
    return Effect.gen(function* () {
      yield* setTime("2026-03-10T11:30:00Z")
      yield* count(3)
      outage.isDown = true
      const reporter = yield* Effect.forkChild(
        on("task-1", hourlyReporter({ ...total, instance: "task-1", onAlert }))
      )
      const other = yield* Effect.forkChild(
        on("task-2", hourlyReporter({ ...total, instance: "task-2", onAlert }))
      )
      yield* TestClock.adjust("6 hours")
      yield* Fiber.interruptAll([reporter, other])

      assert.deepStrictEqual(
        heard.map(({ level, quantity, reporter: name }) => [Duration.toMinutes(level), quantity, name]),
        [180, 60, 15].map((minutes) => [minutes, 3, "cluster-1"])
      )
      const said = lines.filter((line) => line.includes("cannot be billed for their hour"))
      assert.deepStrictEqual(
        said.map((line) => line.split(" ")[0]),
        ["Warn", "Warn", "Error"]
      )
      assert.include(
        said[0],
        '3 of "pages" cannot be billed for their hour unless they are reported before 2026-03-10T17:00'
      )
      assert.strictEqual(lines.filter((line) => line.includes("Nobody could be told")).length, 3)
    }).pipe(Effect.provide(store))
  })

  it.effect("what is set aside is logged by whoever sets it aside", () => {
    const { fail, lines, on, report, store } = aCluster()
    return Effect.gen(function* () {
      yield* setTime("2026-03-31T22:30:00Z")
      yield* count(3)
      yield* setTime("2026-03-31T23:10:00Z")
      fail("drop_after")
      yield* report("task-1")
      yield* setTime("2026-04-01T06:00:00Z")
      const { setAside } = yield* report("task-2")
      const late = yield* on("task-2", count(4, { occurredAt: "2026-03-31T22:50:00Z" }))

      assert.deepStrictEqual(
        setAside.map(({ quantity, reason }) => [quantity, reason]),
        [[3, "InDoubt"]]
      )
      assert.strictEqual(late, "set aside")
      const aside = lines.filter((line) => line.includes("aside"))
      assert.deepStrictEqual(aside, [
        'Error 3 of "pages" in hour 2026-03-31T22 are set aside for a person: InDoubt',
        'Error 4 of "pages" will not be reported of themselves; they are set aside.'
      ])
    }).pipe(Effect.provide(store))
  })
})

describe("an answer that comes when its report is given up", () => {
  it.effect("is believed: the usage is accepted, waits for no person, and that is said", () => {
    const { aws, billed, lines, report, store } = aCluster()
    return Effect.gen(function* () {
      yield* setTime("2026-03-10T11:30:00Z")
      yield* count(3)
      yield* setTime("2026-03-10T16:44:00Z")
      aws.answersAfter = Duration.minutes(10)
      const sending = yield* Effect.forkChild(report("task-1"))
      yield* TestClock.adjust("2 minutes")
      const doubted = yield* report("task-2")
      yield* TestClock.adjust("10 minutes")
      const answered = yield* Fiber.join(sending)

      assert.deepStrictEqual(
        doubted.setAside.map(({ quantity, reason }) => [quantity, reason]),
        [[3, "InDoubt"]]
      )
      assert.deepStrictEqual([answered.accepted, answered.setAside], [1, []])
      assert.deepStrictEqual((yield* state).accepted, { pages: 3 })
      assert.deepStrictEqual(billed(), ["pages 10T11 3"])
      assert.include(
        lines.join("\n"),
        '3 of "pages" in hour 2026-03-10T11, which were set aside, are with AWS: bill them nowhere else.'
      )
    }).pipe(Effect.provide(store))
  })
})

describe("a cluster of 600 tasks, each with a total of its own", () => {
  it.effect(
    "that is started at once stays under the ten requests a second that its account has",
    () => {
      const { arrange, emulator, on, sent, store } = aCluster()
      arrange("set_quota", { operation: "MeterUsage", per_second: 10 })
      const tasks = Array.from({ length: 600 }, (_, i) => `task-${i}`)
      return Effect.gen(function* () {
        yield* setTime("2026-03-10T11:59:30Z")
        yield* Effect.forEach(tasks, (task) =>
          countHourly({ ...total, reporter: task }, { dimension: "pages", quantity: 1 })
        )
        const reporters = yield* Effect.forEach(tasks, (task) =>
          Effect.forkChild(on(task, hourlyReporter({ ...total, reporter: task, instance: task })))
        )
        yield* TestClock.adjust("26 minutes")
        yield* Fiber.interruptAll(reporters)

        assert.strictEqual(emulator.accepted().length, 600)
        assert.strictEqual(sent.length, 600, "none was throttled and sent again")
      }).pipe(Effect.provide(store))
    },
    60_000
  )
})

describe("a count with an id", () => {
  it.effect("that is of other content than before is refused", () => {
    const { store } = aCluster()
    return Effect.gen(function* () {
      yield* setTime("2026-03-10T11:30:00Z")
      const event = { eventId: "doc-1", occurredAt: "2026-03-10T11:29:00Z" }
      yield* count(3, event)

      const conflict = yield* Effect.flip(count(4, event))

      assert.strictEqual(conflict._tag, "EventConflict")
      assert.include(conflict.message, "doc-1")
    }).pipe(Effect.provide(store))
  })

  it.effect.each([1, 2, 3, 4])("is repeated until its store has it, and counts once: seed %i", (seed) => {
    const { store } = aCluster()
    // A store that fails before the change, or after it, wherever it likes.
    const mortal = Layer.effect(
      ReporterStore,
      Effect.map(ReporterStore, ({ modify }) => ({
        modify: (reporter, change) =>
          Effect.gen(function* () {
            const dies = yield* Random.nextIntBetween(0, 4)
            const gone = new StoreError({ reason: new StoreUnavailable({ detail: "gone" }) })
            if (dies === 0) return yield* gone
            const result = yield* modify(reporter, change)
            return dies === 1 ? yield* gone : result
          })
      }))
    )
    return Effect.gen(function* () {
      let counted = 0
      yield* setTime("2026-03-10T11:00:00Z")
      for (let event = 0; event < 50; event++) {
        const quantity = yield* Random.nextIntBetween(1, 9)
        const occurredAt = yield* DateTime.now
        yield* count(quantity, { eventId: `event-${event}`, occurredAt }).pipe(
          Effect.retry({ times: 100 }),
          Effect.provide(mortal)
        )
        counted += quantity
        yield* TestClock.adjust("10 seconds")
      }

      const { open } = yield* state
      assert.deepStrictEqual(
        open.map(({ quantity }) => quantity),
        [counted]
      )
    }).pipe(Effect.provide(store), Random.withSeed(String(seed)), Effect.provide(Logger.layer([])))
  })
})

import { BuyerMetering, createReporter, ReporterOptionsInvalid, type ReporterSettings } from "@tallyhour/core"
import { Duration, Effect, Layer } from "effect"
import { assert, describe, it } from "vitest"
import { makeMarketplaceEmulator } from "./marketplace/MarketplaceEmulator.ts"
import { memoryBuyerMetering } from "./MemoryBuyerMetering.ts"
import { memoryReporterStore } from "./MemoryReporterStore.ts"

/** A task whose report AWS answers only when it is told to; its clock is one that the test sets. */
const aTask = (change: Partial<ReporterSettings> = {}) => {
  const emulator = makeMarketplaceEmulator()
  emulator.control("seed_product", { code: "pod", dimensions: ["pages"], kind: "container" })
  emulator.control("entitle_caller", { product_code: "pod", entitled: true })
  const clock = { now: Date.parse("2026-03-10T11:30:00Z") }
  let calls = 0
  const asked = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<void>()
  const metering = Layer.effect(
    BuyerMetering,
    Effect.map(BuyerMetering, (honest) => ({
      ...honest,
      meterUsage: (report) =>
        Effect.promise(() => {
          calls += 1
          asked.resolve()
          return answer.promise
        }).pipe(Effect.andThen(honest.meterUsage(report)))
    }))
  ).pipe(Layer.provide(memoryBuyerMetering(emulator)))
  const lines: Array<string> = []
  const settings: ReporterSettings = {
    productCode: "pod",
    reporter: "cluster-1",
    instance: "task-1",
    lateness: Duration.zero,
    spread: Duration.zero,
    metering,
    store: memoryReporterStore(),
    log: (level, message) => lines.push(`${level} ${message}`),
    now: () => clock.now,
    ...change
  }
  return {
    answer,
    asked: asked.promise,
    calls: () => calls,
    clock,
    emulator,
    lines,
    reporter: createReporter(settings)
  }
}

const pages = { dimension: "pages", quantity: 3 }
const quantities = ({ emulator }: ReturnType<typeof aTask>) =>
  emulator.accepted().map(({ quantity }) => quantity)

/** A millisecond before a reporter without a spread wakes up. */
const justBefore = (text: string) => Date.parse(text) - 1

describe("createReporter", () => {
  it("counts, and reports an hour that is over, once", async () => {
    const task = aTask()
    task.answer.resolve()
    const event = { ...pages, eventId: "doc-1", occurredAt: task.clock.now / 1000 }

    const told = [await task.reporter.count(event), await task.reporter.count(event)]
    const early = await task.reporter.report()
    task.clock.now = Date.parse("2026-03-10T12:00:00Z")
    const due = await task.reporter.report()
    await task.reporter.close()

    assert.deepStrictEqual(told, ["counted", "repeated"])
    assert.deepStrictEqual(early, { accepted: 0, isReporting: true, waiting: 0, setAside: [] })
    assert.deepStrictEqual(due, { accepted: 1, isReporting: true, waiting: 0, setAside: [] })
    assert.deepStrictEqual(quantities(task), [3])
  })

  it("settles the report on the wire before it stops, and goes on when it is started again", async () => {
    const task = aTask()
    await task.reporter.count(pages)
    task.clock.now = justBefore("2026-03-10T12:01:00Z")

    const running = task.reporter.start()
    const same = task.reporter.start()
    await task.asked
    const stopped = running.stop()
    task.answer.resolve()
    await stopped
    const { waiting } = await task.reporter.report()
    const again = task.reporter.start()
    await task.reporter.close()

    assert.strictEqual(same, running)
    assert.notStrictEqual(again, running)
    assert.deepStrictEqual([quantities(task), waiting], [[3], 0])
  })

  it("lets a round wait for the one at work, so that no report is on the wire twice", async () => {
    const task = aTask()
    await task.reporter.count(pages)
    task.clock.now = justBefore("2026-03-10T12:01:00Z")

    task.reporter.start()
    await task.asked
    const beside = task.reporter.report()
    task.answer.resolve()
    const { accepted, waiting } = await beside
    await task.reporter.close()

    assert.deepStrictEqual([task.calls(), accepted, waiting], [1, 0, 0])
    assert.deepStrictEqual(quantities(task), [3])
  })

  it("tells the host in plain words what comes near its deadline, and what waits for a person", async () => {
    const alerts: Array<unknown> = []
    const task = aTask({
      onAlert: (alert) => {
        alerts.push(alert)
        throw new Error("The host is out of order.")
      }
    })
    task.answer.resolve()
    await task.reporter.count(pages)
    task.emulator.control("inject_fault", { operation: "MeterUsage", kind: "drop_after" })
    task.clock.now = Date.parse("2026-03-10T15:45:00Z")

    await task.reporter.report()
    task.clock.now = Date.parse("2026-03-10T16:45:00Z")
    await task.reporter.report()
    const aside = await task.reporter.setAside()
    await task.reporter.close()

    const [hour, quantity] = ["2026-03-10T11", 3]
    assert.deepStrictEqual(alerts, [
      {
        reporter: "cluster-1",
        dimension: "pages",
        deadline: "2026-03-10T17:00:00.000Z",
        levelSeconds: 3600,
        quantity
      }
    ])
    assert.deepStrictEqual(aside, [{ dimension: "pages", hour, quantity, reason: "InDoubt" }])
    assert.include(task.lines.join("\n"), "are set aside for a person: InDoubt")
  })

  it("refuses everything that is wrong with its settings at once", () => {
    const wrong = {
      instance: "",
      log: "console",
      metering: {},
      onAlert: 7,
      productCode: "prod-1",
      reporter: "cluster-1",
      spraed: 1,
      store: undefined
    }
    const refused = (() => {
      try {
        return createReporter(wrong as never)
      } catch (error) {
        return error
      }
    })()

    assert.instanceOf(refused, ReporterOptionsInvalid)
    assert.deepStrictEqual(refused.problems, [
      "metering is no layer; pass awsBuyerMetering()",
      "store is no layer; pass fileReporterStore({ folder })",
      "log is no function",
      "onAlert is no function",
      "spraed is not a choice of the reporter; did you mean spread?",
      "productCode is not the product code that AWS Marketplace shows",
      "instance is no text"
    ])
  })

  it("refuses wrong usage, and everything after it is closed", async () => {
    const { reporter } = aTask()

    const wrong = await reporter.count({ dimension: "", quantity: 1.5 }).catch((error: unknown) => error)
    await reporter.close()
    const closed = await reporter.count(pages).catch((error: unknown) => error)

    assert.include(String(wrong), "dimension is no text of 1 to 255 letters; quantity is not a whole number")
    assert.include(String(closed), "This reporter is closed")
    assert.throws(() => reporter.start(), "This reporter is closed")
  })
})

import { assert, describe, it } from "@effect/vitest"
import { createMeter, meteringPass, meteringWorker } from "@tallyhour/core"
import { exampleProduct, exampleRegion } from "@tallyhour/core/testing"
import { Effect, Fiber, Layer, Logger } from "effect"
import { TestClock } from "effect/testing"
import { aBuyer, aMarket, figures, setClock, standing, use } from "../test/aMarket.ts"
import { makeMarketplaceEmulator } from "./marketplace/MarketplaceEmulator.ts"
import { memoryStore } from "./MemoryStore.ts"
import { memoryTransport } from "./MemoryUsageTransport.ts"

const brokenLog = Logger.layer([
  Logger.make((): void => {
    throw new Error("no space left on the device")
  })
])

describe("a log that throws", () => {
  it.effect("F44: stops no worker, whatever it has to say", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ now: "2026-03-10T12:20:00Z" })
      yield* Effect.gen(function* () {
        const good = yield* aBuyer(market)
        const unlucky = yield* aBuyer(market)
        yield* use(unlucky.account, "2026-03-10T11:30:00Z", 7, "misspelt")
        const worker = yield* Effect.forkChild(meteringWorker())
        yield* setClock("2026-03-11T11:20:00Z")
        yield* use(good.account, "2026-03-11T10:30:00Z", 7)

        yield* TestClock.adjust("1 minute")
        yield* Fiber.interrupt(worker)

        assert.deepStrictEqual(yield* standing(unlucky.account), figures({ recorded: "7", dead: "7" }))
        assert.deepStrictEqual(yield* standing(good.account), figures({ recorded: "7", accepted: "7" }))
      }).pipe(Effect.provide(Layer.merge(market.layer, brokenLog)))
    })
  )

  it.effect("F44: lets a pass tell what it did", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ now: "2026-03-10T12:20:00Z" })
      yield* Effect.gen(function* () {
        const { account } = yield* aBuyer(market)
        yield* use(account, "2026-03-10T11:30:00Z", 7, "misspelt")
        yield* meteringPass()
        yield* setClock("2026-03-11T10:50:00Z")

        const { expired } = yield* meteringPass()

        assert.strictEqual(expired, 1)
        assert.deepStrictEqual(yield* standing(account), figures({ dead: "7", recorded: "7" }))
      }).pipe(Effect.provide(Layer.merge(market.layer, brokenLog)))
    })
  )

  it("F44: or rejects costs a meter nothing", async () => {
    const { alerts, close, pass } = await aMeter({ log: () => Promise.reject(new Error("the log is full")) })

    const report = await pass()

    await close()
    assert.strictEqual(report.sealed, 1)
    assert.deepStrictEqual(alerts, ["acme", "bolt"])
  })
})

describe("whoever hears of alerts", () => {
  it("F50: throwing at one hears of the others, and the log says so", async () => {
    const { alerts, close, pass, said } = await aMeter({
      onAlert: (account) => {
        if (account === "acme") throw new Error("the pager is broken")
      }
    })

    const report = await pass()

    await close()
    assert.strictEqual(report.sealed, 1)
    assert.deepStrictEqual(alerts, ["acme", "bolt"])
    assert.strictEqual(said.filter((line) => line.includes("the pager is broken")).length, 1)
  })

  it("F50: rejecting later stops no process, and the log says so", async () => {
    const { alerts, close, pass, said } = await aMeter({
      onAlert: () => Promise.reject(new Error("the pager is away"))
    })

    const report = await pass()

    await close()
    assert.strictEqual(report.sealed, 1)
    assert.deepStrictEqual(alerts, ["acme", "bolt"])
    assert.strictEqual(said.filter((line) => line.includes("the pager is away")).length, 2)
  })

  it.effect("F50: and never coming back stops no worker for long", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ now: "2026-03-10T12:20:00Z" })
      yield* Effect.gen(function* () {
        const { account } = yield* aBuyer(market)
        const worker = yield* Effect.forkChild(meteringWorker({ onAlert: () => Effect.never }))
        yield* TestClock.adjust("1 minute")
        yield* use(account, "2026-03-10T11:30:00Z", 7)

        yield* TestClock.adjust("2 minutes")
        yield* Fiber.interrupt(worker)

        assert.deepStrictEqual(yield* standing(account), figures({ recorded: "7", accepted: "7" }))
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("F50: and dying stops no worker", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ now: "2026-03-10T12:20:00Z" })
      yield* Effect.gen(function* () {
        const { account } = yield* aBuyer(market)
        const onAlert = (): Effect.Effect<void> => {
          throw new Error("planted")
        }
        const worker = yield* Effect.forkChild(meteringWorker({ onAlert }))
        yield* TestClock.adjust("1 minute")
        yield* use(account, "2026-03-10T11:30:00Z", 7)

        yield* TestClock.adjust("1 minute")
        yield* Fiber.interrupt(worker)

        assert.deepStrictEqual(yield* standing(account), figures({ recorded: "7", accepted: "7" }))
      }).pipe(Effect.provide(market.layer))
    })
  )
})

/** A meter with two accounts whose usage is lost soon, because AWS knows neither. */
const aMeter = async (options: {
  readonly log?: () => Promise<void>
  readonly onAlert?: (account: string) => Promise<void> | void
}) => {
  const emulator = makeMarketplaceEmulator()
  const now = Date.parse("2026-03-11T08:00:00Z")
  emulator.setTime({ now: now / 1000, frozen: true })
  emulator.control("seed_product", { code: exampleProduct, dimensions: ["requests"], kind: "saas" })
  const alerts: Array<string> = []
  const said: Array<string> = []
  const store = memoryStore()
  const meter = createMeter({
    catalogue: { products: [{ code: exampleProduct, meters: [{ name: "requests" }] }] },
    log: options.log ?? ((_, line) => void said.push(line)),
    now: () => now,
    onAlert: ({ account }) => {
      alerts.push(account)
      return options.onAlert?.(account)
    },
    store,
    transport: memoryTransport(emulator)
  })
  await meter.link({
    account: "acme",
    activeFrom: "2026-01-01T00:00:00Z",
    agreement: { _tag: "Product", buyer: "111111111111" },
    productCode: exampleProduct,
    region: exampleRegion
  })
  const transaction = store.begin()
  const occurredAt = "2026-03-10T11:30:00Z"
  for (const account of ["acme", "bolt"])
    await meter.record(transaction, { account, eventId: account, meter: "requests", occurredAt, quantity: 7 })
  transaction.commit()
  return { alerts, close: meter.close, pass: meter.pass, said }
}

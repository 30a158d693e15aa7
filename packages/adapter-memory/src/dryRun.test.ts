import { assert, describe, it } from "@effect/vitest"
import {
  Books,
  Catalogue,
  createMeter,
  leaseBatches,
  LedgerAudit,
  meteringPass,
  sealHours,
  TransportError,
  Unanswered,
  UsageTransport
} from "@tallyhour/core"
import { exampleProduct } from "@tallyhour/core/testing"
import { DateTime, Effect, Layer, Logger } from "effect"
import { aBuyer, aMarket, figures, setClock, standing, use } from "../test/aMarket.ts"
import { makeMarketplaceEmulator } from "./marketplace/MarketplaceEmulator.ts"
import { memoryStore } from "./MemoryStore.ts"
import { memoryTransport } from "./MemoryUsageTransport.ts"

const inDryRun = (dryRun: "all" | ReadonlyArray<string>) => ({
  products: [{ code: exampleProduct, meters: [{ name: "requests" }], dryRun }]
})

const during = (dryRun: "all" | ReadonlyArray<string>) =>
  Effect.provide(Layer.orDie(Catalogue.layer(inDryRun(dryRun))))

describe("dry run", () => {
  it.effect("of a product seals and plans all of its usage, sends none, and books it as dead", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ catalogue: inDryRun("all") })
      yield* Effect.gen(function* () {
        const { account } = yield* aBuyer(market)
        yield* use(account, "2026-03-10T11:30:00Z", "7.5")

        yield* setClock("2026-03-10T12:15:00Z")
        const { rehearsed, sealed, settled } = yield* meteringPass()
        const again = yield* meteringPass()

        const [unbilled] = yield* (yield* Books).unbilled
        assert.deepStrictEqual([sealed, rehearsed.length, settled.length], [1, 1, 0])
        assert.deepStrictEqual([again.rehearsed.length, market.emulator.accepted().length], [0, 0])
        assert.deepStrictEqual(
          yield* standing(account),
          figures({ recorded: "7.5", carried: "0.5", dead: "7" })
        )
        assert.match(unbilled?.reason ?? "", /^DryRun: .* product/)
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("of an account bills all the others", () =>
    Effect.gen(function* () {
      const market = yield* aMarket()
      yield* Effect.gen(function* () {
        const staff = yield* aBuyer(market)
        const other = yield* aBuyer(market)
        for (const { account } of [staff, other]) yield* use(account, "2026-03-10T11:30:00Z", 3)

        yield* setClock("2026-03-10T12:15:00Z")
        const { rehearsed, settled } = yield* during([staff.account])(meteringPass())

        assert.deepStrictEqual([rehearsed.length, settled.length], [1, 1])
        assert.deepStrictEqual(yield* standing(staff.account), figures({ recorded: "3", dead: "3" }))
        assert.deepStrictEqual(yield* standing(other.account), figures({ recorded: "3", accepted: "3" }))
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("leaves nothing behind that is sent when it is over", () =>
    Effect.gen(function* () {
      const market = yield* aMarket()
      yield* Effect.gen(function* () {
        const { account } = yield* aBuyer(market)
        yield* use(account, "2026-03-10T11:30:00Z", 3)
        yield* setClock("2026-03-10T12:15:00Z")
        yield* during("all")(meteringPass())

        yield* use(account, "2026-03-10T12:05:00Z", 4)
        yield* setClock("2026-03-10T13:15:00Z")
        yield* meteringPass()

        assert.deepStrictEqual(
          market.emulator.accepted().map(({ quantity }) => quantity),
          [4]
        )
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("never sends again what may have reached AWS before it began: that is in doubt", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ transport: losingAnswers })
      yield* Effect.gen(function* () {
        const { account } = yield* aBuyer(market)
        yield* use(account, "2026-03-10T11:30:00Z", 3)
        yield* setClock("2026-03-10T12:15:00Z")
        yield* meteringPass()

        yield* setClock("2026-03-10T12:45:00Z")
        const { rehearsed, settled } = yield* during("all")(meteringPass())
        const { entries } = yield* (yield* LedgerAudit).entries({ recordsMax: 10 })

        assert.deepStrictEqual([rehearsed.length, settled.length], [1, 0])
        assert.deepStrictEqual(
          entries.map(({ state }) => state),
          ["in doubt"]
        )
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("sends nothing after a worker died between leasing a record and ending it", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ catalogue: inDryRun("all") })
      yield* Effect.gen(function* () {
        const { account } = yield* aBuyer(market)
        yield* use(account, "2026-03-10T11:30:00Z", 3)
        yield* setClock("2026-03-10T12:15:00Z")
        yield* sealHours()
        yield* leaseBatches({ dueBy: yield* DateTime.now, recordsMax: 25 })

        yield* setClock("2026-03-10T12:17:00Z")
        const { rehearsed, settled } = yield* meteringPass()

        assert.deepStrictEqual([rehearsed.length, settled.length], [1, 0])
        assert.deepStrictEqual(market.emulator.accepted(), [])
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("says of each record what would be sent", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ catalogue: inDryRun("all") })
      const lines: Array<string> = []
      const heard = Logger.layer([Logger.make(({ message }) => void lines.push(String(message)))])
      yield* Effect.gen(function* () {
        const { account } = yield* aBuyer(market)
        yield* use(account, "2026-03-10T11:30:00Z", 3)

        yield* setClock("2026-03-10T12:15:00Z")
        yield* meteringPass()

        const said = lines.join("\n")
        assert.include(said, "1 records would go to us-east-1, and are not sent")
        assert.include(said, `3 units of requests by account ${account} in 2026-03-10T11`)
      }).pipe(Effect.provide(Layer.merge(market.layer, heard)))
    })
  )

  it("is counted apart by a meter of Promises", async () => {
    const now = () => Date.parse("2026-03-10T12:20:00Z")
    const emulator = makeMarketplaceEmulator({ clock: now })
    const store = memoryStore()
    const meter = createMeter({
      catalogue: inDryRun("all"),
      log: () => undefined,
      now,
      store,
      transport: memoryTransport(emulator)
    })
    await meter.link({
      account: "acme",
      activeFrom: "2026-01-01T00:00:00Z",
      agreement: { _tag: "Product", buyer: "111111111111" },
      productCode: exampleProduct,
      region: "us-east-1"
    })
    const transaction = store.begin()
    const occurredAt = "2026-03-10T11:30:00Z"
    await meter.record(transaction, {
      account: "acme",
      eventId: "1",
      meter: "requests",
      occurredAt,
      quantity: 3
    })
    transaction.commit()

    const summary = await meter.pass()

    assert.deepStrictEqual(summary, { expired: 0, sealed: 1, accepted: 0, retried: 0, failed: 0, dryRun: 1 })
    await meter.close()
  })
})

/** Hands every request on, and keeps AWS's answer to itself. */
function losingAnswers(honest: Layer.Layer<UsageTransport>) {
  return Layer.effect(
    UsageTransport,
    Effect.map(UsageTransport, (transport) => ({
      ...transport,
      submit: (batch) => Effect.andThen(transport.submit(batch), Effect.fail(lost))
    }))
  ).pipe(Layer.provide(honest))
}

const lost = new TransportError({
  reason: new Unanswered({ operation: "BatchMeterUsage", detail: "the answer was cut off" })
})

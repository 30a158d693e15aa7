import { assert, describe, it, onTestFinished } from "@effect/vitest"
import {
  type Agreement,
  createMeter,
  RecordLedger,
  StoreError,
  StoreUnavailable,
  type UsageEventInput,
  UsageTransport
} from "@tallyhour/core"
import { at, exampleProduct, exampleRegion } from "@tallyhour/core/testing"
import { Duration, Effect, Layer } from "effect"
import { exampleCatalogue } from "../test/aMarket.ts"
import { makeMarketplaceEmulator } from "./marketplace/MarketplaceEmulator.ts"
import { type MemoryStore, memoryStore } from "./MemoryStore.ts"
import { memoryTransport } from "./MemoryUsageTransport.ts"
import { testMarketplace } from "./testing/testMarketplace.ts"

describe("createMeter", () => {
  it("usage goes from the caller's transaction to the bill", async () => {
    const { marketplace, meter, record } = await aMeter()

    const answers = [await record([event("a", 3), event("b", "4.25")]), await record(event("a", 3))]
    const pass = await meter.pass()

    const billed = await Effect.runPromise(marketplace.billed(agreement))
    assert.deepStrictEqual(answers, [
      { recorded: 2, alreadyRecorded: [], late: [] },
      { recorded: 0, alreadyRecorded: ["a"], late: [] }
    ])
    assert.deepStrictEqual(pass, { expired: 0, sealed: 1, accepted: 1, retried: 0, failed: 0 })
    assert.deepStrictEqual(
      billed.map(({ quantity }) => quantity),
      [7]
    )
    assert.deepStrictEqual(await meter.balances(), [
      { ...nothing, account: "acme", meter: "requests", recorded: "7.25", carried: "0.25", accepted: "7" }
    ])
  })

  it("one pass sends what it has sealed, however long the sealing takes", async () => {
    for (const tick of [1, 20_000]) {
      const { emulator, meter, record } = await aMeter({ tick })
      await record(event("a", 3))

      const pass = await meter.pass()

      assert.deepInclude(pass, { sealed: 1, accepted: 1 }, `the clock goes on by ${tick} ms at each look`)
      assert.strictEqual(emulator.accepted().length, 1)
    }
  })

  it("what is recorded in a transaction that is rolled back was never recorded", async () => {
    const { meter, store } = await aMeter()
    const transaction = store.begin()

    await meter.record(transaction, event("a", 3))
    transaction.rollBack()

    assert.deepStrictEqual(await meter.balances(), [])
  })

  it("what will not be billed is listed with its reason", async () => {
    const { meter, record } = await aMeter()
    await meter.end("acme", exampleProduct, "2026-03-10T10:00:00Z")

    await record(event("a", "2.5"))
    await meter.pass()

    const [row, ...others] = await meter.unbilled()
    assert.deepStrictEqual([row?.kind, row?.quantity, others], ["held", "2.5", []])
    assert.include(row?.reason, "AfterCancellation")
  })

  it("a cut-over can be forecast, in words and instants that print", async () => {
    const { meter } = await aMeter()
    const license = "arn:aws:license-manager::123456789012:license:l-1"
    const buyer = "012345678901"

    const forecast = await meter.forecastCutOver({
      productCode: exampleProduct,
      from: "2026-04-01T00:00:00Z",
      licenses: ["acme", "bolt"].map((account) => ({ account, buyer, licenseArn: license }))
    })

    const problem = `no subscription of product "${exampleProduct}" runs that is metered by product or customer identifier`
    assert.deepStrictEqual(forecast, [
      { account: "acme", meteredBy: "product", from: "2026-04-01T00:00:00.000Z" },
      { account: "bolt", problem }
    ])
  })

  it("each refusal is a typed error", async () => {
    const { meter, record } = await aMeter()
    await record(event("a", 3))

    const refusals = await Promise.all(
      [
        record(event("b", -1)),
        record(event("a", 4)),
        meter.link({ ...subscription, account: "other" }),
        meter.link({ ...subscription, agreement: { _tag: "Product", buyer: "123" } }),
        meter.link({ ...subscription, activeFrom: "yesterday" }),
        meter.end("acme", exampleProduct, Number.NaN),
        meter.end("acme", exampleProduct, "2001-01-01T00:00:00Z"),
        meter.end("nobody", exampleProduct, "2026-03-10T10:00:00Z"),
        meter.link({ ...subscription, productCode: "unknown" }),
        meter.link({ ...subscription, region: "mars" })
      ].map(tagOfRejection)
    )

    assert.deepStrictEqual(refusals, [
      "EventRefused",
      "EventConflict",
      "SubscriptionConflict",
      ...Array<string>(7).fill("SubscriptionInvalid")
    ])
  })

  it("a refusal of a subscription says what is wrong with it", async () => {
    const { meter } = await aMeter()

    const wrong = meter.link({ ...subscription, agreement: { _tag: "Product", buyer: "123" } })

    await wrong.then(
      () => assert.fail("it was taken"),
      (error: Error) => assert.include(error.message, "twelve digits")
    )
  })

  it("the same link again changes nothing, as at every start of a backend, even after its end", async () => {
    const { meter, record } = await aMeter()
    await meter.link(subscription)
    await meter.end("acme", exampleProduct, "2026-03-10T10:00:00Z")

    await meter.link(subscription)
    await meter.end("acme", exampleProduct, "2026-03-12T10:00:00Z")
    await record(event("a", 3))
    await meter.pass()

    const [row] = await meter.unbilled()
    assert.deepStrictEqual([row?.kind, row?.quantity], ["held", "3"])
  })

  it("a closed meter says that it is closed", async () => {
    const { meter } = await aMeter()
    await meter.close()

    await meter.balances().then(
      () => assert.fail("it was taken"),
      (error: Error) => assert.include(error.message, "closed")
    )
  })

  it("a store that is away is a typed error, too", async () => {
    const away = new StoreError({ reason: new StoreUnavailable({ detail: "planted" }) })
    const { meter } = await aMeter({ seal: () => Effect.fail(away) })

    assert.strictEqual(await tagOfRejection(meter.pass()), "StoreError")
  })

  it("a catalogue that cannot be used is refused at once, with every problem", async () => {
    const products = [
      { code: "prod-1", meters: [] },
      { code: "a b", meters: [] }
    ]

    const make = () => createMeter({ catalogue: { products }, store: memoryStore(), transport: unused })

    assert.throws(make, /prod-1.*a b/s)
  })

  it("a worker that is stopped has settled what it had sent", async () => {
    const { meter, record, sent } = await aMeter()
    await record(event("a", 3))

    const worker = meter.startWorker()
    await sent
    await worker.stop()

    const [balance] = await meter.balances()
    assert.deepStrictEqual([balance?.accepted, balance?.unexplained], ["3", "0"])
  })

  it("closing stops every worker, and may be repeated", async () => {
    const { emulator, meter, record, sent } = await aMeter()
    await record([event("a", 3)])

    const workers = [meter.startWorker(), meter.startWorker()]
    await sent
    await meter.close()
    await meter.close()
    await Promise.all(workers.map((worker) => worker.stop()))

    assert.strictEqual(emulator.accepted().length, 1)
  })

  it("the log is told of a failed pass, with its cause", async () => {
    const { logged, meter } = await aMeter({ seal: () => Effect.die("the planted cause") })

    const worker = meter.startWorker()
    const [level, message] = await logged
    await worker.stop()

    assert.strictEqual(level, "Error")
    assert.match(message, /pass failed.*the planted cause/s)
  })

  it("metering goes on when the log throws", async () => {
    const { meter, record, sent } = await aMeter({
      log: () => {
        throw new Error("planted")
      },
      seal: (attempt) => (attempt === 1 ? Effect.die("planted") : undefined)
    })
    await record(event("a", 3))

    const worker = meter.startWorker({ pollInterval: Duration.millis(1) })
    await sent
    await worker.stop()

    assert.strictEqual((await meter.balances())[0]?.accepted, "3")
  })
})

type Seal = RecordLedger["Service"]["seal"]

/** A meter over the reference store and the emulator, at twenty past twelve, with `acme` subscribed. */
const aMeter = async (
  options: {
    readonly log?: () => void
    /** By how many milliseconds the clock goes on whenever somebody looks at it; it stands still if absent. */
    readonly tick?: number
    /** What sealing does instead at an attempt, counted from 1. */
    readonly seal?: (attempt: number) => ReturnType<Seal> | undefined
  } = {}
) => {
  const now = at("2026-03-10T12:20:00Z")
  let millis = now.epochMilliseconds
  const emulator = makeMarketplaceEmulator()
  const marketplace = testMarketplace(emulator, now)
  const sent = Promise.withResolvers<void>()
  const logged = Promise.withResolvers<[level: string, message: string]>()
  const store = memoryStore()
  const meter = createMeter({
    catalogue: exampleCatalogue,
    log: (level, message) => {
      logged.resolve([level, message])
      options.log?.()
    },
    now: () => (millis += options.tick ?? 0),
    store: { ...store, layer: withSeal(store, options.seal) },
    transport: telling(memoryTransport(emulator), sent.resolve)
  })
  onTestFinished(() => meter.close())
  await Effect.runPromise(
    marketplace.seed({ agreement, dimensions: ["requests"], isSubscribed: true, productCode: exampleProduct })
  )
  await meter.link(subscription)
  const record = async (events: UsageEventInput | ReadonlyArray<UsageEventInput>) => {
    const transaction = store.begin()
    const appended = await meter.record(transaction, events)
    transaction.commit()
    return appended
  }
  return { emulator, logged: logged.promise, marketplace, meter, record, sent: sent.promise, store }
}

const withSeal = (
  store: MemoryStore,
  broken: ((attempt: number) => ReturnType<Seal> | undefined) | undefined
): MemoryStore["layer"] => {
  let attempt = 0
  const ledger = Layer.effect(
    RecordLedger,
    Effect.map(RecordLedger, (honest) => ({
      ...honest,
      seal: (...args) => Effect.suspend(() => broken?.(++attempt) ?? honest.seal(...args))
    }))
  )
  return Layer.merge(store.layer, Layer.provide(ledger, store.layer))
}

/** A transport that tells when AWS has answered. */
const telling = (honest: Layer.Layer<UsageTransport>, tell: () => void) =>
  Layer.provide(
    Layer.effect(
      UsageTransport,
      Effect.map(UsageTransport, ({ submit, ...rest }) => ({
        ...rest,
        submit: (batch) => Effect.tap(submit(batch), () => Effect.sync(tell))
      }))
    ),
    honest
  )

const unused = Layer.succeed(UsageTransport, {
  awaitQuota: () => Effect.void,
  clockSkew: Effect.succeedNone,
  submit: () => Effect.die("never called")
})

const agreement: Agreement = { _tag: "Product", buyer: "012345678901" }

const subscription = {
  account: "acme",
  activeFrom: "2026-01-01T00:00:00Z",
  agreement,
  productCode: exampleProduct,
  region: exampleRegion
}

const event = (eventId: string, quantity: string | number): UsageEventInput => ({
  eventId,
  account: "acme",
  meter: "requests",
  quantity,
  occurredAt: "2026-03-10T11:30:00Z"
})

const nothing = {
  open: "0",
  carried: "0",
  pending: "0",
  accepted: "0",
  dead: "0",
  held: "0",
  included: "0",
  writtenOff: "0",
  unexplained: "0"
}

const tagOfRejection = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "no rejection",
    (error: { readonly _tag?: string }) => error._tag ?? "no tag"
  )

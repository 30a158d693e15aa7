import { assert, describe, it } from "@effect/vitest"
import {
  cutOver,
  forecastCutOver,
  type Instant,
  meteringPass,
  Subscription,
  SubscriptionRegistry
} from "@tallyhour/core"
import { at, exampleProduct, exampleRegion } from "@tallyhour/core/testing"
import { DateTime, Effect } from "effect"
import { aBuyer, aMarket, setClock, use } from "../test/aMarket.ts"

const licenseArn = "arn:aws:license-manager::123456789012:license:l-0123456789abcdef0123456789abcdef"

describe("cutOver", () => {
  it.effect(
    "each hour is billed once, in the old form before the instant and in the new one from it on",
    () =>
      Effect.gen(function* () {
        const market = yield* aMarket()
        yield* Effect.gen(function* () {
          const { account, buyer } = yield* aProductBuyer(market)
          yield* setClock("2026-03-10T12:10:00Z")
          for (const time of ["10:30", "11:05", "11:55", "12:10"])
            yield* use(account, `2026-03-10T${time}:00Z`, 5)

          const instant = yield* cutOver(options(account, buyer, at("2026-03-10T11:20:00Z")))
          yield* setClock("2026-03-10T13:30:00Z")
          yield* meteringPass()

          assert.strictEqual(DateTime.formatIso(instant), "2026-03-10T12:00:00.000Z")
          assert.deepStrictEqual(
            market.emulator
              .accepted()
              .toSorted((a, b) => a.timestamp - b.timestamp)
              .map((record) => [record.timestamp, record.quantity, record.licenseArn === null]),
            [
              [seconds("2026-03-10T10:00:00Z"), 5, true],
              [seconds("2026-03-10T11:00:00Z"), 10, true],
              [seconds("2026-03-10T12:00:00Z"), 5, false]
            ]
          )
        }).pipe(Effect.provide(market.layer))
      })
  )

  it.effect("the same again changes nothing, even where the first call died in the middle", () =>
    Effect.gen(function* () {
      const market = yield* aMarket()
      yield* Effect.gen(function* () {
        const { account, buyer } = yield* aProductBuyer(market)
        const registry = yield* SubscriptionRegistry
        const activeUntil = at("2026-03-10T13:00:00Z")
        yield* registry.end({ account, activeUntil, productCode: exampleProduct })

        const instants = [
          yield* cutOver(options(account, buyer, activeUntil)),
          yield* cutOver(options(account, buyer, activeUntil)),
          yield* cutOver(options(account, buyer, at("2026-05-01T00:00:00Z")))
        ]

        assert.deepStrictEqual(instants, [activeUntil, activeUntil, activeUntil])
        assert.strictEqual((yield* registry.subscriptionsOf(account)).length, 2)
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("an outage after it loses nothing: the hours before keep their own deadlines", () =>
    Effect.gen(function* () {
      const market = yield* aMarket()
      yield* Effect.gen(function* () {
        const { account, buyer } = yield* aProductBuyer(market)
        yield* use(account, "2026-03-10T11:30:00Z", 5)
        yield* cutOver(options(account, buyer, at("2026-03-10T12:00:00Z")))

        yield* setClock("2026-03-11T10:00:00Z")
        yield* meteringPass()

        assert.deepStrictEqual(
          market.emulator.accepted().map(({ quantity }) => quantity),
          [5]
        )
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect.each([
    ["nothing that runs", { account: "stranger" }, "no subscription of product"],
    ["another buyer's license", { buyer: "999999999999" }, "the license is for 999999999999"]
  ] as const)("%s is refused, and nothing changes", ([, wrong, problem]) =>
    Effect.gen(function* () {
      const market = yield* aMarket()
      yield* Effect.gen(function* () {
        const { account, buyer } = yield* aProductBuyer(market)

        const refusal = yield* Effect.flip(
          cutOver({ ...options(account, buyer, at("2026-03-10T12:00:00Z")), ...wrong })
        )

        const registry = yield* SubscriptionRegistry
        const own = yield* registry.subscriptionsOf(account)
        assert.include(refusal.message, problem)
        assert.deepStrictEqual(
          own.map(({ activeUntil, agreement }) => [agreement._tag, activeUntil]),
          [["Product", undefined]]
        )
      }).pipe(Effect.provide(market.layer))
    })
  )
})

describe("forecastCutOver", () => {
  it.effect("says of each account what its cut-over comes to, and changes nothing", () =>
    Effect.gen(function* () {
      const market = yield* aMarket()
      yield* Effect.gen(function* () {
        const ready = yield* aProductBuyer(market)
        const wrong = { ...(yield* aBuyer(market, { form: "Product" })), buyer: "999999999999" }
        const unnamed = yield* aBuyer(market, { form: "Product" })
        const byCustomer = yield* aBuyer(market, { form: "Legacy" })
        const done = yield* aBuyer(market)
        const from = at("2026-03-10T11:20:00Z")
        const licenses = [ready, wrong, { account: "stranger", buyer: "999999999999" }].map(
          ({ account, buyer }) => ({ account, buyer, licenseArn })
        )

        const forecasts = yield* forecastCutOver({ from, licenses, productCode: exampleProduct })

        const registry = yield* SubscriptionRegistry
        const own = yield* registry.subscriptionsOf(ready.account)
        const told = new Map(
          forecasts.map(({ account, agreement, from: instant, problem }) => [
            account,
            [agreement?._tag, instant && DateTime.formatIso(instant), problem]
          ])
        )
        assert.deepStrictEqual(told.get(ready.account), ["Product", "2026-03-10T12:00:00.000Z", undefined])
        assert.match(
          String(told.get(wrong.account)),
          /its buyer is \d+, and the license is for 999999999999$/
        )
        assert.deepStrictEqual(told.get(unnamed.account), [
          "Product",
          undefined,
          "no license is given for it"
        ])
        assert.deepStrictEqual(told.get(byCustomer.account)?.[0], "Legacy")
        assert.isFalse(told.has(done.account))
        assert.match(String(told.get("stranger")), /^,,no subscription of product/)
        assert.deepStrictEqual([told.size, own.length, own[0]?.activeUntil], [5, 1, undefined])
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("of what is planned already says when", () =>
    Effect.gen(function* () {
      const market = yield* aMarket()
      yield* Effect.gen(function* () {
        const { account, buyer } = yield* aProductBuyer(market)
        const planned = yield* cutOver(options(account, buyer, at("2026-03-20T00:00:00Z")))

        const forecasts = yield* forecastCutOver({
          from: at("2026-03-10T12:00:00Z"),
          licenses: [{ account, buyer, licenseArn }],
          productCode: exampleProduct
        })

        assert.deepStrictEqual(
          forecasts.map(({ from }) => from),
          [planned]
        )
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("shows of each account what runs at the instant, and nothing where nothing does", () =>
    Effect.gen(function* () {
      const market = yield* aMarket()
      yield* Effect.gen(function* () {
        const [back, gone] = [yield* aBuyer(market, { form: "Legacy" }), yield* aProductBuyer(market)]
        const registry = yield* SubscriptionRegistry
        const activeUntil = at("2026-03-05T00:00:00Z")
        for (const { account } of [back, gone])
          yield* registry.end({ account, activeUntil, productCode: exampleProduct })
        yield* registry.link(byProduct(back.account, "777777777777", activeUntil))
        const licenses = [{ account: gone.account, buyer: gone.buyer, licenseArn }]
        const shown = (from: string) =>
          Effect.map(
            forecastCutOver({ from: at(from), licenses, productCode: exampleProduct }),
            (forecasts) => new Map(forecasts.map(({ account, agreement }) => [account, agreement?._tag]))
          )

        const [early, before, since] = [
          yield* shown("2025-12-31T22:30:00Z"),
          yield* shown("2026-03-04T22:30:00Z"),
          yield* shown("2026-03-04T23:30:00Z")
        ]

        const both = [back.account, gone.account]
        assert.isTrue([early, before, since].every((told) => both.every((account) => told.has(account))))
        assert.deepStrictEqual(
          [early, before, since].map((told) => both.map((account) => told.get(account))),
          [
            [undefined, undefined],
            ["Legacy", "Product"],
            ["Product", undefined]
          ]
        )
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("chooses neither of two licenses for one account, and takes the same one twice for one", () =>
    Effect.gen(function* () {
      const market = yield* aMarket()
      yield* Effect.gen(function* () {
        const [torn, sure] = [yield* aProductBuyer(market), strangers("sure")]
        const registry = yield* SubscriptionRegistry
        yield* registry.link(byProduct(sure.account, sure.buyer, at("2026-01-01T00:00:00Z")))
        const from = at("2026-03-10T12:00:00Z")
        const [one, only] = [
          { ...torn, licenseArn },
          { ...sure, licenseArn: `${licenseArn}1` }
        ]
        const stranger = { ...strangers("stranger"), licenseArn: `${licenseArn}2` }

        const forecasts = yield* forecastCutOver({
          from,
          licenses: [
            one,
            { ...one, licenseArn: `${licenseArn}3` },
            only,
            { ...only },
            stranger,
            { ...stranger, buyer: "888888888888" }
          ],
          productCode: exampleProduct
        })

        const told = new Map(
          forecasts.map(({ account, from: instant, problem }) => [account, [instant, problem]])
        )
        assert.deepStrictEqual(
          [torn, stranger, sure].map(({ account }) => told.get(account)),
          [
            [undefined, "two licenses are given for it"],
            [undefined, "two licenses are given for it"],
            [from, undefined]
          ]
        )
        assert.strictEqual(forecasts.length, 3)
      }).pipe(Effect.provide(market.layer))
    })
  )
})

const seconds = (text: string): number => DateTime.toEpochMillis(at(text)) / 1000

const options = (account: string, buyer: string, from: Instant) => ({
  account,
  buyer,
  from,
  licenseArn,
  productCode: exampleProduct
})

/** A buyer metered by product, who has a license, too. */
const aProductBuyer = Effect.fnUntraced(function* (market: Effect.Success<ReturnType<typeof aMarket>>) {
  const { account, agreement } = yield* aBuyer(market, { form: "Product" })
  const buyer = agreement._tag === "Product" ? agreement.buyer : ""
  yield* market.marketplace.seed({
    agreement: { _tag: "License", buyer, licenseArn },
    dimensions: ["requests", "seats"],
    isSubscribed: true,
    productCode: exampleProduct
  })
  return { account, buyer }
})

const strangers = (account: string) => ({ account, buyer: "999999999999" })

/** A subscription by product code, that runs on from an instant. */
const byProduct = (account: string, buyer: string, activeFrom: Instant) =>
  Subscription.make({
    account,
    activeFrom,
    agreement: { _tag: "Product", buyer },
    productCode: exampleProduct,
    region: exampleRegion
  })

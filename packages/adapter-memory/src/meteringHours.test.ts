import { assert, describe, it } from "@effect/vitest"
import {
  Books,
  type CatalogueInput,
  cutOver,
  endSubscription,
  linkAccount,
  MeteringHour,
  meteringPass,
  RecordReview,
  Subscription
} from "@tallyhour/core"
import { at, exampleProduct, exampleRegion, freshAgreement } from "@tallyhour/core/testing"
import { DateTime, Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import { aBuyer, aMarket, figures, setClock, standing, unexplained, use } from "../test/aMarket.ts"

const zeroRecords: CatalogueInput = {
  products: [{ code: exampleProduct, zeroRecords: true, meters: [{ name: "requests" }] }]
}

const guarded: CatalogueInput = {
  products: [{ code: exampleProduct, meters: [{ name: "requests", guard: { times: 10 } }] }]
}

describe("meteringPass, for hours without usage", () => {
  it.effect(
    "each gets one record of zero once it is final, and none that may still get usage is closed",
    () =>
      Effect.gen(function* () {
        const market = yield* aMarket({ catalogue: zeroRecords, now: "2026-03-10T12:20:00Z" })
        yield* Effect.gen(function* () {
          const { account } = yield* aBuyer(market)
          yield* use(account, "2026-03-10T10:30:00Z", "0.4")
          yield* use(account, "2026-03-10T11:30:00Z", "3")

          yield* passesUntil("2026-03-11T05:20:00Z")
          const usedLate = yield* use(account, "2026-03-10T09:30:00Z", "5")
          yield* passesUntil("2026-03-11T09:20:00Z")

          const billed = market.emulator
            .accepted()
            .toSorted((a, b) => a.hour - b.hour)
            .map((row) => [hourText(row.hour), row.quantity])
          const hours = hourTexts("2026-03-09T15:00:00Z", "2026-03-10T12:00:00Z")
          const used: Record<string, number> = { "2026-03-10T09": 5, "2026-03-10T11": 3 }
          assert.deepStrictEqual(usedLate.late, [])
          assert.deepStrictEqual(
            billed,
            hours.map((hour) => [hour, used[hour] ?? 0])
          )
          assert.deepStrictEqual(
            yield* standing(account),
            figures({ recorded: "8.4", accepted: "8", carried: "0.4" })
          )
          assert.deepStrictEqual(yield* unexplained, [])
        }).pipe(Effect.provide(market.layer))
      })
  )

  it.effect("none of a subscription that has ended, or has not begun, gets one", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ catalogue: zeroRecords, now: "2026-03-10T12:20:00Z" })
      yield* Effect.gen(function* () {
        const { account } = yield* aBuyer(market, { form: "Product" })
        yield* meteringPass()
        const first = market.emulator.accepted().map((row) => hourText(row.hour))
        yield* endSubscription({
          account,
          activeUntil: at("2026-03-10T12:20:00Z"),
          productCode: exampleProduct
        })

        yield* passesUntil("2026-03-11T12:20:00Z")

        assert.deepStrictEqual(first, ["2026-03-09T15"])
        assert.strictEqual(market.emulator.accepted().length, 1)
      }).pipe(Effect.provide(market.layer))
    })
  )
})

describe("meteringPass, for a guarded meter", () => {
  it.effect("a record far above the others waits, and goes by itself before its deadline", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ catalogue: guarded, now: "2026-03-10T11:20:00Z" })
      yield* Effect.gen(function* () {
        const { account } = yield* aUsualBuyer(market)
        const [waiting] = yield* theSurge(account)

        yield* setClock("2026-03-11T07:59:59Z")
        const before = yield* meteringPass()
        yield* setClock("2026-03-11T08:00:00Z")
        const after = yield* meteringPass()

        assert.deepStrictEqual([waiting?.record.quantity, waiting?.until], [61, at("2026-03-11T08:00:00Z")])
        assert.include(waiting?.reason, "10 times")
        assert.deepStrictEqual([before.settled.length, before.nextAt], [0, Option.some(waiting!.until)])
        assert.strictEqual(after.settled.length, 1)
        assert.deepStrictEqual(yield* standing(account), figures({ recorded: "87", accepted: "87" }))
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("a record that waits goes when its subscription ends, while AWS still takes it", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ catalogue: guarded, now: "2026-03-10T11:20:00Z" })
      yield* Effect.gen(function* () {
        const { account } = yield* aUsualBuyer(market)
        yield* theSurge(account)
        const ending = { account, activeUntil: at("2026-03-10T14:00:00Z"), productCode: exampleProduct }

        yield* endSubscription(ending)
        yield* setClock("2026-03-10T13:59:59Z")
        const before = yield* meteringPass()
        yield* setClock("2026-03-10T14:00:00Z")
        yield* meteringPass()

        assert.strictEqual(before.settled.length, 0)
        assert.deepStrictEqual(yield* standing(account), figures({ recorded: "87", accepted: "87" }))
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("a person sends it at once, or never", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ catalogue: guarded, now: "2026-03-10T11:20:00Z" })
      yield* Effect.gen(function* () {
        const review = yield* RecordReview
        const real = yield* aUsualBuyer(market)
        const mistaken = yield* aUsualBuyer(market)
        yield* setClock("2026-03-10T11:35:00Z")
        yield* use(real.account, "2026-03-10T11:30:00Z", 61)
        const waiting = yield* theSurge(mistaken.account)
        const keyOf = (account: string) =>
          waiting.find(({ record }) => record.account === account)!.record.dedupKey
        const now = yield* DateTime.now

        const decided = [
          yield* review.release(keyOf(real.account), now),
          yield* review.withdraw(keyOf(mistaken.account), "a load test of ours", now)
        ]
        yield* meteringPass()
        yield* setClock("2026-03-11T08:00:00Z")
        yield* meteringPass()

        const books = yield* Books
        assert.deepStrictEqual(decided, [true, true])
        assert.deepStrictEqual(yield* standing(real.account), figures({ recorded: "87", accepted: "87" }))
        assert.deepStrictEqual(
          yield* standing(mistaken.account),
          figures({ recorded: "87", accepted: "26", dead: "61" })
        )
        assert.deepStrictEqual(
          (yield* books.unbilled).map(({ reason }) => reason),
          ["a load test of ours"]
        )
        assert.deepStrictEqual(yield* unexplained, [])
      }).pipe(Effect.provide(market.layer))
    })
  )
})

describe("meteringPass, for a buyer that is cut over from product to license", () => {
  it.effect("within an hour: what was sealed at its end stays, and the rest goes with the next hour", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ now: "2026-03-10T11:40:00Z" })
      yield* Effect.gen(function* () {
        const { account, cutOverAt } = yield* aBuyerOfBothForms(market)
        yield* use(account, "2026-03-10T11:30:00Z", 3)
        yield* cutOverAt("2026-03-10T11:40:00Z")
        yield* meteringPass()
        yield* setClock("2026-03-10T11:55:00Z")
        yield* use(account, "2026-03-10T11:50:00Z", 5)
        yield* use(account, "2026-03-10T11:30:00Z", 2)

        yield* setClock("2026-03-10T13:20:00Z")
        yield* meteringPass()

        assert.deepStrictEqual(billsOf(market), [
          ["2026-03-10T11", 3, "product"],
          ["2026-03-10T12", 7, "license"]
        ])
        assert.deepStrictEqual(yield* standing(account), figures({ recorded: "10", accepted: "10" }))
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("within an hour: sealed as a whole it is billed once, in the older form", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ now: "2026-03-10T11:55:00Z" })
      yield* Effect.gen(function* () {
        const { account, cutOverAt } = yield* aBuyerOfBothForms(market)
        yield* use(account, "2026-03-10T11:30:00Z", 3)
        yield* cutOverAt("2026-03-10T11:40:00Z")
        yield* use(account, "2026-03-10T11:50:00Z", 5)

        for (const time of ["2026-03-10T12:20:00Z", "2026-03-10T13:20:00Z"]) {
          yield* setClock(time)
          yield* meteringPass()
        }

        assert.deepStrictEqual(billsOf(market), [["2026-03-10T11", 8, "product"]])
        assert.deepStrictEqual(yield* standing(account), figures({ recorded: "8", accepted: "8" }))
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("by the program for it: each hour is billed in one form, late usage in the new one", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ now: "2026-03-10T11:40:00Z" })
      yield* Effect.gen(function* () {
        const { account, byLicense } = yield* aBuyerOfBothForms(market)
        const { buyer, licenseArn } = byLicense
        yield* use(account, "2026-03-10T11:30:00Z", 3)
        const from = yield* DateTime.now
        const instant = yield* cutOver({ account, buyer, from, licenseArn, productCode: exampleProduct })
        yield* setClock("2026-03-10T12:20:00Z")
        yield* meteringPass()
        yield* use(account, "2026-03-10T12:10:00Z", 5)
        yield* use(account, "2026-03-10T11:50:00Z", 2)

        yield* setClock("2026-03-10T13:20:00Z")
        yield* meteringPass()

        assert.deepStrictEqual(instant, at("2026-03-10T12:00:00Z"))
        assert.deepStrictEqual(billsOf(market), [
          ["2026-03-10T11", 3, "product"],
          ["2026-03-10T12", 7, "license"]
        ])
        assert.deepStrictEqual(yield* unexplained, [])
      }).pipe(Effect.provide(market.layer))
    })
  )
})

describe("meteringPass, for hours without usage around a cut-over", () => {
  it.effect("each gets one record of zero, by product until then and by license from then on", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ catalogue: zeroRecords, now: "2026-03-10T12:20:00Z" })
      yield* Effect.gen(function* () {
        const { account, byLicense } = yield* aBuyerOfBothForms(market)
        const { buyer, licenseArn } = byLicense
        yield* passesUntil("2026-03-10T14:20:00Z")

        const from = yield* DateTime.now
        const instant = yield* cutOver({ account, buyer, from, licenseArn, productCode: exampleProduct })
        yield* passesUntil("2026-03-11T14:20:00Z")

        const forms = billsOf(market).map(([hour, quantity, form]) => `${hour} ${quantity} ${form}`)
        assert.deepStrictEqual(instant, at("2026-03-10T15:00:00Z"))
        assert.deepStrictEqual(
          forms.toSorted(),
          hourTexts("2026-03-09T15:00:00Z", "2026-03-10T17:00:00Z").map(
            (hour) => `${hour} 0 ${hour < "2026-03-10T15" ? "product" : "license"}`
          )
        )
      }).pipe(Effect.provide(market.layer))
    })
  )
})

type Market = Effect.Success<ReturnType<typeof aMarket>>

/** Subscribes a buyer by product, whose license AWS knows already, and who may be cut over to it at any instant. */
const aBuyerOfBothForms = Effect.fnUntraced(function* (market: Market) {
  const { account, agreement } = yield* aBuyer(market, { form: "Product" })
  const license = yield* freshAgreement("License")
  if (agreement._tag !== "Product" || license._tag !== "License") return yield* Effect.die("another form")
  const byLicense = { ...license, buyer: agreement.buyer }
  yield* market.marketplace.seed({
    agreement: byLicense,
    dimensions: ["requests", "seats"],
    isSubscribed: true,
    productCode: exampleProduct
  })
  const cutOverAt = Effect.fnUntraced(function* (time: string) {
    yield* endSubscription({ account, activeUntil: at(time), productCode: exampleProduct })
    yield* linkAccount(
      Subscription.make({
        account,
        activeFrom: at(time),
        agreement: byLicense,
        productCode: exampleProduct,
        region: exampleRegion
      })
    )
  })
  return { account, byLicense, cutOverAt }
})

const billsOf = ({ emulator }: Market) =>
  emulator.accepted().map((row) => [hourText(row.hour), row.quantity, row.scope])

/** Does a pass at every twentieth minute until a time. */
const passesUntil = Effect.fnUntraced(function* (time: string) {
  while ((yield* DateTime.now).epochMilliseconds < at(time).epochMilliseconds) {
    yield* meteringPass()
    yield* TestClock.adjust("1 hour")
  }
  yield* meteringPass()
})

/** Subscribes a buyer that has used four to six units an hour, and has been billed for them. */
const aUsualBuyer = Effect.fnUntraced(function* (market: Market) {
  const buyer = yield* aBuyer(market)
  for (const [i, units] of [5, 6, 4, 6, 5].entries())
    yield* use(buyer.account, `2026-03-10T${String(i + 6).padStart(2, "0")}:30:00Z`, units)
  yield* meteringPass()
  return buyer
})

/** Uses 61 units in the next hour, and returns what is withheld when that hour is sealed. */
const theSurge = Effect.fnUntraced(function* (account: string) {
  yield* setClock("2026-03-10T11:35:00Z")
  yield* use(account, "2026-03-10T11:30:00Z", 61)
  yield* setClock("2026-03-10T12:20:00Z")
  yield* meteringPass()
  const review = yield* RecordReview
  return yield* review.withheld(yield* DateTime.now)
})

const hourText = (epochSeconds: number): string => MeteringHour.format(MeteringHour.make(epochSeconds / 3600))

const hourTexts = (first: string, last: string): ReadonlyArray<string> => {
  const from = MeteringHour.of(at(first))
  const length = MeteringHour.of(at(last)) - from + 1
  return Array.from({ length }, (_, i) => MeteringHour.format(MeteringHour.plus(from, i)))
}

import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import fc from "fast-check"
import { at, exampleProduct, exampleRegion, hourOf } from "../testing/builders.ts"
import { Instant } from "./Instant.ts"
import { schemaProblems } from "./schemaProblems.ts"
import { Subscription, SubscriptionInvalid } from "./Subscription.ts"

describe("Subscription", () => {
  it.each([
    ["2026-03-10T09:00:00Z", false],
    ["2026-03-10T10:00:00Z", true],
    ["2026-03-10T11:00:00Z", true],
    ["2026-03-10T12:00:00Z", true],
    ["2026-03-10T13:00:00Z", false]
  ])("from half past ten to half past twelve covers %s: %s", (hour, isCovered) => {
    const subscription = between("2026-03-10T10:30:00Z", "2026-03-10T12:30:00Z")

    assert.strictEqual(subscription.covers(hourOf(hour)), isCovered)
  })

  it("an end on the hour leaves that hour to the next subscription, and a beginning on it takes it", () => {
    const old = between("2026-03-01T00:00:00Z", "2026-03-10T12:00:00Z")
    const next = between("2026-03-10T12:00:00Z")

    const covers = ["2026-03-10T11:00:00Z", "2026-03-10T12:00:00Z"]
      .map(hourOf)
      .map((hour) => [old.covers(hour), next.covers(hour)])

    assert.deepStrictEqual(covers, [
      [true, false],
      [false, true]
    ])
    assert.isFalse(old.overlaps(next))
  })

  it("two overlap exactly when some moment lies in both", () => {
    fc.assert(
      fc.property(anySpan, anySpan, (left, right) => {
        const isShared = Array.from({ length: 20 }, (_, moment) => moment).some(
          (moment) => isIn(left, moment) && isIn(right, moment)
        )

        const overlaps = [spanned(left).overlaps(spanned(right)), spanned(right).overlaps(spanned(left))]

        assert.deepStrictEqual(overlaps, [isShared, isShared])
      })
    )
  })

  it.each(["us-east-1", "us-gov-west-1", "ap-southeast-10"])("the region %s is one", (region) => {
    assert.isTrue(Result.isSuccess(inRegion(region)))
  })

  it.each(["us-east", "us-east-1a", "us-east-100", " us-east-1", "US-EAST-1", "us--1", ""])(
    "the region %j is refused, and shown one",
    (region) => {
      const refusal = Result.getOrThrow(Result.flip(inRegion(region)))

      assert.include(refusal.message, "an AWS region looks like us-east-1")
    }
  )

  it.each([
    ["prod-abc123", "is a product id; AWS meters by the product code of the listing"],
    ["", "Expected a value with a length of at least 1"]
  ])("the product code %j is refused with the reason", (productCode, problem) => {
    assert.deepStrictEqual(problemsWith({ productCode }), [{ field: "productCode", problem }])
  })

  it.each(["4ml54db8vrmjuykaw1psroool", "my-prod-", "Prod-1"])(
    "the product code %s is one",
    (productCode) => {
      assert.deepStrictEqual(problemsWith({ productCode }), [])
    }
  )

  it("an account has 1 to 255 characters", () => {
    const lengths = [0, 1, 255, 256].filter(
      (length) => problemsWith({ account: "a".repeat(length) }).length === 0
    )

    assert.deepStrictEqual(lengths, [1, 255])
  })

  it("an account has no NUL and no half of a surrogate pair, which stores lose", () => {
    const problem = "has a NUL or half a surrogate pair, which no store keeps"

    assert.deepStrictEqual(
      ["a\u0000", "\u0000", "a\ud800", "\u{1f600}"].map((account) => problemsWith({ account })),
      [[{ field: "account", problem }], [{ field: "account", problem }], [{ field: "account", problem }], []]
    )
  })

  it("a meter is included once", () => {
    const [pages, seats] = ["pages", "seats"].map((meter) => ({ meter, period: "month", quantity: 0n }))

    assert.deepStrictEqual(problemsWith({ allowances: [pages, seats] }), [])
    assert.deepStrictEqual(problemsWith({ allowances: [pages, seats, pages] }), [
      { field: "allowances", problem: "includes a meter twice" }
    ])
  })

  it("one that ended as soon as it began, or before, covers nothing and overlaps none", () => {
    const running = between("2026-03-01T00:00:00Z")
    const never = ["2026-03-10T11:30:00Z", "2026-03-10T11:00:00Z"].map((until) =>
      between("2026-03-10T11:30:00Z", until)
    )

    for (const one of never) {
      assert.isFalse(one.covers(hourOf("2026-03-10T11:30:00Z")))
      assert.deepStrictEqual(
        [one.overlaps(running), running.overlaps(one), one.overlaps(one)],
        [false, false, false]
      )
    }
  })

  it("a subscription that is wrong says whose it is and what is wrong, and needs no retry", () => {
    const invalid = new SubscriptionInvalid({ account: 'a"b', problem: "activeFrom is empty" })

    assert.deepStrictEqual([invalid._tag, invalid.isRetryable], ["SubscriptionInvalid", false])
    assert.strictEqual(invalid.message, 'The subscription of account "a\\"b" is wrong: activeFrom is empty')
  })

  it.each(["12345678901", "1234567890123", "12345678901x", "", "１２３４５６７８９０１２"])(
    "the account id %j is refused",
    (buyer) => {
      assert.throws(() => between("2026-03-01T00:00:00Z", undefined, buyer))
    }
  )
})

const between = (from: string, until?: string, buyer = "012345678901"): Subscription =>
  Subscription.make({
    account: "account",
    productCode: exampleProduct,
    region: exampleRegion,
    agreement: { _tag: "Product", buyer },
    activeFrom: at(from),
    ...(until === undefined ? {} : { activeUntil: at(until) })
  })

const inRegion = (region: string) => decodeWith({ region })

const decodeWith = (fields: Readonly<Record<string, unknown>>) =>
  Schema.decodeUnknownResult(Subscription)({ ...between("2026-03-01T00:00:00Z"), ...fields })

const problemsWith = (fields: Readonly<Record<string, unknown>>) =>
  Result.match(decodeWith(fields), { onFailure: schemaProblems, onSuccess: () => [] })

interface Span {
  readonly from: number
  readonly until: number | undefined
}

const anySpan: fc.Arbitrary<Span> = fc
  .tuple(fc.nat({ max: 8 }), fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }))
  .map(([from, length]) => ({ from, until: length === undefined ? undefined : from + length }))

const isIn = ({ from, until }: Span, moment: number): boolean =>
  from <= moment && (until === undefined || moment < until)

const spanned = ({ from, until }: Span): Subscription =>
  Subscription.make({
    ...between("2026-03-01T00:00:00Z"),
    activeFrom: Instant.ofMillis(from),
    ...(until === undefined ? {} : { activeUntil: Instant.ofMillis(until) })
  })

import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration } from "effect"
import fc from "fast-check"
import type { Agreement } from "../model/Agreement.ts"
import { DedupKey } from "../model/DedupKey.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { Subscription } from "../model/Subscription.ts"
import { at, exampleProduct, exampleRegion, quantity } from "../testing/builders.ts"
import { agreementKey, buyerOf } from "./agreementKey.ts"
import { isLinked, linkProblem } from "./linkProblem.ts"

describe("isLinked", () => {
  it("a subscription that has ended since is no other, one with another beginning or allowance is", () => {
    const ended = subscribed({ activeUntil: at("2026-04-01T00:00:00Z") })
    const later = subscribed({ activeFrom: at("2026-04-01T00:00:00Z") })
    const allowances = [{ meter: "requests", quantity: quantity("10"), period: "month" as const }]

    assert.isTrue(isLinked([ended], subscribed({})))
    assert.isFalse(isLinked([ended], later))
    assert.isFalse(isLinked([subscribed({})], ended))
    assert.isFalse(isLinked([subscribed({})], subscribed({ allowances })))
    assert.isTrue(isLinked([subscribed({ allowances })], subscribed({ allowances })))
    assert.isFalse(isLinked([subscribed({})], subscribed({ region: "eu-west-1" })))
  })

  it.each<[string, Changes]>([
    ["buyer", { agreement: license("1", "999999999999") }],
    ["product", { productCode: "product-2" }],
    ["license", { agreement: license("2") }]
  ])("another %s makes it another subscription, which need not be there yet", (_, changes) => {
    const linked = subscribed({ agreement: license("1"), activeUntil: at("2026-04-01T00:00:00Z") })
    const next = subscribed({ agreement: license("1"), ...changes })

    assert.isFalse(isLinked([linked], next))
    assert.isFalse(isLinked([], next))
    assert.isTrue(isLinked([linked, subscribed({ agreement: license("1"), ...changes })], next))
  })
})

describe("linkProblem", () => {
  it("a first subscription contradicts nothing", () => {
    assert.isUndefined(problemOf(subscribed({}), []))
  })

  it("an agreement of another account is refused, in any region", () => {
    const other = subscribed({ account: "other", region: "eu-west-1" })

    assert.include(problemOf(subscribed({}), [other]), "another account")
  })

  it("an agreement that is metered in one region is never metered in another, whatever the time", () => {
    const ended = subscribed({ activeUntil: at("2026-02-01T00:00:00Z") })
    const elsewhere = subscribed({ activeFrom: at("2026-03-01T00:00:00Z"), region: "eu-west-1" })

    assert.include(problemOf(elsewhere, [ended]), exampleRegion)
  })

  it("a second subscription of the product at the same time is refused, of another product it is not", () => {
    const later = subscribed({ activeFrom: at("2026-04-01T00:00:00Z") })
    const elsewhere = subscribed({ activeFrom: at("2026-04-01T00:00:00Z"), productCode: "product-2" })

    assert.include(problemOf(later, [subscribed({})]), exampleProduct)
    assert.isUndefined(problemOf(elsewhere, [subscribed({})]))
  })

  it("one that begins where the other ends is a cut-over, within an hour too", () => {
    const ended = subscribed({ activeUntil: at("2026-04-01T10:30:00Z") })
    const next = subscribed({ agreement: license("1"), activeFrom: at("2026-04-01T10:30:00Z") })

    assert.isUndefined(problemOf(next, [ended]))
  })

  it("what contradicts it is said, and what to do", () => {
    const linked = subscribed({ agreement: license("1") })
    const later = { activeFrom: at("2026-04-01T00:00:00Z") }
    const changed = [
      { agreement: license("1", "999999999999") },
      { agreement: license("1"), productCode: "product-2" },
      { agreement: license("1"), region: "eu-west-1" },
      {}
    ].map((changes) => problemOf(subscribed({ ...later, ...changes }), [linked]))

    assert.deepStrictEqual(changed, [
      `the license is linked with buyer ${buyer}, and no license has two buyers; name that one`,
      `the license is one for product ${exampleProduct}, and no license is for two products`,
      `the agreement is metered in ${exampleRegion}, and AWS would bill the same usage again in eu-west-1`,
      `it is already subscribed to product ${exampleProduct} at that time; end that subscription first`
    ])
  })

  it.each([
    ["2026-04-01T10:00:00Z", "2026-04-01T10:00:00Z", false],
    ["2026-04-01T10:00:00.001Z", "2026-04-01T10:30:00Z", true],
    ["2026-04-01T10:30:00Z", "2026-04-01T10:59:59.999Z", true],
    ["2026-04-01T10:30:00Z", "2026-04-01T11:00:00Z", false]
  ])("one account's form until %s and another's from %s: share an hour is %s", (until, from, isShared) => {
    const ended = subscribed({ account: "other", activeUntil: at(until) })
    const next = subscribed({ agreement: license("1"), activeFrom: at(from) })

    const problems = [problemOf(next, [ended]), problemOf(ended, [next])]

    const rival = (account: string, form: string) =>
      `account "${account}" meters the same buyer by ${form} at that time, and AWS would bill both; ` +
      "end that subscription where this one begins"
    assert.deepStrictEqual(
      problems,
      isShared ? [rival("other", "product"), rival("account", "license")] : [undefined, undefined]
    )
  })

  it("a buyer that another account meters in another form is refused, and told which account that is", () => {
    const byProduct = subscribed({ account: "other" })
    const byLicense = subscribed({ agreement: license("1") })

    for (const [first, second] of [
      [byProduct, byLicense],
      [byLicense, byProduct]
    ] as const) {
      const problem = problemOf(second, [first])
      assert.include(problem, first.account)
      assert.include(problem, "end that subscription")
    }
  })

  it.each([
    [legacy(buyer), license("1"), "by legacy"],
    [license("1"), legacy(buyer), "by license"],
    [legacy(buyer), { _tag: "Product" as const, buyer }, "by legacy"]
  ])("a buyer of another account is known by %j, too", (first, second, form) => {
    const problem = problemOf(subscribed({ agreement: second }), [
      subscribed({ account: "other", agreement: first })
    ])

    assert.include(problem, `account "other" meters the same buyer ${form}`)
  })

  it("a customer identifier that names no buyer is nobody's rival, as nobody can see whose it is", () => {
    const nameless = subscribed({ account: "other", agreement: legacy() })

    assert.isUndefined(problemOf(subscribed({ agreement: license("1") }), [nameless]))
  })

  it("a customer identifier may get its buyer when it begins anew, and has it for ever then", () => {
    const until = { activeUntil: at("2026-03-01T00:00:00Z") }
    const nameless = subscribed({ agreement: legacy(), ...until })
    const named = subscribed({
      activeFrom: at("2026-03-01T00:00:00Z"),
      activeUntil: at("2026-04-01T00:00:00Z"),
      agreement: legacy(buyer)
    })
    const later = { activeFrom: at("2026-04-01T00:00:00Z") }

    const problems = [
      problemOf(named, [nameless]),
      problemOf(named, [subscribed({ agreement: legacy() })]),
      ...[legacy(buyer), legacy(), legacy("999999999999")].map((agreement) =>
        problemOf(subscribed({ agreement, ...later }), [nameless, named])
      )
    ]

    const another = `the customer identifier is linked with buyer ${buyer}, and no customer identifier has two buyers; name that one`
    assert.deepStrictEqual(problems, [
      undefined,
      `it is already subscribed to product ${exampleProduct} at that time; end that subscription first`,
      undefined,
      another,
      another
    ])
  })

  it("an account whose own cut-over shares the hour does not hide what another account meters", () => {
    const own = subscribed({ agreement: license("1"), activeUntil: at("2026-04-01T10:30:00Z") })
    const other = subscribed({ account: "other", agreement: license("2") })
    const next = subscribed({ activeFrom: at("2026-04-01T10:30:00Z") })

    assert.include(problemOf(next, [own, other]), '"other"')
  })

  it("two licenses of one buyer for one product stay apart: two accounts, two keys", () => {
    const [first, second] = ["1", "2"].map((id) =>
      subscribed({ account: `account-${id}`, agreement: license(id) })
    ) as [Subscription, Subscription]

    assert.isUndefined(problemOf(second, [first]))
    assert.include(problemOf(subscribed({ agreement: license("2") }), [second]), "another account")
    assert.notStrictEqual(keyIn(first, hour), keyIn(second, hour))
  })

  it("one license in two spellings is one agreement", () => {
    const first = subscribed({ account: "other", agreement: license("1") })
    const arn = "arn:aws:license-manager:us-east-1:123456789012:license/l-1"
    const second = subscribed({ agreement: { _tag: "License", buyer, licenseArn: arn } })

    assert.include(problemOf(second, [first]), "another account")
  })

  it("no buyer and hour is ever metered by two accounts in two forms, or one agreement in two regions", () => {
    fc.assert(
      fc.property(fc.array(anySubscription, { maxLength: 8 }), (wanted) => {
        const linked = linkAll(wanted)

        for (const one of linked) {
          for (const other of linked) {
            if (agreementKey(one) === agreementKey(other)) {
              assert.deepStrictEqual([one.region, one.account], [other.region, other.account])
            }
            const isRival =
              one.account !== other.account &&
              one.productCode === other.productCode &&
              buyerOf(one.agreement) !== undefined &&
              buyerOf(one.agreement) === buyerOf(other.agreement) &&
              one.agreement._tag !== other.agreement._tag
            assert.isFalse(isRival && hours.some((each) => one.covers(each) && other.covers(each)))
          }
        }
      }),
      { numRuns: 2_000 }
    )
  })

  it("no account has two subscriptions of one product at one moment, and no hour has one key in two accounts", () => {
    fc.assert(
      fc.property(fc.array(anySubscription, { maxLength: 8 }), (wanted) => {
        const linked = linkAll(wanted)

        const owners = new Map<string, string>()
        for (const [i, one] of linked.entries()) {
          for (const other of linked.slice(i + 1))
            assert.isFalse(
              one.account === other.account && one.productCode === other.productCode && one.overlaps(other)
            )
          for (const each of hours.filter((some) => one.covers(some))) {
            assert.strictEqual(owners.get(keyIn(one, each)) ?? one.account, one.account)
            owners.set(keyIn(one, each), one.account)
          }
        }
      }),
      { numRuns: 2_000 }
    )
  })
})

const buyer = "012345678901"
const hour = MeteringHour.of(at("2026-03-10T11:00:00Z"))
const hours = Array.from({ length: 8 }, (_, i) => MeteringHour.plus(hour, i))

const license = (id: string, of = buyer): Agreement => ({
  _tag: "License",
  buyer: of,
  licenseArn: `arn:aws:license-manager::123456789012:license:l-${id}`
})

const legacy = (of?: string): Agreement => ({
  _tag: "Legacy",
  customerIdentifier: "X01EXAMPLEX",
  ...(of !== undefined && { buyer: of })
})

type Changes = Partial<ConstructorParameters<typeof Subscription>[0]>

const subscribed = (changes: Changes): Subscription =>
  Subscription.make({
    account: "account",
    productCode: exampleProduct,
    region: exampleRegion,
    agreement: { _tag: "Product", buyer },
    activeFrom: at("2026-01-01T00:00:00Z"),
    ...changes
  })

const keyIn = ({ agreement, productCode, region }: Subscription, of: MeteringHour): string =>
  DedupKey.of({ agreement, dimension: "requests", hour: of, productCode, region })

/** Asks as a registry does, which knows all that is linked. */
const problemOf = (next: Subscription, linked: ReadonlyArray<Subscription>): string | undefined =>
  linkProblem(next, {
    ofBuyer: linked.filter(
      (other) =>
        other.productCode === next.productCode &&
        buyerOf(next.agreement) !== undefined &&
        buyerOf(other.agreement) === buyerOf(next.agreement)
    ),
    own: linked.filter((other) => other.account === next.account),
    owner: linked.find((other) => agreementKey(other) === agreementKey(next))?.account
  })

const linkAll = (wanted: ReadonlyArray<Subscription>): ReadonlyArray<Subscription> =>
  wanted.reduce<ReadonlyArray<Subscription>>(
    (linked, next) => (problemOf(next, linked) === undefined ? [...linked, next] : linked),
    []
  )

const anyAgreement = fc
  .record({
    form: fc.constantFrom("License" as const, "License" as const, "Product" as const, "Legacy" as const),
    id: fc.constantFrom("1", "2"),
    isNamed: fc.boolean(),
    of: fc.constantFrom(buyer, buyer, "999999999999")
  })
  .map(({ form, id, isNamed, of }): Agreement => {
    switch (form) {
      case "License":
        // A license belongs to one buyer.
        return license(`${id}-${of}`, of)
      case "Product":
        return { _tag: form, buyer: of }
      case "Legacy":
        return { _tag: form, customerIdentifier: id, ...(isNamed && { buyer: of }) }
    }
  })

const anySubscription = fc
  .record({
    account: fc.constantFrom("account", "other"),
    agreement: anyAgreement,
    from: fc.nat({ max: 6 }),
    length: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
    productCode: fc.constantFrom("product-1", "product-1", "product-2"),
    region: fc.constantFrom("us-east-1", "us-east-1", "eu-west-1")
  })
  .map(({ from, length, ...fields }) =>
    subscribed({
      ...fields,
      activeFrom: halfHours(from),
      ...(length === undefined ? {} : { activeUntil: halfHours(from + length) })
    })
  )

const halfHours = (n: number) => DateTime.addDuration(MeteringHour.start(hour), Duration.minutes(30 * n))

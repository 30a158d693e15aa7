import { assert, describe, it } from "@effect/vitest"
import { DateTime, Result } from "effect"
import { Allowance } from "../model/Allowance.ts"
import { Subscription } from "../model/Subscription.ts"
import { at, exampleProduct, exampleRegion, quantity } from "../testing/builders.ts"
import { fullHourFrom, isOlderForm, planCutOver } from "./planCutOver.ts"

const buyer = "012345678901"
const licenseArn = "arn:aws:license-manager::123456789012:license:l-1"

const older = Subscription.make({
  account: "acme",
  productCode: exampleProduct,
  region: exampleRegion,
  agreement: { _tag: "Product", buyer },
  activeFrom: at("2026-03-01T00:00:00Z")
})

const order = {
  account: "acme",
  buyer,
  from: at("2026-03-10T10:30:00Z"),
  licenseArn,
  productCode: exampleProduct
}

const licensed = (arn: string) =>
  Subscription.make({
    ...older,
    activeFrom: at("2026-02-01T00:00:00Z"),
    agreement: { _tag: "License", buyer, licenseArn: arn }
  })

describe("planCutOver", () => {
  it("links the license to the account from the next full hour on, all else unchanged", () => {
    const plan = Result.getOrThrow(planCutOver([older], order))

    const activeFrom = at("2026-03-10T11:00:00Z")
    assert.deepStrictEqual(plan, {
      from: activeFrom,
      due: Subscription.make({ ...older, activeFrom, agreement: { _tag: "License", buyer, licenseArn } })
    })
  })

  it("a license that is linked already is answered with its beginning, however it is spelt", () => {
    const sameLicense = "arn:aws:license-manager:us-east-1:999999999999:license:l-1"

    const plans = [licensed(licenseArn), licensed(sameLicense)].map((done) =>
      Result.getOrThrow(planCutOver([older, done], order))
    )

    const from = at("2026-02-01T00:00:00Z")
    assert.deepStrictEqual(plans, [{ from }, { from }])
  })

  it("another license, or one of another product, does not count as done", () => {
    const others = [
      licensed(`${licenseArn}23`),
      Subscription.make({ ...licensed(licenseArn), productCode: "another" })
    ]

    const plan = Result.getOrThrow(planCutOver([...others, older], order))

    assert.deepStrictEqual(plan.from, at("2026-03-10T11:00:00Z"))
  })

  it("an end that is set to that very hour is no hindrance: a call before had set it", () => {
    const [there, elsewhere] = ["2026-03-10T11:00:00Z", "2026-03-10T12:00:00Z"].map((end) =>
      planCutOver([Subscription.make({ ...older, activeUntil: at(end) })], order)
    )

    assert.isTrue(Result.isSuccess(there!))
    assert.isTrue(Result.isFailure(elsewhere!))
  })

  it.each([
    ["nothing of the account", [], "no subscription of product"],
    [
      "a subscription of another product",
      [Subscription.make({ ...older, productCode: "p" })],
      "runs that is"
    ],
    ["a license alone", [licensed(`${licenseArn}23`)], "metered by product or customer identifier"],
    [
      "another buyer",
      [Subscription.make({ ...older, agreement: { _tag: "Product", buyer: "999999999999" } })],
      `its buyer is 999999999999, and the license is for ${buyer}`
    ],
    [
      "a subscription that begins later",
      [Subscription.make({ ...older, activeFrom: at("2026-03-10T11:00:00Z") })],
      "its subscription begins at that instant or later"
    ]
  ])("%s is refused", (_, own, problem) => {
    const refusal = Result.getOrThrow(Result.flip(planCutOver(own, order)))

    assert.strictEqual(refusal.account, "acme")
    assert.include(refusal.problem, problem)
  })

  it("a license that is none is refused by its field", () => {
    const refusal = Result.getOrThrow(Result.flip(planCutOver([older], { ...order, licenseArn: "l-1" })))

    assert.strictEqual(refusal.account, "acme")
    assert.match(refusal.problem, /^agreement.*licenseArn/)
  })

  it("everything that is wrong with a license is said at once", () => {
    const legacy = Subscription.make({
      ...older,
      agreement: { _tag: "Legacy", customerIdentifier: "ifAPi5AcF3" }
    })

    const wrong = { ...order, buyer: "123", licenseArn: "l-1" }
    const { problem } = Result.getOrThrow(Result.flip(planCutOver([legacy], wrong)))

    assert.match(problem, /^agreement\.\w+ .*; agreement\.\w+ /)
    for (const field of ["buyer", "licenseArn"]) assert.include(problem, `agreement.${field} `)
  })

  it("a subscription that names no buyer goes to the license's", () => {
    const legacy = Subscription.make({
      ...older,
      agreement: { _tag: "Legacy", customerIdentifier: "ifAPi5AcF3" }
    })

    const plan = Result.getOrThrow(planCutOver([legacy], order))

    assert.deepStrictEqual(plan.due?.agreement, { _tag: "License", buyer, licenseArn })
  })

  it("what the contract includes goes along, counted from where it began", () => {
    const since = at("2026-01-01T00:00:00Z")
    const [first, second] = [
      Allowance.make({ meter: "a", period: "term", quantity: quantity("10") })
    ].flatMap((one) => [one, Allowance.make({ ...one, meter: "b", since })])

    const plan = Result.getOrThrow(
      planCutOver([Subscription.make({ ...older, allowances: [first!, second!] })], order)
    )

    assert.deepStrictEqual(
      plan.due?.allowances?.map((one) => one.since),
      [older.activeFrom, since]
    )
  })
})

it("the first full hour at an instant is its own where it is on the hour, and else the next", () => {
  const hours = ["2026-03-10T11:00:00Z", "2026-03-10T11:00:00.001Z", "2026-03-10T11:59:59.999Z"].map((from) =>
    DateTime.formatIso(fullHourFrom(at(from)))
  )

  assert.deepStrictEqual(hours, [
    "2026-03-10T11:00:00.000Z",
    "2026-03-10T12:00:00.000Z",
    "2026-03-10T12:00:00.000Z"
  ])
})

it("only the license is no older form", () => {
  assert.deepStrictEqual([older, licensed(licenseArn)].map(isOlderForm), [true, false])
})

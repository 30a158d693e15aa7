import { assert, describe, it } from "@effect/vitest"
import { Subscription } from "../model/Subscription.ts"
import { at, exampleProduct, exampleRegion } from "../testing/builders.ts"
import { agreementKey, linkProblem } from "./linkProblem.ts"

describe("linkProblem", () => {
  it("a first subscription contradicts nothing", () => {
    assert.isUndefined(linkProblem(subscription, { own: [], owner: undefined }))
  })

  it("an agreement of another account is refused", () => {
    assert.include(linkProblem(subscription, { own: [], owner: "other" }), "another account")
  })

  it("a second subscription of the product at the same time is refused, of another product it is not", () => {
    const later = Subscription.make({ ...subscription, activeFrom: at("2026-04-01T00:00:00Z") })
    const elsewhere = Subscription.make({ ...later, productCode: "product-2" })

    const problems = [later, elsewhere].map((second) =>
      linkProblem(second, { own: [subscription], owner: "account" })
    )

    assert.include(problems[0], exampleProduct)
    assert.isUndefined(problems[1])
  })

  it("one that begins where the other ends is a cut-over", () => {
    const ended = Subscription.make({ ...subscription, activeUntil: at("2026-04-01T00:00:00Z") })
    const next = Subscription.make({ ...subscription, activeFrom: at("2026-04-01T00:00:00Z") })

    assert.isUndefined(linkProblem(next, { own: [ended], owner: "account" }))
  })

  it("an agreement has one name, whichever account and time it is linked to, and another in another region", () => {
    const same = Subscription.make({
      ...subscription,
      account: "other",
      activeFrom: at("2026-04-01T00:00:00Z")
    })
    const elsewhere = Subscription.make({ ...subscription, region: "eu-west-1" })

    const keys = [subscription, same, elsewhere].map(agreementKey)

    assert.strictEqual(keys[0], keys[1])
    assert.notStrictEqual(keys[0], keys[2])
  })
})

const subscription = Subscription.make({
  account: "account",
  productCode: exampleProduct,
  region: exampleRegion,
  agreement: { _tag: "Product", buyer: "012345678901" },
  activeFrom: at("2026-01-01T00:00:00Z")
})

import { assert, describe, it } from "@effect/vitest"
import { Product } from "../model/Product.ts"
import { Subscription } from "../model/Subscription.ts"
import { at, exampleProduct, exampleRegion } from "../testing/builders.ts"
import { agreementKey, catalogueProblem, isLinked, linkProblem } from "./linkProblem.ts"

describe("catalogueProblem", () => {
  const product = (code: string, ...names: ReadonlyArray<string>) =>
    Product.make({ code, meters: names.map((name) => ({ name, dimension: name, fraction: "carry" })) })
  const second = Subscription.make({ ...subscription, productCode: "product-2" })

  it("a product that is not in the catalogue cannot be linked", () => {
    assert.include(catalogueProblem(second, { own: [], products: [] }), "not in the catalogue")
  })

  it("a meter cannot stand for two products of one account at one time", () => {
    const products = [product(exampleProduct, "requests", "seats"), product("product-2", "storage", "seats")]
    const ended = Subscription.make({ ...subscription, activeUntil: second.activeFrom })

    assert.include(catalogueProblem(second, { own: [subscription], products }), "seats")
    assert.isUndefined(catalogueProblem(second, { own: [ended], products }))
    assert.isUndefined(catalogueProblem(second, { own: [], products }))
  })
})

describe("isLinked", () => {
  it("a subscription that has ended since is no other, one with another beginning is", () => {
    const ended = Subscription.make({ ...subscription, activeUntil: at("2026-04-01T00:00:00Z") })
    const later = Subscription.make({ ...subscription, activeFrom: at("2026-04-01T00:00:00Z") })

    assert.isTrue(isLinked([ended], subscription))
    assert.isFalse(isLinked([ended], later))
    assert.isFalse(isLinked([subscription], ended))
  })
})

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

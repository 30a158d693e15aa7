import { assert, describe, it } from "@effect/vitest"
import { subscriptionTo } from "../../test/dueUsage.ts"
import { Product } from "../model/Product.ts"
import { aMeter, at, quantity } from "../testing/builders.ts"
import { subscriptionProblem } from "./subscriptionProblem.ts"

describe("subscriptionProblem", () => {
  it("a subscription to a product of the catalogue has no problem", () => {
    assert.isUndefined(subscriptionProblem(subscriptionTo("product-1"), { own: [], products }))
  })

  it("a product that is not in the catalogue cannot be linked", () => {
    const problem = subscriptionProblem(subscriptionTo("Product-1"), { own: [], products })

    assert.include(problem, '"Product-1" is not in the catalogue')
  })

  it("what is included must be a meter of the product, and those that are there are named", () => {
    const including = (meter: string) =>
      subscriptionTo("product-1", { allowance: { meter, quantity: quantity("10"), period: "term" } })

    const problems = ["seats", "storage"].map((meter) =>
      subscriptionProblem(including(meter), { own: [], products })
    )

    assert.isUndefined(problems[0])
    assert.include(problems[1], "it has requests, seats")
  })

  it("a meter cannot stand for two products of one account at one time", () => {
    const first = subscriptionTo("product-1")
    const second = subscriptionTo("product-2", { from: at("2026-04-01T00:00:00Z") })
    const ended = subscriptionTo("product-1", { until: at("2026-04-01T00:00:00Z") })
    const third = subscriptionTo("product-3")

    assert.include(subscriptionProblem(second, { own: [first], products }), '"seats"')
    assert.isUndefined(subscriptionProblem(second, { own: [ended], products }))
    assert.isUndefined(subscriptionProblem(second, { own: [third], products }))
    assert.isUndefined(subscriptionProblem(first, { own: [first], products }))
  })

  it("a product that has left the catalogue shares no meter", () => {
    const gone = subscriptionTo("product-4")

    assert.isUndefined(subscriptionProblem(subscriptionTo("product-1"), { own: [gone], products }))
  })
})

const product = (code: string, ...names: ReadonlyArray<string>) =>
  Product.make({ code, zeroRecords: false, meters: names.map((name) => aMeter(name)) })

const products = [
  product("product-1", "requests", "seats"),
  product("product-2", "storage", "seats"),
  product("product-3", "tokens")
]

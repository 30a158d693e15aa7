import { assert, describe, it } from "@effect/vitest"
import { subscriptionTo } from "../../test/dueUsage.ts"
import type { Agreement } from "../model/Agreement.ts"
import { Subscription } from "../model/Subscription.ts"
import { at } from "../testing/builders.ts"
import { agreementKey, buyerOf } from "./agreementKey.ts"

describe("agreementKey", () => {
  it("an agreement has one name, whichever account, time, region and allowance it is linked with", () => {
    const subscription = subscriptionTo("product-1")
    const others = [
      { account: "other" },
      { activeFrom: at("2026-04-01T00:00:00Z") },
      { activeUntil: at("2026-04-01T00:00:00Z") },
      { region: "eu-west-1" }
    ].map((changes) => Subscription.make({ ...subscription, ...changes }))

    assert.deepStrictEqual(
      others.map(agreementKey),
      others.map(() => agreementKey(subscription))
    )
  })

  it("a license is known by its id, whatever its product, its buyer and the spelling of its ARN", () => {
    const keys = [
      subscriptionTo("product-1", { agreement: license("license:l-1") }),
      subscriptionTo("product-2", { agreement: license("license/l-1") }),
      subscriptionTo("product-1", { agreement: license("license:l-2") })
    ].map(agreementKey)

    assert.deepStrictEqual(keys, ['["license","l-1"]', '["license","l-1"]', '["license","l-2"]'])
  })

  it("a product agreement is known by product and buyer, and never taken for one of another form", () => {
    const text = "012345678901"
    const keys = [
      subscriptionTo("product-1", { agreement: { _tag: "Product", buyer: text } }),
      subscriptionTo("product-2", { agreement: { _tag: "Product", buyer: text } }),
      subscriptionTo("product-1", { agreement: { _tag: "Product", buyer: "999999999999" } }),
      subscriptionTo("product-1", { agreement: { _tag: "Legacy", customerIdentifier: text } }),
      subscriptionTo("product-1", {
        agreement: { _tag: "Legacy", customerIdentifier: text, buyer: "999999999999" }
      })
    ].map(agreementKey)

    assert.deepStrictEqual(keys, [
      '["product","product-1","012345678901"]',
      '["product","product-2","012345678901"]',
      '["product","product-1","999999999999"]',
      '["legacy","product-1","012345678901"]',
      '["legacy","product-1","012345678901"]'
    ])
  })
})

describe("buyerOf", () => {
  it("a customer identifier names no AWS account unless it is said", () => {
    const agreements: ReadonlyArray<Agreement> = [
      license("license:l-1"),
      { _tag: "Product", buyer: "012345678901" },
      { _tag: "Legacy", customerIdentifier: "ifAPi5AcF3" },
      { _tag: "Legacy", customerIdentifier: "ifAPi5AcF3", buyer: "111111111111" }
    ]

    assert.deepStrictEqual(agreements.map(buyerOf), [
      "210987654321",
      "012345678901",
      undefined,
      "111111111111"
    ])
  })
})

const license = (id: string): Agreement => ({
  _tag: "License",
  buyer: "210987654321",
  licenseArn: `arn:aws:license-manager::123456789012:${id}`
})

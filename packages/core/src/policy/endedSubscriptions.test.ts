import { assert, describe, it } from "@effect/vitest"
import { Subscription } from "../model/Subscription.ts"
import { at, exampleProduct, exampleRegion } from "../testing/builders.ts"
import { endedSubscriptions } from "./endedSubscriptions.ts"

describe("endedSubscriptions", () => {
  it("a running subscription is none, and an ended one has an hour more", () => {
    const ended = Subscription.make({ ...running, activeUntil: at("2026-03-10T12:10:00Z") })

    assert.deepStrictEqual(endedSubscriptions([running]), [])
    assert.deepStrictEqual(endedSubscriptions([running, ended]), [
      { subscription: ended, endsAt: at("2026-03-10T12:10:00Z"), sendBefore: at("2026-03-10T13:10:00Z") }
    ])
  })

  it("one that was cut over ends with the agreement that went on, and not before", () => {
    const cutOverAt = at("2026-03-10T09:00:00Z")
    const before = Subscription.make({ ...running, activeUntil: cutOverAt })
    const after = Subscription.make({ ...running, activeFrom: cutOverAt, agreement: license })
    const ended = Subscription.make({ ...after, activeUntil: at("2026-03-10T12:10:00Z") })

    assert.deepStrictEqual(endedSubscriptions([before, after]), [])
    assert.deepStrictEqual(
      endedSubscriptions([before, ended]).map(({ endsAt, subscription }) => [subscription, endsAt]),
      [
        [before, ended.activeUntil],
        [ended, ended.activeUntil]
      ]
    )
  })

  it("one that was never in force is none, not even where it was cut over to", () => {
    const cutOverAt = at("2026-03-10T12:10:00Z")
    const before = Subscription.make({ ...running, activeUntil: cutOverAt })
    const never = Subscription.make({
      ...running,
      activeFrom: cutOverAt,
      activeUntil: cutOverAt,
      agreement: license
    })

    assert.deepStrictEqual(
      endedSubscriptions([before, never]).map(({ endsAt, subscription }) => [subscription, endsAt]),
      [[before, cutOverAt]]
    )
  })

  it("what one account goes on with is nothing to another", () => {
    const cutOverAt = at("2026-03-10T09:00:00Z")
    const before = Subscription.make({ ...running, activeUntil: cutOverAt })
    const after = Subscription.make({
      ...running,
      account: "another",
      activeFrom: cutOverAt,
      agreement: license
    })

    assert.deepStrictEqual(
      endedSubscriptions([before, after]).map(({ subscription }) => subscription),
      [before]
    )
  })
})

const running = Subscription.make({
  account: "acme",
  productCode: exampleProduct,
  region: exampleRegion,
  agreement: { _tag: "Product", buyer: "111111111111" },
  activeFrom: at("2026-01-01T00:00:00Z")
})

const license = {
  _tag: "License",
  buyer: "111111111111",
  licenseArn: "arn:aws:license-manager::123456789012:license:l-1b2c3d4e"
} as const

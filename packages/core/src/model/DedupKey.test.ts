import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { hourOf } from "../testing/builders.ts"
import type { Agreement } from "./Agreement.ts"
import { DedupKey } from "./DedupKey.ts"
import { MeteringHour } from "./MeteringHour.ts"

describe("DedupKey", () => {
  it("a record by license is known by its license, whatever its product", () => {
    const keys = ["product-1", "product-2"].map((productCode) => DedupKey.of({ ...parts, productCode }))

    assert.deepStrictEqual(keys, [
      '["us-east-1","license","l-1","210987654321","requests","2026-03-10T11"]',
      '["us-east-1","license","l-1","210987654321","requests","2026-03-10T11"]'
    ])
  })

  it("a record by product is known by its product and whose usage it is", () => {
    const agreements: ReadonlyArray<Agreement> = [
      { _tag: "Product", buyer: "210987654321" },
      { _tag: "Legacy", customerIdentifier: "ifAPi5AcF3" }
    ]

    const keys = agreements.map((one) => DedupKey.of({ ...parts, agreement: one }))

    assert.deepStrictEqual(keys, [
      '["us-east-1","product","product-1","210987654321","requests","2026-03-10T11"]',
      '["us-east-1","legacy","product-1","ifAPi5AcF3","requests","2026-03-10T11"]'
    ])
  })

  it("a license is the same however AWS spells its ARN, and each license has a key of its own", () => {
    const keys = [
      "arn:aws:license-manager::123456789012:license:l-1",
      "arn:aws:license-manager:us-east-1:123456789012:license/l-1",
      "arn:aws:license-manager::123456789012:license:l-2"
    ].map((licenseArn) => DedupKey.of({ ...parts, agreement: { ...agreement, licenseArn } }))

    assert.strictEqual(keys[0], keys[1])
    assert.notStrictEqual(keys[0], keys[2])
  })

  it("no name can run into the next part", () => {
    fc.assert(
      fc.property(anyParts, anyParts, (left, right) => {
        const isSame = JSON.stringify(left) === JSON.stringify(right)

        assert.strictEqual(DedupKey.of(left) === DedupKey.of(right), isSame)
      })
    )
  })

  it("each form of identity, region, dimension and hour has a key of its own", () => {
    const keys = [
      DedupKey.of(parts),
      DedupKey.of({ ...parts, region: "eu-west-1" }),
      DedupKey.of({ ...parts, dimension: "Requests" }),
      DedupKey.of({ ...parts, hour: MeteringHour.plus(parts.hour, 1) }),
      DedupKey.of({ ...parts, agreement: { _tag: "Product", buyer: "210987654321" } }),
      DedupKey.of({ ...parts, agreement: { _tag: "Legacy", customerIdentifier: "210987654321" } })
    ]

    assert.strictEqual(new Set(keys).size, keys.length)
  })
})

const agreement = {
  _tag: "License",
  licenseArn: "arn:aws:license-manager::123456789012:license:l-1",
  buyer: "210987654321"
} satisfies Agreement

const parts = {
  region: "us-east-1",
  productCode: "product-1",
  agreement,
  dimension: "requests",
  hour: hourOf("2026-03-10T11:00:00Z")
}

const name = fc.string({ minLength: 1, maxLength: 3, unit: fc.constantFrom('"', ",", "\\", "[", "a") })

const anyParts = fc.record({
  region: name,
  productCode: name,
  agreement: name.map((customerIdentifier): Agreement => ({ _tag: "Legacy", customerIdentifier })),
  dimension: name,
  hour: fc.constant(parts.hour)
})

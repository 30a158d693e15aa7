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
      '["us-east-1","license","arn:aws:license-manager::123456789012:license:l-1","210987654321","requests","2026-03-10T11"]',
      '["us-east-1","license","arn:aws:license-manager::123456789012:license:l-1","210987654321","requests","2026-03-10T11"]'
    ])
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

const agreement: Agreement = {
  _tag: "License",
  licenseArn: "arn:aws:license-manager::123456789012:license:l-1",
  buyer: "210987654321"
}

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

import { assert, describe, it } from "@effect/vitest"
import { MeteringLimits, MeteringLimitSources } from "./MeteringLimits.ts"

describe("MeteringLimits", () => {
  it("each limit names where it was read", () => {
    const { readOn: _, ...limits } = MeteringLimits

    assert.deepStrictEqual(Object.keys(MeteringLimitSources).toSorted(), Object.keys(limits).toSorted())
    for (const source of Object.values(MeteringLimitSources))
      assert.match(source, /^(AWS SDK 3\.\d+|Seller Guide), \S/)
  })
})

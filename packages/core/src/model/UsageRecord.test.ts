import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { leasedRecord } from "../../test/leasedRecord.ts"
import { RecordState, UsageRecord } from "./UsageRecord.ts"

describe("UsageRecord", () => {
  it.each([
    [0, true],
    [2_147_483_647, true],
    [2_147_483_648, false],
    [-1, false],
    [0.5, false]
  ])("a quantity of %d is one that AWS takes: %s", (quantity, isTaken) => {
    const decoded = Schema.decodeUnknownResult(UsageRecord)({ ...leasedRecord().record, quantity })

    assert.strictEqual(Result.isSuccess(decoded), isTaken)
  })

  it.each(["dedupKey", "account", "meter", "productCode", "region", "dimension"])(
    "a record without its %s is none",
    (field) => {
      const decoded = Schema.decodeUnknownResult(UsageRecord)({ ...leasedRecord().record, [field]: "" })

      assert.isTrue(Result.isFailure(decoded))
    }
  )

  it.each(["sealed", "leased", "settled", "dead", "in doubt"])("a record may be %s", (state) => {
    assert.isTrue(Schema.is(RecordState)(state))
  })
})

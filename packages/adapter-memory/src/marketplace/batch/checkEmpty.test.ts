import { assert, it } from "vitest"
import { aMarketplace, aRecord, meter, noon, verdictOf } from "../testing/aMarketplace.ts"

it("rule 21: an empty batch is answered with empty lists, unless chosen otherwise", () => {
  const strict = aMarketplace({ choices: { empty_batch: "ValidationException" } })

  const answer = meter(aMarketplace(), [], { now: noon })

  assert.deepStrictEqual([answer.status, answer.body], [200, { Results: [], UnprocessedRecords: [] }])
  assert.strictEqual(verdictOf(meter(strict, [])), "ValidationException")
})

it("rule 21: an absent quantity is zero, and a zero locks its hour", () => {
  const emulator = aMarketplace()

  const first = meter(emulator, [aRecord({ Quantity: undefined })])
  const repeat = meter(emulator, [aRecord({ Quantity: 0 })])
  const late = meter(emulator, [aRecord({ Quantity: 5 })])

  assert.deepStrictEqual([first, repeat, late].map(verdictOf), [
    ["Success"],
    ["Success"],
    ["DuplicateRecord"]
  ])
  assert.deepStrictEqual(
    emulator.accepted().map((record) => record.quantity),
    [0]
  )
})

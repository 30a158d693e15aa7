import { assert, it } from "vitest"
import { aMarketplace, aRecord, meter } from "../testing/aMarketplace.ts"

it.each(["Users", "USERS", "storage", "__proto__", "toString"])(
  "rule 17: the dimension %s, which the product does not have, refuses the request",
  (Dimension) => {
    const emulator = aMarketplace()

    const answer = meter(emulator, [aRecord(), aRecord({ Dimension })])

    assert.strictEqual(answer.errorType, "InvalidUsageDimensionException")
    assert.deepStrictEqual(emulator.accepted(), [])
  }
)

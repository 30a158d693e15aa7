import { assert, describe, it } from "@effect/vitest"
import { EventConflict, EventRefused } from "./EventRefused.ts"

describe("EventRefused and EventConflict", () => {
  it("a conflict shows five ids, escaped, and counts the others", () => {
    const eventIds = ["a\nb", "c", "d", "e", "f", "g", "h"]

    const { message } = new EventConflict({ eventIds })

    assert.include(message, '"a\\nb", "c", "d", "e", "f" and 2 more')
  })

  it("neither is worth a retry", () => {
    const refused = new EventRefused({
      code: "InvalidQuantity",
      field: "quantity",
      value: "-1",
      problem: "is negative"
    })
    const conflict = new EventConflict({ eventIds: ["a"] })

    assert.deepStrictEqual([refused.isRetryable, conflict.isRetryable], [false, false])
    assert.strictEqual(refused.message, "quantity -1 is negative.")
  })
})

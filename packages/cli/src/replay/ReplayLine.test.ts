import { Quantity } from "@tallyhour/core"
import { Result } from "effect"
import { assert, describe, it } from "vitest"
import { parseLine } from "./ReplayLine.ts"

const line = (quantity: string) =>
  parseLine(
    1,
    `{"id":"a","account":"acme","meter":"m","quantity":${quantity},"at":1793354400,"arrived":1793354400}`
  )

describe("a line of a usage log", () => {
  it.each([
    ["1.50", "1.5"],
    ["1e3", "1000"],
    ["-0", "0"],
    ["0.1", "0.1"],
    ["123456789.123456789123", "123456789.123456789123"],
    ['"123456789012345678.5"', "123456789012345678.5"]
  ])("holds a quantity %s exactly", (written, wanted) => {
    assert.strictEqual(Quantity.format(Result.getOrThrow(line(written)).event.quantity), wanted)
  })

  it.each(["9007199254740992", "1e21", "1.1234567891234", "-1", "true", '"1e3"', '" 1"', '"NaN"'])(
    "with a quantity %s is refused",
    (written) => {
      const refused = Result.getFailure(line(written))

      assert.strictEqual(refused._tag === "Some" ? refused.value.code : "taken", "InvalidQuantity")
    }
  )
})

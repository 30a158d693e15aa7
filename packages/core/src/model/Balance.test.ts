import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { quantity } from "../testing/builders.ts"
import { Balance } from "./Balance.ts"

describe("Balance", () => {
  it("what every state together does not explain is what was added to or taken from any of them", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...states),
        fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
        (state, units) => {
          const balance = {
            ...explained,
            [state]: quantity(`${BigInt(explained[state]) / 10n ** 12n + units}`)
          }

          assert.strictEqual(Balance.unexplained(balance), quantity(`${-units}`))
        }
      )
    )
  })

  it("nothing is unexplained when the states add up", () => {
    assert.strictEqual(Balance.unexplained(explained), quantity("0"))
  })
})

const states = ["open", "carried", "pending", "accepted", "dead", "held", "included", "writtenOff"] as const

const explained: Balance = {
  account: "account",
  meter: "requests",
  recorded: quantity("36"),
  open: quantity("1"),
  carried: quantity("2"),
  pending: quantity("3"),
  accepted: quantity("4"),
  dead: quantity("5"),
  held: quantity("6"),
  included: quantity("8"),
  writtenOff: quantity("7")
}

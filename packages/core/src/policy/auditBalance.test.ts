import { assert, describe, it } from "@effect/vitest"
import { aBalance } from "../../test/ledgerEntry.ts"
import { Balance } from "../model/Balance.ts"
import { Quantity } from "../model/Quantity.ts"
import { quantity } from "../testing/builders.ts"
import { auditBalance } from "./auditBalance.ts"

const places = [
  "open",
  "carried",
  "pending",
  "accepted",
  "dead",
  "held",
  "included",
  "writtenOff"
] as const satisfies ReadonlyArray<keyof Balance>

const found = (balance: Balance) => auditBalance(balance).map((finding) => finding.found)

describe("auditBalance", () => {
  it.each(places)("finds the smallest part missing from %s", (place) => {
    const less = { ...aBalance, [place]: Quantity.ofParts(aBalance[place] - 1n) }
    const more = { ...aBalance, [place]: Quantity.ofParts(aBalance[place] + 1n) }

    assert.deepStrictEqual(found(less), ["0.000000000001 of 12.75 recorded are in no place"])
    assert.deepStrictEqual(found(more), ["the places hold 0.000000000001 more than the 12.75 recorded"])
  })

  it.each(["recorded", ...places] as const)(
    "takes %s of less than nothing only where that can be",
    (place) => {
      const zero: Balance = { ...Balance.none, account: "acme", meter: "requests" }
      const balancing = place === "recorded" || place === "writtenOff" ? "open" : "writtenOff"
      const negative = {
        ...zero,
        [place]: quantity("-1"),
        [balancing]: quantity(place === "recorded" ? "-1" : "1")
      }

      const canBe = place === "open" || place === "writtenOff"
      assert.deepStrictEqual(found(negative), canBe ? [] : [`${place} is -1, less than nothing`])
    }
  )
})

import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { quantity } from "../testing/builders.ts"
import { Allowance } from "./Allowance.ts"
import { schemaProblems } from "./schemaProblems.ts"

describe("Allowance", () => {
  it.each(["month", "term"])("holds for a %s, and may include nothing", (period) => {
    const allowance = { meter: "tokens", quantity: quantity("0"), period }

    const decoded = Result.getOrThrow(decode(allowance))

    assert.deepStrictEqual({ ...decoded }, allowance)
  })

  it("every field that is wrong is named", () => {
    const refusal = Result.getOrThrow(
      Result.flip(decode({ meter: "", quantity: quantity("-0.000000000001"), period: "year" }))
    )

    assert.deepStrictEqual(schemaProblems(refusal), [
      { field: "meter", problem: "Expected a value with a length of at least 1" },
      { field: "quantity", problem: "is negative" },
      { field: "period", problem: 'Expected "month" | "term"' }
    ])
  })
})

const decode = Schema.decodeUnknownResult(Allowance, { errors: "all" })

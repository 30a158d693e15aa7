import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { schemaProblems } from "./schemaProblems.ts"

describe("schemaProblems", () => {
  it("each field is named by its path, and each problem stands by itself", () => {
    const problems = problemsOf(Nested, { name: 1, allowances: [{ quantity: 1 }, { quantity: "2" }] })

    assert.deepStrictEqual(problems, [
      { field: "name", problem: "Expected string" },
      { field: "allowances.1.quantity", problem: "Expected number" }
    ])
  })

  it("what is wrong as a whole has no field", () => {
    assert.deepStrictEqual(problemsOf(Nested, "text"), [{ field: "", problem: "Expected object" }])
  })

  it.each(["one\ntwo", "one \n two", "one\t \n  two", "one\n\n\n   two"])(
    "a problem of several lines, %j, stands on one",
    (message) => {
      const Wrong = Schema.Struct({ field: Schema.String.check(Schema.makeFilter(() => message)) })

      const problems = problemsOf(Wrong, { field: "" })

      assert.deepStrictEqual(problems, [{ field: "field", problem: "one two" }])
    }
  )
})

const Nested = Schema.Struct({
  name: Schema.String,
  allowances: Schema.Array(Schema.Struct({ quantity: Schema.Number }))
})

const problemsOf = <T>(schema: Schema.Decoder<T>, value: unknown) =>
  schemaProblems(Result.getOrThrow(Result.flip(Schema.decodeUnknownResult(schema, { errors: "all" })(value))))

import { assert, describe, it } from "vitest"
import { knexTransaction } from "./knexTransaction.ts"
import { piecesOf } from "./piecesOf.ts"
import { rowsOf } from "./rowsOf.ts"
import { runSqlIn } from "../SqlTransaction.ts"

describe("a statement divided at its parameters", () => {
  it("has a value for each of them, in the order they stand in", () => {
    const pieces = piecesOf("select $2::text, $1, $12", ["one", null, ...Array<string>(9).fill(""), "twelve"])

    assert.deepStrictEqual(pieces, {
      texts: ["select ", "::text, ", ", ", ""],
      values: [null, "one", "twelve"]
    })
  })

  it("without parameters is one piece", () => {
    assert.deepStrictEqual(piecesOf("select 1", []), { texts: ["select 1"], values: [] })
  })
})

describe("a statement for Knex", () => {
  it("keeps the operators that look like its parameters", async () => {
    const said: Array<unknown> = []
    const transaction = {
      isCompleted: () => false,
      raw: async (text: string, bindings: ReadonlyArray<string | null>) => {
        said.push([text, bindings])
        return { rows: [] }
      }
    }

    await runSqlIn(knexTransaction(transaction))("select a ? $1, b ?| $2", ["x", "y"])

    assert.deepStrictEqual(said, [["select a \\? ?, b \\?| ?", ["x", "y"]]])
  })
})

describe("the rows of an answer", () => {
  it("are the answer itself, or stand in it", () => {
    assert.deepStrictEqual(
      [rowsOf([{ a: "1" }]), rowsOf({ rows: [{ a: "1" }] })],
      [[{ a: "1" }], [{ a: "1" }]]
    )
  })

  it.each([[undefined], [null], [1], [{}], [{ rows: 1 }]])(
    "that has none, such as %j, is a mistake in code",
    (answer) => {
      assert.throws(() => rowsOf(answer), TypeError)
    }
  )
})

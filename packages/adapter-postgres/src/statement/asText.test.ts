import { PGlite } from "@electric-sql/pglite"
import * as fc from "fast-check"
import { afterAll, assert, it } from "vitest"
import { arrayText } from "./asText.ts"

const database = new PGlite()

afterAll(() => database.close())

it("writes texts that Postgres reads back to the letter", async () => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }).filter((some) => !some.includes("\u0000") && some.isWellFormed()),
    fc.constantFrom(
      "",
      "null",
      "NULL",
      "{}",
      "a,b",
      '"',
      "\\",
      "\\n",
      "\n",
      "\\\\n",
      '\\"',
      "\u0001",
      "\u2028",
      `[["a","b"]]`
    )
  )
  await fc.assert(
    fc.asyncProperty(fc.array(text), async (texts) => {
      const { rows } = await database.query<{ readonly texts: ReadonlyArray<string> }>(
        "select $1::text::text[] as texts",
        [arrayText(texts)]
      )
      assert.deepStrictEqual(rows[0]?.texts, texts)
    }),
    { numRuns: 60 }
  )
})

import { PGlite } from "@electric-sql/pglite"
import * as fc from "fast-check"
import { afterAll, assert, it } from "vitest"
import { Instant } from "@tallyhour/core"
import { arrayText, isoText, momentWriter } from "./asText.ts"

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

it("writes moments as they are written one by one, whatever their order", () => {
  const millis = fc.integer({
    min: Date.parse("1969-12-30T00:00:00Z"),
    max: Date.parse("2200-01-02T00:00:00Z")
  })
  const ofOneDay = fc.integer({
    min: Date.parse("2026-03-10T00:00:00Z"),
    max: Date.parse("2026-03-11T00:00:00Z")
  })
  fc.assert(
    fc.property(fc.array(fc.oneof(millis, ofOneDay)), (all) => {
      const times = all.map(Instant.ofMillis)
      assert.deepStrictEqual(times.map(momentWriter()), times.map(isoText))
    })
  )
})

import { readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { assert, describe, it } from "vitest"
import { pages } from "./pages.ts"

describe("pages", () => {
  it.each(pages)("$path says what the code says; otherwise: npm run docs", ({ fill, path }) => {
    const text = readFileSync(join(resolve(import.meta.dirname, "../.."), path), "utf8")

    const filled = fill(text)

    assert.strictEqual(text, filled)
  })
})

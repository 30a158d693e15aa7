import { resolve } from "node:path"
import { serviceRules } from "@tallyhour/adapter-memory"
import { assert, it } from "vitest"
import { readTree } from "../tidy/readTree.ts"
import { rulesNamed } from "./rulesNamed.ts"

const named = readTree(resolve(import.meta.dirname, "../../packages/adapter-memory"), "src/")
  .filter(({ path }) => path.endsWith(".test.ts"))
  .flatMap(({ path, text }) =>
    [...text.matchAll(/"(rules? \d[^"\n]*)"/g)].flatMap(([, title = ""]) =>
      rulesNamed(title).map((rule) => ({ path, rule }))
    )
  )

it("every rule of the emulator has a test that is named by its number", () => {
  const proven = new Set(named.map(({ rule }) => rule))

  const unproven = serviceRules.map(({ number }) => number).filter((number) => !proven.has(number))

  assert.isAtLeast(named.length, 100)
  assert.deepStrictEqual(unproven, [])
})

it("no test is named by a rule that there is not", () => {
  const numbers = new Set(serviceRules.map(({ number }) => number))

  assert.deepStrictEqual(
    named.filter(({ rule }) => !numbers.has(rule)),
    []
  )
})

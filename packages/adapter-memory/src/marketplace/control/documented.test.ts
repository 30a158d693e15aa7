import { readFileSync } from "node:fs"
import { assert, it } from "vitest"
import { makeMarketplaceEmulator } from "../MarketplaceEmulator.ts"

const page = readFileSync(new URL("../../../../../docs/emulator/README.md", import.meta.url), "utf8")

const rows = new Map(
  [...page.matchAll(/^\| `(\w+)` +\| `\{(.*?)\}(?:\])?\}?` /gm)].map(([, name = "", fields = ""]) => [
    name,
    fields.replace(/: \[.*/, "")
  ])
)

const errorOf = (name: string): string =>
  String(makeMarketplaceEmulator().control(name, { surprise: 1 }).body["error"])

it("the page on the emulator has every control function", () => {
  const [, names = ""] = /there are (.*)$/.exec(errorOf("none")) ?? []

  assert.sameMembers([...rows.keys()], names.split(", "))
})

it.each([...rows])("the page on the emulator has every field of %s", (name, fields) => {
  const [, taken] = /takes (.*), and not surprise/.exec(errorOf(name)) ?? []

  assert.sameMembers((fields || "no fields").split(", "), taken?.split(", ") ?? [])
})

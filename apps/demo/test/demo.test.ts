import { readFile } from "node:fs/promises"
import { assert, describe, inject, it } from "vitest"
import { runDemo } from "../src/runDemo.ts"

const databaseUrl = inject("databaseUrl")

const wanted = {
  recorded: "35.25",
  accepted: "29",
  billed_by_aws: "29",
  carried: "0.25",
  dead: "6",
  pending: "0",
  unexplained: "0",
  records: 11
}

describe("the demo", { timeout: 60_000 }, () => {
  it("balances, and prints what the README shows", async () => {
    const said: Array<string> = []

    const totals = await runDemo(undefined, (line) => said.push(line))

    assert.deepInclude(totals, wanted)
    const readme = await readFile(new URL("../../../README.md", import.meta.url), "utf8")
    const shown =
      /<!-- output: npm run demo -->\n+```text\n([\s\S]*?)\n```/.exec(readme)?.[1] ??
      assert.fail("no output in the README")
    const told = said.join("\n")
    for (const part of shown.split("\n…\n")) assert.include(told, part)
  })

  it.skipIf(databaseUrl === undefined)("comes to the same on a real server", async () => {
    assert.deepInclude(await runDemo(databaseUrl, () => undefined), wanted)
  })
})

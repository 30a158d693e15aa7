import { assert, it } from "vitest"
import { fencesOf } from "./fencesOf.ts"

it("blocks and prose are parted, and the prose keeps its line numbers", () => {
  const text = "# A\n\n<!-- b -->\n\n```ts\nc\n# d\n```\n\n````md\n```\n````\ne"

  const { fences, prose } = fencesOf({ path: "a.md", text })

  assert.deepStrictEqual(fences, [
    { language: "ts", line: 5, lineBefore: "<!-- b -->", text: "c\n# d" },
    { language: "md", line: 10, lineBefore: "```", text: "```" }
  ])
  assert.deepStrictEqual(prose, ["# A", "", "<!-- b -->", "", "", "", "", "", "", "", "", "", "e"])
})

import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, it } from "vitest"
import { knownSurvivors } from "./knownSurvivors.ts"

it("each block is a survivor of the file above it, and one reason may stand for several", () => {
  const known = knownSurvivors(
    `# Title\n\nWords.\n\n## a.ts\n\n${block("- a\n+ b")}\n${block("- c\n+ d")}\nWhy.\n\n## b.ts\n\n${block("- a\n+ b")}\nWhy.\nIndeed.\n`
  )

  assert.deepStrictEqual(known, [
    { diff: "- a\n+ b", file: "a.ts" },
    { diff: "- c\n+ d", file: "a.ts" },
    { diff: "- a\n+ b", file: "b.ts" }
  ])
})

it.each([
  ["without a reason at the end", `## a.ts\n\n${block("- a\n+ b")}`, "A survivor of a.ts has no reason"],
  [
    "without a reason before the next file",
    `## a.ts\n\n${block("- a\n+ b")}\n## b.ts\n\nWhy.\n`,
    "A survivor of a.ts has no reason"
  ],
  ["without a file", `# Title\n\n${block("- a\n+ b")}\nWhy.\n`, "stands under no file"]
])("a survivor %s is an error", (_, markdown, message) => {
  assert.throws(() => knownSurvivors(markdown), message)
})

it("the list in force can be read", () => {
  const list = readFileSync(join(import.meta.dirname, "survivors.md"), "utf8")

  assert.isTrue(knownSurvivors(list).every(({ file }) => file.startsWith("packages/core/src/")))
})

function block(diff: string): string {
  return `\`\`\`diff\n${diff}\n\`\`\`\n`
}

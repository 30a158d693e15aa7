import { assert, describe, it } from "vitest"
import { treeOf } from "../treeOf.ts"
import { readmeCode } from "./readmeCode.ts"

const example = 'import "a"\n\n{\n  // #region use\n  if (b) {\n    c()\n  }\n  // #endregion\n}\n'

const python = "import a\n\n# region use\nb()\n# endregion\n"

const violationsIn = (readme: string) =>
  readmeCode(treeOf({ "README.md": readme, "examples/a.ts": example, "examples/a.py": python }))

describe("a README that shows its files passes", () => {
  it.each([
    ["the whole file", `<!-- file: examples/a.ts -->\n\n\`\`\`ts\n${example}\`\`\``],
    ["a region, at the left margin", "<!-- file: examples/a.ts#use -->\n```ts\nif (b) {\n  c()\n}\n```"],
    ["a region of another language", "<!-- file: examples/a.py#use -->\n```python\nb()\n```"],
    ["an output", "<!-- output: npm run demo -->\n\n```\nany text\n```"],
    ["other languages", "```sh\nnpm install\n```"]
  ])("%s", (_, readme) => {
    assert.deepStrictEqual(violationsIn(readme), [])
  })
})

describe("a README that shows something else is found", () => {
  it.each([
    [
      "```ts\na()\n```",
      1,
      "code of no file: put <!-- file: path --> or <!-- file: path#region --> before it"
    ],
    [
      "<!-- file: examples/a.ts -->\n```ts\na()\n```",
      2,
      "differs from examples/a.ts: copy the text of the file here"
    ],
    [
      "<!-- file: examples/a.ts#use -->\n```ts\na()\n```",
      2,
      "differs from examples/a.ts: copy the text of the file here"
    ],
    ["<!-- file: examples/b.ts -->\n```ts\na()\n```", 2, "shows examples/b.ts, which does not exist"],
    [
      "<!-- file: examples/a.ts#no -->\n```ts\na()\n```",
      2,
      'shows examples/a.ts#no, which has no "// #region no" with a "// #endregion"'
    ],
    ["<!-- file: examples/a.ts -->\n\ntext", 1, "<!-- file: examples/a.ts --> has no fenced block after it"],
    [
      "<!-- output: npm test -->\ntext\n```\na\n```",
      1,
      "<!-- output: npm test --> has no fenced block after it"
    ],
    ["<!-- output: npm test -->", 1, "<!-- output: npm test --> has no fenced block after it"]
  ])("%j", (readme, line, message) => {
    assert.deepStrictEqual(violationsIn(readme), [{ line, message, path: "README.md" }])
  })
})

it("a page on the emulator is held to it, too", () => {
  const files = treeOf({ "docs/emulator/a.md": "```ts\na()\n```", "docs/a.md": "```ts\na()\n```" })

  assert.deepStrictEqual(
    readmeCode(files).map(({ path }) => path),
    ["docs/emulator/a.md"]
  )
})

it("a comment covers one block only", () => {
  const readme = `<!-- file: examples/a.ts -->\n\`\`\`ts\n${example}\`\`\`\n\n\`\`\`ts\n${example}\`\`\``

  assert.strictEqual(violationsIn(readme).length, 1)
})

it("a README of a package is a README", () => {
  assert.strictEqual(readmeCode(treeOf({ "packages/core/README.md": "```ts\na\n```" })).length, 1)
})

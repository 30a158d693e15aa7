import { resolve } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { readTree } from "../tidy/readTree.ts"
import { ExampleRunner } from "./ExampleRunner.ts"
import { examplesOf } from "./examplesOf.ts"
import { packages } from "./packages.ts"
import { publicFilesOf } from "./publicFilesOf.ts"

const tree = readTree(resolve(import.meta.dirname, "../.."))

describe.each(packages)("examples of $name", (one) => {
  const { files, home } = publicFilesOf(tree, one)
  const examples = files.flatMap(examplesOf)
  let runner: ExampleRunner
  beforeAll(async () => {
    runner = await ExampleRunner.open(examples, home)
  })
  afterAll(() => {
    runner.close()
  })

  for (const example of examples) {
    it(`${example.name}: ${example.title}`, async () => {
      const problems = await runner.problemsOf(example)

      assert.deepStrictEqual(
        problems.map((problem) => `${example.path}:${example.line} ${problem}`),
        []
      )
    })
  }

  it("there are as many as there were, each with a name of its own, and the compiler knows no other problem", () => {
    const titles = examples.map(({ name, title }) => `${name}: ${title}`)

    assert.isAtLeast(examples.length, one.examplesMin)
    assert.deepStrictEqual(
      titles.filter((title, index) => titles.indexOf(title) !== index),
      []
    )
    assert.deepStrictEqual(runner.complaints, [])
  })
})

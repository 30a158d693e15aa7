import { assert, describe, it } from "vitest"
import { treeOf } from "../treeOf.ts"
import { importDirection } from "./importDirection.ts"

const packages = {
  "apps/demo/package.json": '{ "name": "@tallyhour/demo" }',
  "packages/adapter-aws/package.json": '{ "name": "@tallyhour/adapter-aws" }',
  "packages/adapter-memory/package.json": '{ "name": "@tallyhour/adapter-memory" }',
  "packages/cli/package.json": '{ "name": "tallyhour" }',
  "packages/core/package.json": '{ "name": "@tallyhour/core" }'
}

const messagesOf = (path: string, text: string) =>
  importDirection(treeOf({ ...packages, [path]: text })).map(({ message }) => message)

describe("imports in the permitted direction pass", () => {
  it.each([
    [
      "packages/core/src/model/Quantity.ts",
      'import { Schema } from "effect"\nimport "effect/testing"\nimport "./Meter.ts"'
    ],
    ["packages/core/src/testing/vitest.ts", 'import { it } from "@effect/vitest"\nimport "vitest"'],
    [
      "packages/core/src/model/Quantity.test.ts",
      'import "fast-check"\nimport "../../../../tooling/postgres/a.ts"'
    ],
    ["packages/adapter-aws/src/index.ts", 'import "@tallyhour/core/testing"\nimport "node:os"'],
    ["packages/adapter-aws/src/laws.test.ts", 'import "@tallyhour/adapter-memory"'],
    ["packages/adapter-aws/test/laws.ts", 'import "@tallyhour/adapter-memory"'],
    ["packages/cli/src/index.ts", 'import "@tallyhour/adapter-memory"\nimport "@tallyhour/core"'],
    ["apps/demo/src/main.ts", 'import "@tallyhour/adapter-aws"\nimport "@tallyhour/demo"']
  ])("%s", (path, text) => {
    assert.deepStrictEqual(messagesOf(path, text), [])
  })
})

describe("imports in another direction are found", () => {
  it.each([
    [
      "packages/core/src/model/Quantity.ts",
      "node:fs",
      "core imports effect only, not even node:*; let it ask through a port"
    ],
    [
      "packages/core/src/testing/laws.ts",
      "vitest",
      "core imports effect only, not even node:*; let it ask through a port"
    ],
    [
      "packages/core/src/testing/vitest.ts",
      "kysely",
      "core imports effect, vitest, @effect/vitest only, not even node:*; let it ask through a port"
    ],
    [
      "packages/core/src/index.ts",
      "@tallyhour/adapter-memory",
      "core imports no other package; let it ask through a port"
    ],
    [
      "packages/core/src/laws.test.ts",
      "@tallyhour/adapter-memory",
      "core imports no other package; let it ask through a port"
    ],
    [
      "packages/adapter-aws/src/index.ts",
      "@tallyhour/adapter-memory",
      "an adapter imports core, never another adapter; meet in a port"
    ],
    [
      "packages/adapter-aws/src/index.ts",
      "../../core/src/index.ts",
      "import another package by its name, never by a path into its files"
    ],
    [
      "packages/adapter-aws/src/laws.test.ts",
      "../../core/src/index.ts",
      "import another package by its name, never by a path into its files"
    ],
    [
      "packages/adapter-aws/src/index.ts",
      "../../../tooling/a.ts",
      "only tests may reach into the root; ship what you need"
    ],
    [
      "packages/cli/src/index.ts",
      "@tallyhour/demo",
      "nothing imports an app; move what is shared into a package"
    ],
    [
      "apps/demo/src/main.ts",
      "tallyhour",
      "nothing imports the command line; move what is shared into a package"
    ],
    ["tooling/a.ts", "tallyhour", "nothing imports the command line; move what is shared into a package"],
    [
      "tooling/a.ts",
      "../apps/demo/src/main.ts",
      "import another package by its name, never by a path into its files"
    ]
  ])("%s imports %s", (path, specifier, objection) => {
    assert.deepStrictEqual(messagesOf(path, `import "${specifier}"`), [
      `imports "${specifier}": ${objection}`
    ])
  })
})

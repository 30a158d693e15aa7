import { assert, it } from "vitest"
import { treeOf } from "../treeOf.ts"
import { testingUnreachable } from "./testingUnreachable.ts"

const core = {
  "packages/core/package.json": `{
    "name": "@tallyhour/core",
    "exports": { "./testing": { "@tallyhour/source": "./src/testing/index.ts" } }
  }`,
  "packages/core/src/index.ts": 'export { a } from "./model/A.ts"',
  "packages/core/src/testing/index.ts": 'import "../index.ts"'
}

it("an index that reaches no law passes", () => {
  assert.deepStrictEqual(testingUnreachable(treeOf({ ...core, "packages/core/src/model/A.ts": "" })), [])
})

it.each(["../testing/index.ts", "@tallyhour/core/testing"])(
  "a way from the index to %s is found",
  (specifier) => {
    const files = treeOf({ ...core, "packages/core/src/model/A.ts": `import "${specifier}"` })

    assert.deepStrictEqual(testingUnreachable(files), [
      {
        line: 1,
        message:
          "index.ts reaches testing: packages/core/src/index.ts → packages/core/src/model/A.ts → packages/core/src/testing/index.ts",
        path: "packages/core/src/model/A.ts"
      }
    ])
  }
)

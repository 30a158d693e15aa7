import { assert, it } from "vitest"
import { treeOf } from "../treeOf.ts"
import { lockFile } from "./lockFile.ts"

it("links inside the workspace pass", () => {
  assert.deepStrictEqual(
    lockFile(treeOf({ "package-lock.json": '"resolved": "packages/core",\n"link": true' })),
    []
  )
})

it.each(["https://registry.example.com/a.tgz", "git+ssh://git@example.com/a.git"])("%s is found", (url) => {
  assert.deepStrictEqual(lockFile(treeOf({ "package-lock.json": `{\n"resolved": "${url}",` })), [
    {
      line: 2,
      message: `"resolved": "${url}",: install with \`omit-lockfile-registry-resolved=true\``,
      path: "package-lock.json"
    }
  ])
})

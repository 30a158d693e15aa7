import { assert, describe, it } from "vitest"
import { treeOf } from "../treeOf.ts"
import { machineNames } from "./machineNames.ts"

const violationsIn = (text: string) => machineNames(treeOf({ "docs/a.md": text }))

describe("names of one machine are found", () => {
  it.each([
    ["see /work/main", "/work/"],
    ['"/root/a"', "/root/"],
    ["`/tmp/a`", "/tmp/"],
    ["file:///tmp/a", "/tmp/"],
    ["https://registry.npmjs.org/effect", "registry.npmjs.org"],
    ["http://deb.debian.org", "deb.debian.org"],
    ["//unpkg.com/effect", "unpkg.com"]
  ])("%s", (text, name) => {
    const message = `names "${name}", which holds on one machine only; say it relative to the repository`

    assert.deepStrictEqual(violationsIn(`\n${text}`), [{ line: 2, message, path: "docs/a.md" }])
  })
})

it("relative paths and addresses pass", () => {
  assert.deepStrictEqual(
    violationsIn("../work/a ./tmp/b https://example.com/root/c ${folder}/tmp/d /tmpfs/e"),
    []
  )
})

import { assert, describe, it } from "@effect/vitest"
import { stableHash } from "./stableHash.ts"

describe("a stable hash", () => {
  it.each([
    ["", "6c62272e07bb014262b821756295c58d"],
    ["a", "d228cb696f1a8caf78912b704e4a8964"],
    ["foobar", "343e1662793c64bf6f0d3597ba446f18"]
  ])("of %j is that of the published vectors", (text, hash) => {
    assert.strictEqual(stableHash(text).toString(16), hash)
  })
})

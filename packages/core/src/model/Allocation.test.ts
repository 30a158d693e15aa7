import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { Allocation } from "./Allocation.ts"

describe("Allocation", () => {
  it.each<[unknown, boolean]>([
    [{ tags: [["team", "sales"]], quantity: 1 }, true],
    [{ tags: [], quantity: 2 }, true],
    [{ tags: [], quantity: 0 }, false],
    [{ tags: [], quantity: -1 }, false],
    [{ tags: [], quantity: 1.5 }, false],
    [{ tags: [] }, false],
    [{ quantity: 1 }, false],
    [{ tags: [["", "sales"]], quantity: 1 }, false],
    [{ tags: [["team", ""]], quantity: 1 }, false],
    [{ tags: [["team"]], quantity: 1 }, false]
  ])("%j is the share of a set of tags: %s", (share, isShare) => {
    assert.strictEqual(Schema.is(Allocation)(share), isShare)
  })
})

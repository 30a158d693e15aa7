import { assert, describe, it } from "@effect/vitest"
import * as core from "../src/index.ts"
import { everyError } from "./everyError.ts"

describe("everyError", () => {
  it("each typed error that core exports has its promises written down", () => {
    const exported = Object.entries(core)
      .filter(([, value]) => typeof value === "function" && value.prototype instanceof Error)
      .map(([name]) => name)

    const promised = everyError.map(({ tag }) => tag)

    assert.isNotEmpty(exported)
    assert.deepStrictEqual(promised.toSorted(), exported.toSorted())
  })
})

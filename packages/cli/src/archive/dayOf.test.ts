import { DateTime, Option } from "effect"
import { assert, describe, it } from "vitest"
import { dayOf } from "./dayOf.ts"

describe("the day that something is before", () => {
  it("begins at midnight in UTC", () => {
    const day = Option.getOrThrow(dayOf("2024-02-29"))

    assert.strictEqual(DateTime.formatIso(day), "2024-02-29T00:00:00.000Z")
  })

  it.each([
    "",
    "2026-02-29",
    "2026-13-01",
    "2026-1-1",
    "01/02/2026",
    "2026-01-01T00:00",
    "x2026-01-01",
    "yesterday"
  ])("is none when it is %j", (text) => {
    const day = dayOf(text)

    assert.isTrue(Option.isNone(day))
  })
})

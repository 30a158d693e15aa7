import { assert, describe, it } from "@effect/vitest"
import { MeteringHour } from "../model/MeteringHour.ts"
import { at, hourOf } from "../testing/builders.ts"
import { lastHourDueBy } from "./lastHourDueBy.ts"
import { submissionDeadline } from "./submissionDeadline.ts"

describe("lastHourDueBy", () => {
  it.each([
    ["on any day, the hour that began a day before", "2026-03-11T11:00:00.000Z", "2026-03-10T11:00:00Z"],
    ["a moment earlier, the one before that", "2026-03-11T10:59:59.999Z", "2026-03-10T10:00:00Z"],
    [
      "when the month's grace is over, the last hour of the month",
      "2026-04-01T06:00:00.000Z",
      "2026-03-31T23:00:00Z"
    ],
    ["a moment earlier, an hour of the day before", "2026-04-01T05:59:59.999Z", "2026-03-31T05:00:00Z"]
  ])("returns, %s", (_, instant, hour) => {
    assert.strictEqual(lastHourDueBy(at(instant)), hourOf(hour))
  })

  it("returns an hour that is due while the next one is not", () => {
    const instants = Array.from({ length: 60 }, (_, n) =>
      MeteringHour.end(MeteringHour.plus(hourOf("2026-03-30T20:00:00Z"), n))
    )

    for (const instant of instants) {
      const last = lastHourDueBy(instant)

      assert.isAtMost(submissionDeadline(last).epochMilliseconds, instant.epochMilliseconds)
      assert.isAbove(
        submissionDeadline(MeteringHour.plus(last, 1)).epochMilliseconds,
        instant.epochMilliseconds
      )
    }
  })
})

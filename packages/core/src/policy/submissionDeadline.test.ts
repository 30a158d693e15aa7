import { assert, describe, it } from "@effect/vitest"
import { DateTime } from "effect"
import { takenByAws } from "../../test/takenByAws.ts"
import { Instant } from "../model/Instant.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { at, hourOf } from "../testing/builders.ts"
import { submissionDeadline } from "./submissionDeadline.ts"

describe("submissionDeadline", () => {
  // AWS may measure the age of a record from its timestamp, or from the start of the hour in which that lies; what is
  // in time by the second is in time by the first. So "taken" means: by every reading of AWS's words.
  it.each([
    ["2026-04-15T12:00:00Z", "2026-04-14T13:00:00Z", "taken"],
    ["2026-04-15T12:00:00Z", "2026-04-14T12:00:01Z", "not relied on"],
    ["2026-04-15T12:00:00Z", "2026-04-14T12:00:00Z", "refused"],
    ["2026-04-01T05:00:00Z", "2026-03-31T23:00:00Z", "taken"],
    ["2026-04-01T05:59:59Z", "2026-03-31T06:30:00Z", "taken"],
    ["2026-04-01T06:00:00Z", "2026-03-31T23:59:59Z", "refused"],
    ["2026-04-01T07:00:00Z", "2026-03-31T10:00:00Z", "refused"],
    ["2026-04-01T05:00:00Z", "2026-03-31T04:00:00Z", "refused"],
    ["2026-04-01T06:00:00Z", "2026-04-01T00:00:00Z", "taken"],
    ["2027-01-01T05:30:00Z", "2026-12-31T22:00:00Z", "taken"],
    ["2028-03-01T06:00:00Z", "2028-02-29T23:00:00Z", "refused"],
    ["2026-04-15T12:30:00Z", "2026-04-15T12:00:00Z", "taken"],
    ["2026-04-15T12:30:00Z", "2026-04-15T12:59:00Z", "taken"]
  ])("at %s usage of %s is %s", (now, timestamp, verdict) => {
    const isInTime = Instant.isBefore(at(now), submissionDeadline(hourOf(timestamp)))

    assert.strictEqual(isInTime, verdict === "taken")
  })

  it("every hour of seven years has a deadline that AWS accepts a second before, and refuses at", () => {
    const first = hourOf("2026-01-01T00:00:00Z")
    const last = hourOf("2032-12-31T23:00:00Z")
    const wrong: Array<string> = []

    for (let hour = first; hour <= last; hour = MeteringHour.plus(hour, 1)) {
      const timestamp = hour * 3_600_000
      const deadline = submissionDeadline(hour).epochMilliseconds
      const isExact =
        takenByAws({ now: deadline - 1_000, timestamp }) && !takenByAws({ now: deadline, timestamp })
      if (!isExact) wrong.push(MeteringHour.format(hour))
    }

    assert.deepStrictEqual(wrong, [])
  })

  it.each([
    ["2026-03-10T10:00:00Z", "2026-03-10T10:20:00Z", "2026-03-10T11:20:00.000Z"],
    ["2026-03-10T10:00:00Z", "2026-03-12T10:20:00Z", "2026-03-11T10:00:00.000Z"],
    ["2026-03-31T23:00:00Z", "2026-04-01T00:00:00Z", "2026-04-01T01:00:00.000Z"],
    ["2026-03-31T23:00:00Z", "2026-04-01T05:30:00Z", "2026-04-01T06:00:00.000Z"]
  ])("usage of %s under an agreement that ends at %s is taken until %s", (hour, activeUntil, wanted) => {
    const deadline = submissionDeadline(hourOf(hour), { activeUntil: at(activeUntil) })

    assert.strictEqual(DateTime.formatIso(deadline), wanted)
  })
})

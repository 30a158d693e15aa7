import { assert, describe, it } from "@effect/vitest"
import { DateTime } from "effect"
import fc from "fast-check"
import { at, hourOf } from "../testing/builders.ts"
import { MeteringHour } from "./MeteringHour.ts"

describe("MeteringHour", () => {
  it("an hour holds its first millisecond and not the first of the next", () => {
    const hours = ["21:59:59.999", "22:00:00", "22:59:59.999", "23:00:00"].map((time) =>
      MeteringHour.format(hourOf(`2026-03-31T${time}Z`))
    )

    assert.deepStrictEqual(hours, ["2026-03-31T21", "2026-03-31T22", "2026-03-31T22", "2026-03-31T23"])
  })

  it("hours follow each other without a gap", () => {
    fc.assert(
      fc.property(anyHour, (hour) => {
        const next = MeteringHour.plus(hour, 1)

        assert.deepStrictEqual(MeteringHour.end(hour), MeteringHour.start(next))
        assert.strictEqual(MeteringHour.of(MeteringHour.start(hour)), hour)
        assert.strictEqual(MeteringHour.plus(next, -1), hour)
      })
    )
  })

  it.each([
    ["2026-11-30T23:59:59Z", "2026-12-01T00:00:00.000Z"],
    ["2026-12-01T00:00:00Z", "2027-01-01T00:00:00.000Z"],
    ["2026-12-31T23:00:00Z", "2027-01-01T00:00:00.000Z"],
    ["2028-02-28T23:00:00Z", "2028-03-01T00:00:00.000Z"],
    ["2028-02-29T12:00:00Z", "2028-03-01T00:00:00.000Z"],
    ["2027-02-28T23:00:00Z", "2027-03-01T00:00:00.000Z"]
  ])("the month after %s begins %s", (text, wanted) => {
    assert.strictEqual(DateTime.formatIso(MeteringHour.nextMonth(hourOf(text))), wanted)
  })

  it("two hours are of one month exactly when their year and month are the same in UTC", () => {
    fc.assert(
      fc.property(anyHour, fc.integer({ min: -800, max: 800 }), (hour, hours) => {
        const other = MeteringHour.plus(hour, hours)
        const isSame = MeteringHour.format(hour).slice(0, 7) === MeteringHour.format(other).slice(0, 7)

        assert.strictEqual(MeteringHour.isSameMonth(hour, other), isSame)
      })
    )
  })
})

const anyHour = fc
  .integer({
    min: MeteringHour.of(at("2026-01-01T00:00:00Z")),
    max: MeteringHour.of(at("2032-12-31T23:00:00Z"))
  })
  .map(MeteringHour.make)

import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration } from "effect"
import fc from "fast-check"
import { Instant } from "../model/Instant.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { MeteringPolicy } from "../model/MeteringPolicy.ts"
import { at, hourOf } from "../testing/builders.ts"
import { finalAt, lastFinalHour } from "./finalAt.ts"
import { sealableAt } from "./sealableAt.ts"
import { submissionDeadline } from "./submissionDeadline.ts"

describe("finalAt", () => {
  it.each([
    ["2026-03-10T11:00:00Z", "2026-03-11T08:00:00.000Z"],
    ["2026-03-31T09:00:00Z", "2026-04-01T03:00:00.000Z"],
    ["2026-03-31T23:00:00Z", "2026-04-01T03:00:00.000Z"],
    ["2026-04-01T00:00:00Z", "2026-04-01T21:00:00.000Z"]
  ])("the hour %s without usage is final at %s", (hour, wanted) => {
    assert.strictEqual(DateTime.formatIso(finalAt(hourOf(hour), MeteringPolicy)), wanted)
  })

  it("an hour is final when it is over, sealable, and has its sending time left", () => {
    fc.assert(
      fc.property(anyHour, anySendingTime, (hour, sendingTime) => {
        const final = finalAt(hour, { sendingTime })

        const left = DateTime.distance(final, submissionDeadline(hour))
        const most = DateTime.distance(MeteringHour.end(hour), submissionDeadline(hour))
        assert.isFalse(Instant.isBefore(final, MeteringHour.end(hour)))
        assert.isFalse(Instant.isBefore(final, sealableAt(hour, { ...MeteringPolicy, sendingTime })))
        assert.deepStrictEqual(left, Duration.min(sendingTime, most))
        assert.isFalse(Instant.isBefore(finalAt(MeteringHour.plus(hour, 1), { sendingTime }), final))
      }),
      { numRuns: 1_000 }
    )
  })

  it("the last final hour is final, and the next one is not yet", () => {
    fc.assert(
      fc.property(anyHour, fc.nat({ max: 3_599_999 }), anySendingTime, (hour, millis, sendingTime) => {
        const now = Instant.ofMillis(MeteringHour.start(hour).epochMilliseconds + millis)

        const last = lastFinalHour(now, { sendingTime })

        assert.isFalse(Instant.isBefore(now, finalAt(last, { sendingTime })))
        assert.isTrue(Instant.isBefore(now, finalAt(MeteringHour.plus(last, 1), { sendingTime })))
      }),
      { numRuns: 1_000 }
    )
  })
})

const anySendingTime = fc.nat({ max: 30 * 60 }).map(Duration.minutes)

const anyHour = fc
  .tuple(
    fc.constantFrom("2026-04-01", "2027-01-01", "2028-03-01", "2027-03-01", "2029-07-15"),
    fc.integer({ min: -40, max: 40 })
  )
  .map(([day, hours]) => MeteringHour.plus(MeteringHour.of(at(`${day}T00:00:00Z`)), hours))

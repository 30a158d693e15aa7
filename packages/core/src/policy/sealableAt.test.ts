import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration } from "effect"
import fc from "fast-check"
import { Instant } from "../model/Instant.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { MeteringPolicy } from "../model/MeteringPolicy.ts"
import { at, hourOf } from "../testing/builders.ts"
import { lastSealableHour, sealableAt } from "./sealableAt.ts"
import { submissionDeadline } from "./submissionDeadline.ts"

describe("sealableAt", () => {
  it.each([
    ["2026-03-10T11:00:00Z", 15, "2026-03-10T12:15:00.000Z"],
    ["2026-03-10T11:00:00Z", 0, "2026-03-10T12:00:00.000Z"],
    ["2026-03-10T11:00:00Z", 20 * 60, "2026-03-11T08:00:00.000Z"],
    ["2026-03-10T11:00:00Z", 30 * 60, "2026-03-11T08:00:00.000Z"],
    ["2026-03-31T23:00:00Z", 15, "2026-04-01T00:15:00.000Z"],
    ["2026-03-31T23:00:00Z", 12 * 60, "2026-04-01T03:00:00.000Z"],
    ["2026-04-01T00:00:00Z", 12 * 60, "2026-04-01T13:00:00.000Z"]
  ])("the hour %s is sealed, with patience of %i minutes, at %s", (hour, minutes, wanted) => {
    const sealable = sealableAt(hourOf(hour), {
      ...MeteringPolicy,
      allowedLateness: Duration.minutes(minutes)
    })

    assert.strictEqual(DateTime.formatIso(sealable), wanted)
  })

  it("an hour is sealed when it is over, before AWS's deadline, and not before an earlier hour", () => {
    fc.assert(
      fc.property(anyHour, anyPolicy, (hour, policy) => {
        const sealable = sealableAt(hour, policy)

        const leftToSend = DateTime.distance(sealable, submissionDeadline(hour))
        const wantedToSend = Duration.min(policy.sendingTime, afterItsEnd(hour))

        assert.isFalse(Instant.isBefore(sealable, MeteringHour.end(hour)))
        assert.isTrue(Duration.isGreaterThanOrEqualTo(leftToSend, wantedToSend))
        assert.isFalse(Instant.isBefore(sealableAt(MeteringHour.plus(hour, 1), policy), sealable))
      }),
      { numRuns: 2_000 }
    )
  })

  it("the last sealable hour is sealable, and the next one is not yet", () => {
    fc.assert(
      fc.property(anyHour, fc.nat({ max: 3_599_999 }), anyPolicy, (hour, millis, policy) => {
        const now = Instant.ofMillis(MeteringHour.start(hour).epochMilliseconds + millis)

        const last = lastSealableHour(now, policy)

        assert.isFalse(Instant.isBefore(now, sealableAt(last, policy)))
        assert.isTrue(Instant.isBefore(now, sealableAt(MeteringHour.plus(last, 1), policy)))
      }),
      { numRuns: 2_000 }
    )
  })
})

const afterItsEnd = (hour: MeteringHour) =>
  DateTime.distance(MeteringHour.end(hour), submissionDeadline(hour))

// Half of the hours lie around a month end, where everything that is special happens.
const anyHour = fc.oneof(
  fc
    .integer({ min: hourOf("2026-01-01T00:00:00Z"), max: hourOf("2032-12-31T23:00:00Z") })
    .map(MeteringHour.make),
  fc
    .tuple(
      fc.constantFrom("2026-04-01", "2027-01-01", "2028-03-01", "2027-03-01"),
      fc.integer({ min: -40, max: 40 })
    )
    .map(([day, hours]) => MeteringHour.plus(MeteringHour.of(at(`${day}T00:00:00Z`)), hours))
)

const anyPolicy = fc
  .record({ lateness: fc.nat({ max: 48 * 60 }), sending: fc.nat({ max: 12 * 60 }) })
  .map(({ lateness, sending }): MeteringPolicy => ({
    ...MeteringPolicy,
    allowedLateness: Duration.minutes(lateness),
    sendingTime: Duration.minutes(sending)
  }))

import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration } from "effect"
import fc from "fast-check"
import { takenByAws } from "../../test/takenByAws.ts"
import { Instant } from "../model/Instant.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import { MeteringPolicy } from "../model/MeteringPolicy.ts"
import { Subscription } from "../model/Subscription.ts"
import { at, exampleProduct, exampleRegion, hourOf } from "../testing/builders.ts"
import { isReportable, reportableUntil, type ReportingTerms, termsOf } from "./reportableUntil.ts"
import { sealableAt } from "./sealableAt.ts"
import { submissionDeadline } from "./submissionDeadline.ts"

describe("isReportable", () => {
  // The worked examples of AWS's rules, row by row: now, the record's timestamp, and the verdict.
  it.each([
    ["2026-04-15T12:00:00Z", "2026-04-14T12:00:01Z", "accept", "is a second younger than 24 hours"],
    ["2026-04-15T12:00:00Z", "2026-04-14T12:00:00Z", "refuse", "is exactly 24 hours old"],
    ["2026-04-01T05:00:00Z", "2026-03-31T23:00:00Z", "accept", "is AWS's own example"],
    ["2026-04-01T05:59:59Z", "2026-03-31T06:30:00Z", "accept", "is in the grace period"],
    ["2026-04-01T06:00:00Z", "2026-03-31T23:59:59Z", "refuse", "is of a month that is closed"],
    ["2026-04-01T07:00:00Z", "2026-03-31T10:00:00Z", "refuse", "is of a month that is closed"],
    ["2026-04-01T05:00:00Z", "2026-03-31T04:00:00Z", "refuse", "is 25 hours old, in the grace period or not"],
    ["2026-04-01T06:00:00Z", "2026-04-01T00:00:00Z", "accept", "is of the month that is open"],
    ["2027-01-01T05:30:00Z", "2026-12-31T22:00:00Z", "accept", "is in the grace period of a year"],
    ["2028-03-01T06:00:00Z", "2028-02-29T23:00:00Z", "refuse", "is of a February with a leap day"],
    ["2026-04-15T12:30:00Z", "2026-04-15T12:00:00Z", "accept", "is of the hour that is open still"],
    ["2026-04-15T12:30:00Z", "2026-04-15T12:59:00Z", "refuse", "lies ahead"]
  ])("at %s a record of %s gets the verdict %s: it %s", (now, timestamp, verdict) => {
    assert.strictEqual(isReportable(at(timestamp), at(now)), verdict === "accept")
  })

  it.each([
    ["2026-03-10T16:59:59.999Z", "accept"],
    ["2026-03-10T17:00:00Z", "refuse"]
  ])("MeterUsage has six hours: at %s a record of eleven o'clock gets the verdict %s", (now, verdict) => {
    const isTaken = isReportable(at("2026-03-10T11:00:00Z"), at(now), { operation: "MeterUsage" })

    assert.strictEqual(isTaken, verdict === "accept")
  })

  it.each(termsOfAllKinds())(
    "every hour of seven years is taken when AWS's words take it, and until its deadline, %s",
    (_, terms) => {
      const wrong: Array<string> = []
      let refused = 0

      for (const hour of sevenYears()) {
        const timestamp = MeteringHour.start(hour)
        const deadline = submissionDeadline(hour, terms(hour)).epochMilliseconds
        const begun = timestamp.epochMilliseconds
        const moments = [begun - 1, begun, deadline - 1_000, deadline, deadline + 1_000]
        const isRight = moments.every((moment) => {
          const now = Instant.ofMillis(moment)
          return isReportable(timestamp, now, terms(hour)) === isTaken(timestamp, now, terms(hour))
        })
        if (!isRight) wrong.push(MeteringHour.format(hour))
        if (!isReportable(timestamp, Instant.ofMillis(deadline), terms(hour))) refused++
      }

      assert.deepStrictEqual(wrong, [])
      assert.strictEqual(refused, hoursOfSevenYears)
    }
  )

  it("says of any record what AWS's words say of it", () => {
    fc.assert(
      fc.property(
        anyTimestamp,
        fc.integer({ min: -10, max: 110_000_000 }),
        anyTerms,
        (timestamp, age, terms) => {
          const now = Instant.ofMillis(timestamp.epochMilliseconds + age)

          assert.strictEqual(isReportable(timestamp, now, terms), isTaken(timestamp, now, terms))
        }
      ),
      { numRuns: 5_000 }
    )
  })

  it("every hour of seven years is sealed while there is time to send it, sooner before a month end", () => {
    const patient = { ...MeteringPolicy, allowedLateness: Duration.hours(30) }
    const wrong: Array<string> = []
    let shrunk = 0

    for (const hour of sevenYears()) {
      const lastMoment = DateTime.subtractDuration(submissionDeadline(hour), MeteringPolicy.safetyMargin)
      const sealings = [MeteringPolicy, patient].map((policy) => sealableAt(hour, policy))
      if (!sealings.every((sealing) => Instant.isBefore(sealing, lastMoment)))
        wrong.push(MeteringHour.format(hour))
      const patience = DateTime.distance(MeteringHour.end(hour), sealings[1]!)
      if (Duration.isLessThan(patience, Duration.hours(20))) shrunk++
    }

    assert.deepStrictEqual(wrong, [])
    // Of each of 84 months the last 17 hours, whose deadline is the grace period's end, are sealed sooner than others.
    assert.strictEqual(shrunk, 84 * 17)
  })
})

describe("reportableUntil", () => {
  it("is the earliest of the clocks, and never before the record is past", () => {
    fc.assert(
      fc.property(anyTimestamp, anyTerms, (timestamp, terms) => {
        const until = reportableUntil(timestamp, terms)

        const clocks = [
          DateTime.addDuration(timestamp, Duration.hours(terms.operation === "MeterUsage" ? 6 : 24)),
          DateTime.addDuration(MeteringHour.nextMonth(MeteringHour.of(timestamp)), Duration.hours(6)),
          ...(terms.activeUntil === undefined
            ? []
            : [DateTime.addDuration(terms.activeUntil, Duration.hours(1))])
        ].map(({ epochMilliseconds }) => epochMilliseconds)
        assert.strictEqual(until.epochMilliseconds, Math.min(...clocks))
      })
    )
  })

  it("never falls from one moment to a later one, under the same terms", () => {
    fc.assert(
      fc.property(anyTimestamp, fc.nat({ max: 100_000_000 }), anyTerms, (timestamp, millis, terms) => {
        const later = Instant.ofMillis(timestamp.epochMilliseconds + millis)

        assert.isFalse(Instant.isBefore(reportableUntil(later, terms), reportableUntil(timestamp, terms)))
      })
    )
  })

  it("a timestamp from before the agreement began is refused, and its very beginning is taken", () => {
    const activeFrom = at("2026-03-10T11:20:00Z")
    const now = at("2026-03-10T12:00:00Z")

    assert.deepStrictEqual(
      ["2026-03-10T11:19:59.999Z", "2026-03-10T11:20:00Z"].map((text) =>
        isReportable(at(text), now, { activeFrom })
      ),
      [false, true]
    )
  })

  it("the end of an agreement shortens the time, and a cut-over to the license form does not", () => {
    const activeUntil = at("2026-03-10T12:00:00Z")
    const ended = Subscription.make({ ...running, activeUntil })
    const renewed = { ...running, activeFrom: activeUntil }
    const license = Subscription.make({
      ...renewed,
      agreement: { _tag: "License", buyer: "111111111111", licenseArn }
    })
    const others: ReadonlyArray<readonly [string, Subscription]> = [
      ["none", ended],
      ["by product again", Subscription.make(renewed)],
      ["by license, later", Subscription.make({ ...license, activeFrom: at("2026-03-10T12:00:00.001Z") })],
      ["by license, of another product", Subscription.make({ ...license, productCode: "other" })],
      ["by license", license]
    ]

    const ends = others.map(([next, other]) => [
      next,
      termsOf(ended, [ended, other]).activeUntil !== undefined
    ])

    assert.deepStrictEqual(termsOf(running, [running]), { activeFrom: running.activeFrom })
    assert.deepStrictEqual(termsOf(running, [running, license]), { activeFrom: running.activeFrom })
    assert.deepStrictEqual(
      ends.filter(([, isEnd]) => isEnd === false),
      [["by license", false]]
    )
    const endOfBoth = at("2026-03-12T12:00:00Z")
    assert.deepStrictEqual(
      termsOf(ended, [ended, Subscription.make({ ...license, activeUntil: endOfBoth })]).activeUntil,
      endOfBoth
    )
    assert.deepStrictEqual(termsOf(Subscription.make({ ...license, activeUntil }), [license]), {
      activeFrom: activeUntil,
      activeUntil
    })
  })

  it("the numbers behind it carry the day on which they were read", () => {
    assert.match(MeteringLimits.readOn, /^\d{4}-\d{2}-\d{2}$/)
    assert.isTrue(DateTime.isDateTime(at(`${MeteringLimits.readOn}T00:00:00Z`)))
  })
})

const licenseArn = "arn:aws:license-manager::123456789012:license:l-1b2c3d4e"

const running = Subscription.make({
  account: "acme",
  productCode: exampleProduct,
  region: exampleRegion,
  agreement: { _tag: "Product", buyer: "111111111111" },
  activeFrom: at("2026-01-01T00:00:00Z")
})

function* sevenYears(): Generator<MeteringHour> {
  const last = hourOf("2032-12-31T23:00:00Z")
  for (let hour = hourOf("2026-01-01T00:00:00Z"); hour <= last; hour = MeteringHour.plus(hour, 1)) yield hour
}

const hoursOfSevenYears = (Date.UTC(2033, 0, 1) - Date.UTC(2026, 0, 1)) / 3_600_000

const isTaken = (timestamp: Instant, now: Instant, terms: ReportingTerms): boolean =>
  takenByAws({
    activeFrom: terms.activeFrom?.epochMilliseconds,
    activeUntil: terms.activeUntil?.epochMilliseconds,
    now: now.epochMilliseconds,
    operation: terms.operation,
    timestamp: timestamp.epochMilliseconds
  })

function termsOfAllKinds(): ReadonlyArray<readonly [string, (hour: MeteringHour) => ReportingTerms]> {
  const endedAfter = (minutes: number) => (hour: MeteringHour) => ({
    activeUntil: DateTime.addDuration(MeteringHour.start(hour), Duration.minutes(minutes))
  })
  return [
    ["by BatchMeterUsage", () => ({})],
    ["by MeterUsage", () => ({ operation: "MeterUsage" })],
    ["when the agreement ended within the hour", endedAfter(20)],
    ["when the agreement ended long after", endedAfter(90 * 60)]
  ]
}

const anyTimestamp = fc
  .oneof(
    fc.integer({
      min: at("2026-01-01T00:00:00Z").epochMilliseconds,
      max: at("2032-12-31T23:59:59.999Z").epochMilliseconds
    }),
    fc
      .tuple(
        fc.constantFrom("2026-04-01", "2027-01-01", "2028-03-01"),
        fc.integer({ min: -90_000_000, max: 25_000_000 })
      )
      .map(([day, millis]) => at(`${day}T00:00:00Z`).epochMilliseconds + millis)
  )
  .map(Instant.ofMillis)

const anyTerms: fc.Arbitrary<ReportingTerms> = fc.record(
  {
    activeUntil: anyTimestamp,
    operation: fc.constantFrom("BatchMeterUsage" as const, "MeterUsage" as const)
  },
  { requiredKeys: [] }
)

import { assert, describe, it } from "@effect/vitest"
import { DateTime, Result } from "effect"
import fc from "fast-check"
import { at } from "../testing/builders.ts"
import { Instant } from "./Instant.ts"

describe("Instant", () => {
  it.each([
    ["2026-11-21T10:00:00Z", "2026-11-21T10:00:00.000Z"],
    ["2026-11-21t10:00:00.5z", "2026-11-21T10:00:00.500Z"],
    ["2026-11-21T03:15:00+05:30", "2026-11-20T21:45:00.000Z"],
    ["2026-12-31T23:30:00-01:00", "2027-01-01T00:30:00.000Z"],
    ["2028-02-29T00:00:00Z", "2028-02-29T00:00:00.000Z"],
    ["2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000Z"],
    ["2026-11-21T10:00:00.123456789Z", "2026-11-21T10:00:00.123Z"],
    [1_772_361_015, "2026-03-01T10:30:15.000Z"],
    [1_772_361_015.123, "2026-03-01T10:30:15.123Z"],
    [DateTime.toDateUtc(at("2026-03-01T10:30:15.123Z")), "2026-03-01T10:30:15.123Z"],
    [
      DateTime.makeZonedUnsafe("2026-03-01T10:30:15Z", { timeZone: "Pacific/Kiritimati" }),
      "2026-03-01T10:30:15.000Z"
    ]
  ])("%s is %s", (value, text) => {
    assert.deepStrictEqual(Result.map(Instant.parse(value), DateTime.formatIso), Result.succeed(text))
  })

  it.each([
    "2026-02-30T00:00:00Z",
    "2026-02-29T00:00:00Z",
    "2100-02-29T00:00:00Z",
    "2026-04-31T00:00:00Z",
    "2026-00-10T00:00:00Z",
    "2026-13-10T00:00:00Z",
    "2026-11-00T00:00:00Z",
    "2026-12-31T23:59:60Z",
    "2026-11-21T24:00:00Z",
    "2026-11-21T10:60:00Z",
    "2026-11-21T10:00:00+99:99",
    "2026-11-21T10:00:00",
    "2026-11-21T10:00",
    "2026-11-21 10:00:00Z",
    "2026-11-21",
    " 2026-11-21T10:00:00Z",
    "2026-11-21T10:00:00Z\n",
    "1772361015",
    "",
    "1999-12-31T23:59:59.999Z",
    "2200-01-01T00:00:00Z"
  ])("the text %j is refused", (text) => {
    assert.isTrue(Result.isFailure(Instant.parse(text)))
  })

  it.each<[string, ReadonlyArray<unknown>]>([
    [
      "names a day that does not exist",
      ["2026-00-10", "2026-13-10", "2026-11-00", "2026-11-31", "2026-02-29"].map((day) => `${day}T10:00:00Z`)
    ],
    [
      "names a time of day that does not exist",
      ["24:00:00", "10:60:00", "23:59:60"].map((time) => `2026-11-21T${time}Z`)
    ],
    ["is not RFC 3339 text with a zone", ["2026-11-21T10:00:00+99:99"]],
    [
      "is not RFC 3339 text with a zone, epoch seconds, or a valid date",
      [" 2026-11-21T10:00:00Z", "2026-11-21T10:00:00Z ", "2026-11-21", Number.NaN, 8.64e12 + 1, true]
    ],
    [
      "is outside the years 2000 to 2199; seconds and milliseconds may be mixed up",
      ["1999-12-31T23:59:59Z", "2200-01-01T00:00:00Z", 8.64e12, -8.64e12]
    ]
  ])("what %s is told so", (problem, values) => {
    const refused = values.map((value) => Instant.parse(value))

    assert.deepStrictEqual(
      refused,
      values.map(() => Result.fail(problem))
    )
  })

  it("milliseconds taken for seconds are refused, and so is the reverse", () => {
    const millis = 1_772_361_015_123

    const mistaken = [
      Instant.parse(millis),
      Instant.parse(DateTime.toDateUtc(Instant.ofMillis(1_772_361_015)))
    ]

    assert.deepStrictEqual(
      mistaken.map((result) => Result.isFailure(result) && result.failure.includes("mixed up")),
      [true, true]
    )
  })

  it("whatever is no moment is refused, and nothing throws", () => {
    const invalid = DateTime.toDateUtc(at("2026-03-01T10:30:15Z"))
    invalid.setTime(Number.NaN)
    const revoked = Proxy.revocable({}, {})
    revoked.revoke()
    const values: ReadonlyArray<unknown> = [
      Number.NaN,
      Infinity,
      -Infinity,
      1e300,
      -0,
      null,
      undefined,
      true,
      1n,
      Symbol("now"),
      [],
      {},
      invalid,
      Object.create(DateTime.toDateUtc(Instant.ofMillis(0))),
      new Proxy(DateTime.toDateUtc(at("2026-03-01T10:30:15Z")), {}),
      new Proxy({}, { has: fail, get: fail, getPrototypeOf: fail }),
      revoked.proxy
    ]

    const refused = values.map((value) => Result.isFailure(Instant.parse(value)))

    assert.deepStrictEqual(
      refused,
      values.map(() => true)
    )
  })

  it("a date is asked for its time by its own method, not by one put on it", () => {
    const date = Object.assign(DateTime.toDateUtc(at("2026-03-01T10:30:15Z")), { getTime: () => "soon" })

    assert.deepStrictEqual(Instant.parse(date), Result.succeed(at("2026-03-01T10:30:15Z")))
  })

  it("a moment goes through epoch seconds unchanged, to the millisecond", () => {
    fc.assert(
      fc.property(anyMillis, (millis) => {
        const seconds = Instant.toEpochSeconds(Instant.ofMillis(millis))

        assert.deepStrictEqual(Instant.parse(seconds), Result.succeed(Instant.ofMillis(millis)))
        assert.deepStrictEqual(Instant.fromEpochSeconds(seconds), Instant.ofMillis(millis))
      })
    )
  })

  it("a moment between two milliseconds belongs to the earlier one", () => {
    const between = DateTime.makeUnsafe(1_772_361_015_122.75)

    const read = [between, 1_772_361_015.122_75].map((value) => Instant.parse(value))

    assert.deepStrictEqual(read, Array(2).fill(Result.succeed(Instant.ofMillis(1_772_361_015_122))))
  })

  it("what is printed is read back to the same moment", () => {
    fc.assert(
      fc.property(anyMillis, (millis) => {
        const text = DateTime.formatIso(Instant.ofMillis(millis))

        assert.deepStrictEqual(Instant.parse(text), Result.succeed(Instant.ofMillis(millis)))
      })
    )
  })

  it("the earliest and the latest of several moments are among them, and bound them", () => {
    fc.assert(
      fc.property(anyMillis, fc.array(anyMillis), (first, rest) => {
        const moments = rest.map(Instant.ofMillis)

        const bounds = [
          Instant.min(Instant.ofMillis(first), ...moments),
          Instant.max(Instant.ofMillis(first), ...moments)
        ]

        assert.deepStrictEqual(
          bounds.map((bound) => bound.epochMilliseconds),
          [Math.min(first, ...rest), Math.max(first, ...rest)]
        )
      })
    )
  })
})

const fail = (): never => {
  throw new Error("planted")
}

const anyMillis = fc.integer({
  min: at("2000-01-01T00:00:00Z").epochMilliseconds,
  max: at("2199-12-31T23:59:59.999Z").epochMilliseconds
})

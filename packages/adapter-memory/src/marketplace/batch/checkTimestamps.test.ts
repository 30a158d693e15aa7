import { assert, it } from "vitest"
import { aMarketplace, aRecord, meter, seconds, verdictOf } from "../testing/aMarketplace.ts"

const worked: ReadonlyArray<readonly [now: string, timestamp: string, verdict: "accept" | "refuse"]> = [
  ["2026-04-15T12:00:00Z", "2026-04-14T12:00:01Z", "accept"],
  ["2026-04-15T12:00:00Z", "2026-04-14T12:00:00Z", "refuse"],
  ["2026-04-01T05:00:00Z", "2026-03-31T23:00:00Z", "accept"],
  ["2026-04-01T05:59:59Z", "2026-03-31T06:30:00Z", "accept"],
  ["2026-04-01T06:00:00Z", "2026-03-31T23:59:59Z", "refuse"],
  ["2026-04-01T07:00:00Z", "2026-03-31T10:00:00Z", "refuse"],
  ["2026-04-01T05:00:00Z", "2026-03-31T04:00:00Z", "refuse"],
  ["2026-04-01T06:00:00Z", "2026-04-01T00:00:00Z", "accept"],
  ["2027-01-01T05:30:00Z", "2026-12-31T22:00:00Z", "accept"],
  ["2028-03-01T06:00:00Z", "2028-02-29T23:00:00Z", "refuse"],
  ["2026-04-15T12:30:00Z", "2026-04-15T12:00:00Z", "accept"],
  ["2026-04-15T12:30:00Z", "2026-04-15T12:59:00Z", "refuse"]
]

const verdict = (
  now: string,
  timestamp: string | number,
  choices: NonNullable<Parameters<typeof aMarketplace>[0]>["choices"] = {}
) => {
  const Timestamp = typeof timestamp === "number" ? timestamp : seconds(timestamp)
  return verdictOf(meter(aMarketplace({ choices }), [aRecord({ Timestamp })], { now }))
}

const accepted = ["Success"]
const refused = "TimestampOutOfBoundsException"

it.each(worked)("rule 20: at %s a record of %s: %s", (now, timestamp, expected) => {
  assert.deepStrictEqual(verdict(now, timestamp), expected === "accept" ? accepted : refused)
})

it("rule 20: one record outside the window refuses the whole request and records nothing", () => {
  const emulator = aMarketplace()

  const answer = meter(emulator, [aRecord(), aRecord({ Timestamp: seconds("2026-04-13T11:00:00Z") })])

  assert.deepStrictEqual([answer.status, answer.errorType], [400, refused])
  assert.deepStrictEqual(emulator.accepted(), [])
})

it("rule 20: the future begins five minutes from now, unless chosen otherwise", () => {
  const now = "2026-04-15T12:30:00Z"

  assert.deepStrictEqual(verdict(now, "2026-04-15T12:35:00Z"), accepted)
  assert.strictEqual(verdict(now, "2026-04-15T12:35:01Z"), refused)
  assert.strictEqual(verdict(now, "2026-04-15T12:30:01Z", { future_tolerance_seconds: 0 }), refused)
})

it.each([-1, 1e300, -1e300, 1_776_250_800_000])("rule 20: the timestamp %d is out of bounds", (timestamp) => {
  assert.strictEqual(verdict("2026-04-15T12:30:00Z", timestamp), refused)
})

it("rule 20: fractions of a second count", () => {
  const day = seconds("2026-04-14T12:00:00Z")

  assert.deepStrictEqual(verdict("2026-04-15T12:00:00Z", day + 0.001), accepted)
})

it("rule 20: by choice, the age is measured from the start of the hour", () => {
  const choices = { age_measured_from: "hour-start" } as const

  assert.strictEqual(verdict("2026-04-15T12:00:00Z", "2026-04-14T12:59:59Z", choices), refused)
  assert.deepStrictEqual(verdict("2026-04-15T12:00:00Z", "2026-04-14T13:00:00Z", choices), accepted)
})

it("rule 20: by choice, the month's last day stays open until 06:00 on the first", () => {
  const choices = { month_end: "extends" } as const

  assert.deepStrictEqual(verdict("2026-04-01T05:59:59Z", "2026-03-31T00:00:00Z", choices), accepted)
  assert.strictEqual(verdict("2026-04-01T05:59:59Z", "2026-03-30T23:59:59Z", choices), refused)
  assert.strictEqual(verdict("2026-04-01T06:00:00Z", "2026-03-31T23:59:59Z", choices), refused)
  assert.strictEqual(verdict("2026-04-15T12:00:00Z", "2026-04-14T12:00:00Z", choices), refused)
})

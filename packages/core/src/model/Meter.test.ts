import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { aMeter, quantity } from "../testing/builders.ts"
import { Aggregation } from "./Aggregation.ts"
import { FractionPolicy, Guard, Meter } from "./Meter.ts"

describe("Meter", () => {
  it.each(["carry", "up", "down", "nearest", "refuse"])("a fraction may be treated by %j", (fraction) => {
    assert.isTrue(Schema.is(FractionPolicy)(fraction))
  })

  it.each(["sum", "count", "max", "last", "distinct", "time-weighted"])(
    "an hour may be aggregated by %j",
    (aggregation) => {
      assert.isTrue(Schema.is(Aggregation)(aggregation))
    }
  )

  it.each(["name", "dimension", "property"])("a %s has 1 to 255 characters", (field) => {
    const lengths = [0, 1, 255, 256].filter((length) => isMeter({ [field]: "n".repeat(length) }))

    assert.deepStrictEqual(lengths, [1, 255])
  })

  it("a unit is more than nothing", () => {
    const units = ["-1", "0", "0.000000000001", "1000"].filter((unit) => isMeter({ unit: quantity(unit) }))

    assert.deepStrictEqual(units, ["0.000000000001", "1000"])
  })

  it("a guard asks for once to a million times the usual", () => {
    const times = [0.999, 1, 1_000_000, 1_000_001, Infinity, Number.NaN].filter((n) =>
      Schema.is(Schema.toEncoded(Guard))({ times: n })
    )

    assert.deepStrictEqual(times, [1, 1_000_000])
  })
})

const isMeter = (fields: Readonly<Record<string, unknown>>): boolean =>
  Result.isSuccess(Schema.decodeUnknownResult(Meter)({ ...aMeter("requests"), ...fields }))

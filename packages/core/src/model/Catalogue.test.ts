import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Layer, Result } from "effect"
import fc from "fast-check"
import { Quantity } from "./Quantity.ts"
import { Catalogue } from "./Catalogue.ts"
import type { CatalogueInput } from "./CatalogueInput.ts"
import { MeteringPolicy } from "./MeteringPolicy.ts"

describe("Catalogue", () => {
  it("a meter without further words sums up its dimension by ones and carries fractions", () => {
    const catalogue = Result.getOrThrow(Catalogue.fromInput(requestsOf("product-1")))

    const meter = catalogue.meterOf("product-1", "requests")

    assert.deepStrictEqual(
      { ...meter },
      {
        name: "requests",
        dimension: "requests",
        fraction: "carry",
        aggregation: "sum",
        unit: Quantity.ofUnits(1)
      }
    )
    assert.isFalse(catalogue.hasZeroRecords("product-1"))
    assert.deepStrictEqual(catalogue.policy, MeteringPolicy)
  })

  it("a meter belongs to its product, and no name of JavaScript's own is a meter", () => {
    const catalogue = Result.getOrThrow(Catalogue.fromInput(requestsOf("product-1")))

    const found = ["requests", "Requests", "__proto__", "constructor", "toString", ""].map(
      (name) => catalogue.countingOf(name)?.aggregation
    )

    assert.deepStrictEqual(found, ["sum", undefined, undefined, undefined, undefined, undefined])
    assert.isUndefined(catalogue.meterOf("product-2", "requests"))
  })

  it("a meter keeps all that is said of it, its unit as an exact decimal", () => {
    const described = {
      name: "users",
      dimension: "k_users",
      aggregation: "distinct",
      fraction: "up",
      property: "user",
      guard: { times: 10 }
    } as const
    const catalogue = Result.getOrThrow(Catalogue.fromInput(withMeters({ ...described, unit: "0.25" })))

    const meter = catalogue.meterOf("product-1", "users")

    assert.deepStrictEqual(
      { ...meter, guard: { ...meter?.guard } },
      {
        ...described,
        unit: Quantity.ofParts(250_000_000_000n)
      }
    )
  })

  it.each([1000, "1000", 1000n, "1000.000"])("a unit of %s is a thousand", (unit) => {
    const catalogue = Result.getOrThrow(Catalogue.fromInput(withMeters({ name: "tokens", unit })))

    assert.strictEqual(catalogue.meterOf("product-1", "tokens")?.unit, Quantity.ofUnits(1000))
  })

  it("a product may want records of zero", () => {
    const products = [{ code: "product-1", meters: [], zeroRecords: true }]
    const catalogue = Result.getOrThrow(Catalogue.fromInput({ products }))

    assert.deepStrictEqual(["product-1", "product-2"].map(catalogue.hasZeroRecords), [true, false])
  })

  it.each([
    ["nobody, unless told", undefined, [false, false]],
    ["everybody", "all", [true, true]],
    ["the accounts that are listed", ["staff"], [true, false]],
    ["nobody of an empty list", [], [false, false]]
  ] as const)("a product puts into dry run %s", (_, dryRun, expected) => {
    const product = { code: "product-1", meters: [], ...(dryRun && { dryRun }) }
    const { isDryRun } = Result.getOrThrow(Catalogue.fromInput({ products: [product] }))

    const isDry = ["staff", "acme"].map((account) => isDryRun({ account, productCode: "product-1" }))

    assert.deepStrictEqual(isDry, [...expected])
    assert.isFalse(isDryRun({ account: "staff", productCode: "product-2" }))
  })

  it("a dry run of anything else is refused", () => {
    const product = { code: "product-1", meters: [], dryRun: true as never }

    const refusal = Result.getOrThrow(Result.flip(Catalogue.fromInput({ products: [product] })))

    assert.include(refusal.message, "product product-1: dryRun: ")
  })

  it("a meter may stand in two products that round and weigh it otherwise, as long as they read it alike", () => {
    const meters = (fraction: "carry" | "up" | "refuse") => [{ name: "a", fraction, unit: 1000 }]
    const two = (left: "carry" | "up" | "refuse") =>
      Catalogue.fromInput({
        products: [
          { code: "product-1", meters: meters(left) },
          { code: "product-2", meters: meters("up") }
        ]
      })

    assert.isTrue(Result.isSuccess(two("carry")))
    assert.include(
      Result.getOrThrow(Result.flip(two("refuse"))).message,
      "meter a stands in several products"
    )
  })

  it.each([
    ["aggregates", { name: "a", aggregation: "sum" }, { name: "a", aggregation: "max" }],
    [
      "tells apart",
      { name: "a", aggregation: "distinct", property: "user" },
      { name: "a", aggregation: "distinct", property: "host" }
    ]
  ] as const)("a meter must not stand in a product that %s its events otherwise", (_, left, right) => {
    const refusal = Catalogue.fromInput({
      products: [
        { code: "product-1", meters: [left, { name: "b" }] },
        { code: "product-2", meters: [right, { name: "c", aggregation: "last" }] }
      ]
    })

    assert.deepStrictEqual(Result.getOrThrow(Result.flip(refusal)).problems, [
      "meter a stands in several products that read its events differently; give the meters names of their own"
    ])
  })

  it.each(["same-month", "next-open-hour", "write-off"] as const)("late usage may be %s", (late) => {
    const catalogue = Result.getOrThrow(Catalogue.fromInput({ products: [], policy: { late } }))

    assert.strictEqual(catalogue.policy.late, late)
  })

  it("clocks may be apart by the whole margin", () => {
    const { clockSkewMax } = Result.getOrThrow(
      Catalogue.fromInput(withPolicy({ clockSkewMax: MeteringPolicy.safetyMargin }))
    ).policy

    assert.deepStrictEqual(clockSkewMax, MeteringPolicy.safetyMargin)
  })

  it("a policy may have ten alerts", () => {
    const alertLevels = Array(10).fill(Duration.hours(1))

    assert.isTrue(Result.isSuccess(Catalogue.fromInput({ products: [], policy: { alertLevels } })))
  })

  it("a policy may name some of its choices and leave the others", () => {
    const allowedLateness = Duration.minutes(5)

    const catalogue = Catalogue.fromInput({ products: [], policy: { allowedLateness } })

    assert.deepStrictEqual(Result.getOrThrow(catalogue).policy, { ...MeteringPolicy, allowedLateness })
  })

  it.each([
    ["a product id instead of a product code", requestsOf("prod-abc123"), "product code of the listing"],
    ["an empty product code", requestsOf(""), "product "],
    ["a product code of 256 characters", requestsOf("p".repeat(256)), "product p"],
    ["a product code with a space", requestsOf("a b"), "product a b"],
    ["an empty dimension", withMeters({ name: "a", dimension: "" }), "product product-1"],
    [
      "a dimension of 256 characters",
      withMeters({ name: "a", dimension: "d".repeat(256) }),
      "product product-1"
    ],
    ["one meter twice", withMeters({ name: "a" }, { name: "a", dimension: "b" }), "has meter a twice"],
    [
      "two meters for one dimension",
      withMeters({ name: "a", dimension: "d" }, { name: "b", dimension: "d" }),
      "two meters for dimension d"
    ],
    ["a negative duration", withPolicy({ sendingTime: Duration.seconds(-1) }), "sendingTime is negative"],
    ["an endless duration", withPolicy({ allowedLateness: Duration.infinity }), "allowedLateness"],
    ["a duration that is only a number", withPolicy({ allowedLateness: foreign(900) }), "allowedLateness is"],
    [
      "a misspelt choice of the policy",
      withPolicy(foreign({ alowedLateness: 1 })),
      "alowedLateness is not a choice of the policy; did you mean allowedLateness?"
    ],
    [
      "a choice that is like none",
      withPolicy(foreign({ grace: 1 })),
      "it has alertLevels, allowedLateness, clockSkewMax, late, safetyMargin, sendingTime"
    ],
    [
      "a misspelt option of a meter",
      withMeters(foreign({ name: "a", agregation: "max" })),
      "meter a of product product-1; did you mean aggregation?"
    ],
    [
      "a misspelt option of a product",
      foreign({ products: [{ code: "product-1", meters: [], zeroRecord: true }] }),
      "product product-1; did you mean zeroRecords?"
    ],
    [
      "a misspelt option of the catalogue",
      foreign({ products: [], polic: {} }),
      "the catalogue; did you mean policy?"
    ],
    ["an aggregation that is none", withMeters(foreign({ name: "a", aggregation: "avg" })), "aggregation"],
    ["a unit of zero", withMeters({ name: "a", unit: 0 }), "is not greater than zero"],
    ["a negative unit", withMeters({ name: "a", unit: "-1" }), "is not greater than zero"],
    ["a unit that is no decimal", withMeters({ name: "a", unit: "1,000" }), "unit"],
    ["a unit of more digits than a quantity has", withMeters({ name: "a", unit: 10n ** 30n }), "unit"],
    ["a product without a code", foreign({ products: [{ meters: [] }] }), "is not of the form"],
    ["a meter whose name is no text", withMeters(foreign({ name: 1 })), "is not of the form"],
    ["a guard of less than once", withMeters({ name: "a", guard: { times: 0.5 } }), "times"],
    [
      "a guard with a word too many",
      withMeters(foreign({ name: "a", guard: { times: 3, tims: 3 } })),
      "product product-1: meters.0.guard.tims"
    ],
    ["a guard without times", withMeters(foreign({ name: "a", guard: { time: 3 } })), "times"],
    [
      "a meter that counts what is distinct by nothing",
      withMeters({ name: "a", aggregation: "distinct" }),
      "needs the property"
    ],
    ["a property that nothing counts by", withMeters({ name: "a", property: "user" }), "has a property"],
    [
      "a late policy that is none, with those that are",
      withPolicy({ late: foreign("later") }),
      "late is not one of same-month, next-open-hour, write-off"
    ],
    [
      "a product that stands twice",
      { products: [...requestsOf("product-1").products, ...requestsOf("product-1").products] },
      "product product-1 stands twice"
    ],
    ["alerts that are no list", withPolicy({ alertLevels: foreign(1) }), "alertLevels is not a list"],
    [
      "more than ten alerts",
      withPolicy({ alertLevels: Array(11).fill(Duration.hours(1)) }),
      "alertLevels is not a list of at most 10"
    ],
    [
      "a negative alert",
      withPolicy({ alertLevels: [Duration.hours(-1)] }),
      "a level of alertLevels is negative"
    ],
    [
      "a margin that leaves no time to send",
      withPolicy({ safetyMargin: Duration.hours(3) }),
      "safetyMargin must be shorter than sendingTime"
    ],
    [
      "clocks that may be further apart than the margin",
      withPolicy({ clockSkewMax: Duration.minutes(16) }),
      "clockSkewMax must be no longer than safetyMargin, or records are sent when AWS takes them no more"
    ],
    [
      "a margin that the last hours of a month do not have",
      withPolicy({ safetyMargin: Duration.hours(6), sendingTime: Duration.hours(7) }),
      "safetyMargin must be shorter than AWS's grace period"
    ]
  ])("%s is refused with the reason", (_, input, problem) => {
    const refusal = Result.getOrThrow(Result.flip(Catalogue.fromInput(input)))

    assert.include(refusal.message, problem)
  })

  it("all problems are listed at once", () => {
    const { products } = requestsOf("prod-1")
    const twice = withMeters({ name: "a" }, { name: "a", dimension: "b" }).products

    const refusal = Catalogue.fromInput({
      products: [...products, ...twice, ...twice],
      policy: { sendingTime: Duration.seconds(-1) }
    })

    assert.strictEqual(Result.getOrThrow(Result.flip(refusal)).problems.length, 5)
  })

  it("every field of a product that is wrong is listed", () => {
    const refusal = Catalogue.fromInput(withMeters({ name: "", dimension: "d", unit: 0 }))

    assert.deepStrictEqual(Result.getOrThrow(Result.flip(refusal)).problems, [
      "product product-1: meters.0.name: Expected a value with a length of at least 1",
      "product product-1: meters.0.unit: is not greater than zero"
    ])
  })

  it("whatever is handed in, the answer is a catalogue or a list of problems", () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const answer = Catalogue.fromInput(foreign(input))

        assert.isTrue(Result.isSuccess(answer) || answer.failure.problems.length > 0)
      }),
      { numRuns: 1_000 }
    )
  })

  it.effect("the layer of a catalogue that cannot be used does not build", () =>
    Effect.gen(function* () {
      const refusal = yield* Effect.flip(Layer.build(Catalogue.layer(requestsOf("prod-1"))))

      assert.strictEqual(refusal._tag, "CatalogueInvalid")
    })
  )

  it.effect("the layer of a catalogue that can be used provides it", () =>
    Effect.gen(function* () {
      const { meterOf } = yield* Catalogue

      assert.strictEqual(meterOf("product-1", "requests")?.name, "requests")
    }).pipe(Effect.provide(Catalogue.layer(requestsOf("product-1"))))
  )
})

const anyThing = fc.anything({ withBigInt: true, withNullPrototype: true })

const anyInput = fc.oneof(
  anyThing,
  fc.record(
    {
      products: fc.array(
        fc.oneof(
          anyThing,
          fc.record(
            {
              code: fc.oneof(anyThing, fc.constant(Symbol("code")), fc.constant("product-1")),
              meters: fc.array(fc.oneof(anyThing, fc.record({ name: anyThing, unit: anyThing }))),
              zeroRecords: anyThing
            },
            { requiredKeys: ["meters"] }
          )
        ),
        { maxLength: 3 }
      ),
      policy: fc.oneof(anyThing, fc.record({ late: anyThing, alertLevels: anyThing, sendingTime: anyThing }))
    },
    { requiredKeys: ["products"] }
  )
)

// What a caller without types may write.
function foreign(value: unknown): never {
  return value as never
}

function requestsOf(code: string): CatalogueInput {
  return { products: [{ code, meters: [{ name: "requests" }] }] }
}

function withMeters(...meters: CatalogueInput["products"][number]["meters"]): CatalogueInput {
  return { products: [{ code: "product-1", meters }] }
}

function withPolicy(policy: Partial<MeteringPolicy>): CatalogueInput {
  return { products: [], policy }
}

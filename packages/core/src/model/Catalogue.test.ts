import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Layer, Result } from "effect"
import { Catalogue, type CatalogueInput } from "./Catalogue.ts"
import { MeteringPolicy } from "./MeteringPolicy.ts"

describe("Catalogue", () => {
  it("a meter without further words counts a dimension of its own name and carries fractions", () => {
    const catalogue = Result.getOrThrow(Catalogue.fromInput(requestsOf("product-1")))

    const meter = catalogue.meterOf("product-1", "requests")

    assert.deepStrictEqual({ ...meter }, { name: "requests", dimension: "requests", fraction: "carry" })
    assert.deepStrictEqual(catalogue.policy, MeteringPolicy)
  })

  it("a meter belongs to its product, and no name of JavaScript's own is a meter", () => {
    const catalogue = Result.getOrThrow(Catalogue.fromInput(requestsOf("product-1")))

    const found = ["requests", "Requests", "__proto__", "constructor", "toString", ""].map(catalogue.hasMeter)

    assert.deepStrictEqual(found, [true, false, false, false, false, false])
    assert.isUndefined(catalogue.meterOf("product-2", "requests"))
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
    ["a late policy that is none", withPolicy({ late: foreign("later") }), "late is"],
    ["a choice that does not exist", withPolicy(foreign({ alowedLateness: 1 })), "alowedLateness is not"],
    [
      "a margin that leaves no time to send",
      withPolicy({ safetyMargin: Duration.hours(3) }),
      "safetyMargin must be shorter than sendingTime"
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

  it.effect("the layer of a catalogue that cannot be used does not build", () =>
    Effect.gen(function* () {
      const refusal = yield* Effect.flip(Layer.build(Catalogue.layer(requestsOf("prod-1"))))

      assert.strictEqual(refusal._tag, "CatalogueInvalid")
    })
  )
})

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

import { DateTime, Effect, Result } from "effect"
import type { Agreement } from "../../model/Agreement.ts"
import type { Entitlement } from "../../model/Entitlement.ts"
import { Quantity } from "../../model/Quantity.ts"
import { buyerOf } from "../../policy/agreementKey.ts"
import { Entitlements } from "../../port/Entitlements.ts"
import { freshAgreement, freshName } from "../builders.ts"
import { claim, claimEqual, type Law } from "../Law.ts"
import { TestMarketplace } from "../TestMarketplace.ts"

type Bought = Readonly<Record<string, boolean | number | string>>

/** What everything that asks for entitlements promises. */
export const entitlementsLaws: ReadonlyArray<Law<Entitlements | TestMarketplace>> = [
  {
    name: "what was bought is told exactly, in each form of identity",
    holds: Effect.gen(function* () {
      const bought = { GB: 0.1, nothing: 0, seats: 10, support: true, sso: false, tier: "gold" }
      for (const form of ["License", "Product", "Legacy"] as const) {
        const entitlements = yield* askedFor(yield* aBuyer(form, bought))
        yield* claimEqual(`${form}: the values`, valuesOf(entitlements), [
          ["GB", "0.1"],
          ["nothing", "0"],
          ["seats", "10"],
          ["sso", false],
          ["support", true],
          ["tier", "gold"]
        ])
      }
    })
  },
  {
    name: "the license and the end of an entitlement are told, where there are any",
    holds: Effect.gen(function* () {
      const marketplace = yield* TestMarketplace
      const buyer = yield* aBuyer("License", { seats: 10 })
      const expiresAt = DateTime.add(marketplace.now, { days: 30 })
      yield* marketplace.entitle({ ...buyer, dimension: "support", expiresAt, value: true })
      const [seats, support] = yield* askedFor(buyer)
      const { agreement } = buyer
      const licenseArn = agreement._tag === "License" && agreement.licenseArn
      yield* claimEqual("the license", [seats?.licenseArn, support?.licenseArn], [licenseArn, licenseArn])
      yield* claimEqual("the end", [seats?.expiresAt, support?.expiresAt], [undefined, expiresAt])
    })
  },
  {
    name: "nothing of another buyer, license or product is told",
    holds: Effect.gen(function* () {
      const one = yield* aBuyer("License", { seats: 1 })
      yield* aBuyer("License", { seats: 2 }, { productCode: one.productCode })
      const other = yield* freshAgreement("License")
      const agreement = { ...other, buyer: buyerOf(one.agreement) } as Agreement
      yield* aBuyer("License", { seats: 3 }, { agreement, productCode: one.productCode })
      yield* claimEqual("of one license", valuesOf(yield* askedFor(one)), [["seats", "1"]])
      const two = yield* aBuyer("Product", { seats: 4 })
      yield* aBuyer("Product", { seats: 5 }, { productCode: two.productCode })
      yield* aBuyer("Product", { seats: 6 }, { agreement: two.agreement })
      yield* claimEqual("of one product", valuesOf(yield* askedFor(two)), [["seats", "4"]])
    })
  },
  {
    name: "only dimensions that are asked for are told",
    holds: Effect.gen(function* () {
      const buyer = yield* aBuyer("Product", { GB: 3, seats: 10, support: true })
      const some = yield* askedFor({ ...buyer, dimensions: ["support", "seats", "never bought"] })
      yield* claimEqual("two of three", valuesOf(some), [
        ["seats", "10"],
        ["support", true]
      ])
    })
  },
  {
    name: "everything is told, however much it is",
    holds: Effect.gen(function* () {
      const dimensions = Array.from({ length: 60 }, (_, index) => `d${String(index).padStart(2, "0")}`)
      const buyer = yield* aBuyer("License", Object.fromEntries(dimensions.map((name) => [name, 1])))
      const all = yield* askedFor(buyer)
      yield* claimEqual("all of sixty", all.map(({ dimension }) => dimension).toSorted(), dimensions)
    })
  },
  {
    name: "who has bought nothing is entitled to nothing",
    holds: Effect.gen(function* () {
      yield* claimEqual("nothing", (yield* askedFor(yield* aBuyer("License", {}))).length, 0)
    })
  },
  {
    name: "a product that is nobody's is refused by name",
    holds: Effect.gen(function* () {
      const { reason } = yield* Effect.flip(
        askedFor({ agreement: yield* freshAgreement("Product"), productCode: yield* freshName("product") })
      )
      yield* claimEqual(
        "the refusal",
        [reason._tag, "code" in reason && reason.code],
        ["RequestRefused", "InvalidParameterException"]
      )
    })
  },
  {
    name: "where there is no answer, nothing is said of what was bought, and the next one is asked for anew",
    holds: Effect.gen(function* () {
      const marketplace = yield* TestMarketplace
      const buyer = yield* aBuyer("License", { seats: 10 })
      for (const [fault, tag] of [
        ["throttled", "Throttled"],
        ["answer lost", "Unanswered"],
        ["page of a proxy", "Unanswered"],
        ["fault before the work", "Unanswered"]
      ] as const) {
        yield* marketplace.failNext(fault, "GetEntitlements")
        const answer = yield* Effect.result(askedFor(buyer))
        yield* claim(fault, Result.isFailure(answer) && answer.failure.reason._tag === tag, answer)
      }
      yield* claimEqual("after that", valuesOf(yield* askedFor(buyer)), [["seats", "10"]])
    })
  }
]

const askedFor = (query: {
  readonly agreement: Agreement
  readonly dimensions?: ReadonlyArray<string>
  readonly productCode: string
}) => Effect.flatMap(Entitlements, ({ entitlementsOf }) => entitlementsOf(query))

const valuesOf = (entitlements: ReadonlyArray<Entitlement>): unknown =>
  entitlements
    .map(({ dimension, value }) => {
      switch (value._tag) {
        case "Quantity":
          return [dimension, Quantity.format(value.quantity)] as const
        case "Flag":
          return [dimension, value.isGranted] as const
        case "Text":
          return [dimension, value.text] as const
      }
    })
    .toSorted(([one], [other]) => (one < other ? -1 : 1))

const aBuyer = Effect.fnUntraced(function* (
  form: Agreement["_tag"],
  bought: Bought,
  given: { readonly agreement?: Agreement; readonly productCode?: string } = {}
) {
  const marketplace = yield* TestMarketplace
  const agreement = given.agreement ?? (yield* freshAgreement(form))
  const productCode = given.productCode ?? (yield* freshName("product"))
  yield* marketplace.seed({ agreement, dimensions: Object.keys(bought), isSubscribed: true, productCode })
  for (const [dimension, value] of Object.entries(bought))
    yield* marketplace.entitle({ agreement, dimension, productCode, value })
  return { agreement, productCode }
})

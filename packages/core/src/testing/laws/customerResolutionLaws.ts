import { Effect, Redacted } from "effect"
import type { Agreement } from "../../model/Agreement.ts"
import { buyerOf } from "../../policy/agreementKey.ts"
import { CustomerResolution } from "../../port/CustomerResolution.ts"
import { freshAgreement, freshName } from "../builders.ts"
import { claimEqual, type Law } from "../Law.ts"
import { TestMarketplace } from "../TestMarketplace.ts"

/** What everything that resolves customers promises. */
export const customerResolutionLaws: ReadonlyArray<Law<CustomerResolution | TestMarketplace>> = [
  {
    name: "a token tells the buyer and the product, in each form of identity",
    holds: Effect.gen(function* () {
      for (const form of ["License", "Product", "Legacy"] as const) {
        const { agreement, productCode, token } = yield* aToken(form)
        const { resolve } = yield* CustomerResolution
        const customer = yield* resolve(token)
        yield* claimEqual(`${form}: the product`, customer.productCode, productCode)
        yield* claimEqual(`${form}: the agreement`, identityOf(customer.agreement), identityOf(agreement))
        yield* claimEqual(`${form}: the buyer's account`, buyerOf(customer.agreement)?.length, 12)
      }
    })
  },
  {
    name: "a token tells the same as often as it is asked",
    holds: Effect.gen(function* () {
      const { token } = yield* aToken("License")
      const { resolve } = yield* CustomerResolution
      yield* claimEqual("twice", yield* resolve(token), yield* resolve(token))
    })
  },
  {
    name: "two buyers have two tokens, and none is told of the other",
    holds: Effect.gen(function* () {
      const [one, two] = [yield* aToken("License"), yield* aToken("License")]
      const { resolve } = yield* CustomerResolution
      yield* claimEqual("the one", (yield* resolve(one.token)).agreement, one.agreement)
      yield* claimEqual("the other", (yield* resolve(two.token)).agreement, two.agreement)
    })
  },
  {
    name: "a token that is none, or too old, is refused by name, and shown to nobody",
    holds: Effect.gen(function* () {
      const unknown = Redacted.make(yield* freshName("canary-of-a-token"))
      const { token: expired } = yield* aToken("Product", { isExpired: true })
      for (const [token, code] of [
        [unknown, "InvalidTokenException"],
        [expired, "ExpiredTokenException"]
      ] as const) {
        const { resolve } = yield* CustomerResolution
        const error = yield* Effect.flip(resolve(token))
        const { reason } = error
        yield* claimEqual(code, [reason._tag, "code" in reason && reason.code], ["RequestRefused", code])
        yield* claimEqual(
          "without the token",
          `${JSON.stringify(error)}${error.message}`.includes(Redacted.value(token)),
          false
        )
      }
    })
  }
]

const aToken = Effect.fnUntraced(function* (
  form: Agreement["_tag"],
  { isExpired = false }: { readonly isExpired?: boolean } = {}
) {
  const marketplace = yield* TestMarketplace
  const agreement = yield* freshAgreement(form)
  const productCode = yield* freshName("product")
  yield* marketplace.seed({ agreement, dimensions: ["requests"], isSubscribed: true, productCode })
  const token = yield* marketplace.issueToken({ agreement, isExpired, productCode })
  return { agreement, productCode, token: Redacted.make(token) }
})

/** What an agreement is known by; the account beside an older identifier is not of our making. */
const identityOf = (agreement: Agreement): unknown =>
  agreement._tag === "Legacy" ? agreement.customerIdentifier : agreement

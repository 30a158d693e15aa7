import { Effect, Redacted } from "effect"
import { Catalogue } from "../model/Catalogue.ts"
import type { Customer } from "../model/Customer.ts"
import { RegistrationRefused } from "../model/RegistrationRefused.ts"
import { AccessRefused, TransportError } from "../model/TransportError.ts"
import { tokenProblem } from "../policy/tokenProblem.ts"
import { CustomerResolution } from "../port/CustomerResolution.ts"

/**
 * Asks AWS who a buyer is that comes with a registration token.
 *
 * Do it at once, when the form arrives: tokens live for an hour or little more.
 *
 * - **Guarantees**: the token is in no error and no log; a product that is not in the catalogue is refused.
 * - **Idempotence**: the same token gives the same buyer until it expires.
 * - **Errors**: `RegistrationRefused` when only a fresh token can help; `TransportError` when AWS did not answer, so that
 *   the buyer may try again.
 *
 * **Example** (From the token to the buyer)
 *
 *     import { makeMarketplaceEmulator, memoryCustomerResolution } from "@tallyhour/adapter-memory"
 *
 *     const emulator = makeMarketplaceEmulator()
 *     emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: ["pages"], kind: "saas" })
 *     emulator.control("seed_customer", { product_code: "4ml54db8vrmju", account_id: "111111111111" })
 *     const { body } = emulator.control("issue_token", {
 *       product_code: "4ml54db8vrmju",
 *       account_id: "111111111111"
 *     })
 *     const products = [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }]
 *     const here = Layer.merge(memoryCustomerResolution(emulator), Catalogue.layer({ products }))
 *     const token = Redacted.make(String(Reflect.get(body, "token")))
 *     const customer = await Effect.runPromise(resolveBuyer(token).pipe(Effect.provide(here)))
 *
 *     customer.agreement // => { _tag: "Product", buyer: "111111111111" }
 */
export const resolveBuyer = Effect.fn("resolveBuyer")(function* (token: Redacted.Redacted) {
  const problem = tokenProblem(Redacted.value(token))
  if (problem !== undefined) return yield* new RegistrationRefused({ code: "TokenInvalid", problem })
  const resolution = yield* CustomerResolution
  const customer = yield* Effect.mapError(resolution.resolve(token), refusalFor)
  return yield* ofOurs(customer)
})

const ofOurs = Effect.fnUntraced(function* (customer: Customer) {
  const { products } = yield* Catalogue
  if (products.some(({ code }) => code === customer.productCode)) return customer
  const problem = `the token is for product ${JSON.stringify(customer.productCode)}, which is not in the catalogue`
  return yield* new RegistrationRefused({ code: "ProductMismatch", problem })
})

const refusalFor = (error: TransportError): RegistrationRefused | TransportError => {
  const { reason } = error
  if (reason._tag !== "RequestRefused") return error
  switch (reason.code) {
    case "InvalidTokenException":
      return new RegistrationRefused({ code: "TokenInvalid", problem: "AWS does not know the token" })
    case "ExpiredTokenException":
      // Credentials of ours that have expired answer by the same name; only AWS's words tell them apart.
      return /security token/i.test(reason.detail)
        ? new TransportError({
            reason: new AccessRefused({
              operation: "ResolveCustomer",
              code: "ExpiredToken",
              detail: reason.detail
            })
          })
        : new RegistrationRefused({ code: "TokenExpired", problem: "the token is too old" })
    default:
      return error
  }
}

import { Layer, Redacted, Result } from "effect"
import { Catalogue } from "../model/Catalogue.ts"
import type { CatalogueInput } from "../model/CatalogueInput.ts"
import type { Customer } from "../model/Customer.ts"
import type { CustomerResolution } from "../port/CustomerResolution.ts"
import { resolveBuyer } from "../program/resolveBuyer.ts"
import { type CallOptions, runOnce } from "./runOnce.ts"

/** The token that is resolved by ResolveCustomer, and how AWS is reached. */
export interface ResolveCustomerOptions extends CallOptions {
  /** A customer of a product that is not in it is refused. */
  readonly catalogue: CatalogueInput
  /** How AWS is reached: `awsCustomerResolution()`, or `memoryCustomerResolution(emulator)` in tests. */
  readonly customers: Layer.Layer<CustomerResolution>
  /** As it stands in `x-amzn-marketplace-token` of the registration form. */
  readonly token: string
}

/**
 * Asks AWS by ResolveCustomer who a buyer is, for code without Effect: `resolveBuyer` as a Promise. Each call connects anew.
 *
 * - **Guarantees**: the token is in no error and no log.
 * - **Errors**: rejects with `RegistrationRefused` when only a fresh token can help, with `TransportError` when AWS did not
 *   answer, and with `CatalogueInvalid`.
 *
 * **Example** (A token, and none)
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
 *     const catalogue = { products: [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }] }
 *     const asked = { catalogue, customers: memoryCustomerResolution(emulator) }
 *
 *     const customer = await resolveCustomer({ ...asked, token: String(Reflect.get(body, "token")) })
 *     customer.agreement // => { _tag: "Product", buyer: "111111111111" }
 *     await resolveCustomer({ ...asked, token: "none" }).catch((error) => error.code) // => "TokenInvalid"
 */
export const resolveCustomer = async ({
  catalogue: input,
  customers,
  token,
  ...call
}: ResolveCustomerOptions): Promise<Customer> => {
  const catalogue = Result.getOrThrow(Catalogue.fromInput(input))
  return runOnce(
    resolveBuyer(Redacted.make(token)),
    Layer.merge(customers, Layer.succeed(Catalogue, catalogue)),
    call
  )
}

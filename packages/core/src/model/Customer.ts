import { Schema } from "effect"
import { Agreement } from "./Agreement.ts"

/**
 * Who stands behind a registration token: the buyer, by the agreement that its usage is billed against.
 *
 * - **Shape**: says nothing of whether the subscription is active yet; AWS's agreement events do.
 *
 * **Example** (A buyer who came from the listing)
 *
 *     const customer = Customer.make({
 *       productCode: "4ml54db8vrmju",
 *       agreement: { _tag: "Product", buyer: "111111111111" }
 *     })
 *
 *     customer.agreement._tag // => "Product"
 */
export class Customer extends Schema.Class<Customer>("Customer")({
  productCode: Schema.NonEmptyString,
  agreement: Agreement
}) {}

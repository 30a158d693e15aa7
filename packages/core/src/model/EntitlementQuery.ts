import { Schema } from "effect"
import { Agreement } from "./Agreement.ts"

/**
 * Whose entitlements are asked for: those of one agreement, of all dimensions or of some.
 *
 * - **Shape**: the agreement is named by license, by the account of the buyer, or by its older identifier.
 *
 * **Example** (The seats of a buyer)
 *
 *     const agreement = Agreement.make({ _tag: "Product", buyer: "111111111111" })
 *     const seats: EntitlementQuery = { productCode: "4ml54db8vrmju", agreement, dimensions: ["seats"] }
 *
 *     Schema.is(EntitlementQuery)(seats) // => true
 *     Schema.is(EntitlementQuery)({ ...seats, dimensions: [] }) // => false
 */
export const EntitlementQuery = Schema.Struct({
  productCode: Schema.NonEmptyString.check(Schema.isMaxLength(255)),
  agreement: Agreement,
  dimensions: Schema.optionalKey(Schema.Array(Schema.NonEmptyString).check(Schema.isMinLength(1)))
})
export type EntitlementQuery = typeof EntitlementQuery.Type

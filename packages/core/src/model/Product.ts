import { Schema } from "effect"
import { Meter } from "./Meter.ts"

/**
 * A SaaS listing on AWS Marketplace and the meters it bills.
 *
 * - **Shape**: `code` is the product code of the listing, not the product id that begins with `prod-`. With `zeroRecords`
 *   each meter of a running subscription gets a record of zero for an hour without usage, once that hour is final. With
 *   `dryRun`, all accounts or those listed are metered without anything being sent.
 *
 * **Example** (The code of the listing, not its id)
 *
 *     const isProduct = Schema.is(Schema.toEncoded(Product))
 *
 *     isProduct({ code: "4ml54db8vrmjuykaw1psroool", meters: [], zeroRecords: false }) // => true
 *     isProduct({ code: "prod-4ml54db8vrmju", meters: [], zeroRecords: false }) // => false
 */
export class Product extends Schema.Class<Product>("Product")({
  code: Schema.NonEmptyString.check(
    Schema.isMaxLength(255),
    Schema.isPattern(/^[-a-zA-Z0-9/=:_.@]*$/),
    Schema.makeFilter((code: string) =>
      code.startsWith("prod-") ? "is a product id; AWS meters by the product code of the listing" : true
    )
  ),
  meters: Schema.Array(Meter),
  zeroRecords: Schema.Boolean,
  dryRun: Schema.optionalKey(Schema.Union([Schema.Literal("all"), Schema.Array(Schema.NonEmptyString)]))
}) {}

import { Schema } from "effect"
import { Instant } from "./Instant.ts"
import { Quantity } from "./Quantity.ts"

/**
 * A quantity of one meter that a contract includes: only what exceeds it is metered.
 *
 * - **Unit**: the meter's own.
 * - **Shape**: `month` begins anew with each calendar month in UTC, whatever day the subscription began, and holds once for an
 *   account and product, however often it subscribes in that month. `term` holds once from the beginning of the
 *   subscription, or from `since` where a cut-over goes on with the contract of another one. What a period leaves over ends
 *   with it.
 * - **Errors**: `Allowance.make` throws for a quantity that is negative.
 *
 * **Example** (A million tokens a month)
 *
 *     const tokens = Allowance.make({ meter: "tokens", quantity: Quantity.ofUnits(1_000_000), period: "month" })
 *     const acme = Subscription.make({
 *       account: "acme",
 *       productCode: "4ml54db8vrmju",
 *       agreement: { _tag: "Product", buyer: "111111111111" },
 *       region: "us-east-1",
 *       activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z"),
 *       allowances: [tokens]
 *     })
 *
 *     acme.allowances?.map(({ meter, period }) => [meter, period]) // => [["tokens", "month"]]
 *     const negative = Result.try(() => Allowance.make({ ...tokens, quantity: Quantity.ofUnits(-1) }))
 *     Result.isFailure(negative) // => true
 */
export class Allowance extends Schema.Class<Allowance>("Allowance")({
  meter: Schema.NonEmptyString,
  quantity: Quantity.Schema.check(
    Schema.makeFilter((quantity: Quantity) => (quantity >= 0n ? true : "is negative"))
  ),
  period: Schema.Literals(["month", "term"]),
  since: Schema.optionalKey(Instant.Schema)
}) {}

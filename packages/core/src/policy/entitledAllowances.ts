import { Result } from "effect"
import { Allowance } from "../model/Allowance.ts"
import { AllowanceInvalid } from "../model/AllowanceInvalid.ts"
import type { Entitlement } from "../model/Entitlement.ts"
import type { Meter } from "../model/Meter.ts"
import { Quantity } from "../model/Quantity.ts"
import { unknownName } from "../model/unknownName.ts"

/** What a contract includes, and for how long: AWS tells how much was bought, and neither of these. */
export interface ContractTerm {
  /** The meter of whose usage a part is included. */
  readonly meter: string
  /** The dimension under which that part was bought; that of the meter where absent. */
  readonly dimension?: string
  readonly period: Allowance["period"]
}

/**
 * Returns the allowances that entitlements come to, for linking an account.
 *
 * - **Unit**: entitlements count units of the dimension, allowances the meter's own: ten units of a thousand tokens include
 *   ten thousand tokens.
 * - **Shape**: in the order of the terms. Several entitlements to one dimension add up. A dimension that was not bought
 *   includes nothing, so that every unit is metered.
 * - **Errors**: `AllowanceInvalid` for a meter that the product lacks, and for a dimension that entitles to a yes, a no or a
 *   text, or to less than nothing.
 *
 * **Example** (Ten units of a thousand tokens)
 *
 *     const products = [{ code: "4ml54db8vrmju", meters: [{ name: "tokens", unit: 1000 }] }]
 *     const { products: [product] } = Result.getOrThrow(Catalogue.fromInput({ products }))
 *     const bought = Entitlement.make({
 *       productCode: "4ml54db8vrmju",
 *       dimension: "tokens_included",
 *       value: { _tag: "Quantity", quantity: Quantity.ofUnits(10) }
 *     })
 *     const terms = [{ meter: "tokens", dimension: "tokens_included", period: "month" }] as const
 *     const allowances = entitledAllowances([bought], { meters: product?.meters ?? [], terms })
 *
 *     Result.getOrThrow(allowances).map(({ quantity }) => Quantity.format(quantity)) // => ["10000"]
 */
export const entitledAllowances = (
  entitlements: ReadonlyArray<Entitlement>,
  context: { readonly meters: ReadonlyArray<Meter>; readonly terms: ReadonlyArray<ContractTerm> }
): Result.Result<ReadonlyArray<Allowance>, AllowanceInvalid> =>
  Result.map(
    Result.all(context.terms.map((term) => allowanceOf(term, entitlements, context.meters))),
    (allowances) => allowances.flat()
  )

const allowanceOf = (
  { dimension, meter: name, period }: ContractTerm,
  entitlements: ReadonlyArray<Entitlement>,
  meters: ReadonlyArray<Meter>
): Result.Result<ReadonlyArray<Allowance>, AllowanceInvalid> => {
  const meter = meters.find((one) => one.name === name)
  if (meter === undefined) {
    const known = meters.map((one) => one.name)
    return invalid(name, unknownName(name, "the product's meters", known))
  }
  const bought = entitlements.filter((one) => one.dimension === (dimension ?? meter.dimension))
  const units = bought.flatMap(({ value }) => (value._tag === "Quantity" ? [value.quantity] : []))
  if (units.length < bought.length || units.some((quantity) => quantity < 0n))
    return invalid(name, `dimension ${JSON.stringify(dimension ?? meter.dimension)} entitles to no quantity`)
  const quantity = Quantity.product(Quantity.sum(units), meter.unit)
  return Result.succeed(units.length === 0 ? [] : [Allowance.make({ meter: name, quantity, period })])
}

const invalid = (meter: string, problem: string): Result.Result<never, AllowanceInvalid> =>
  Result.fail(new AllowanceInvalid({ meter, problem }))

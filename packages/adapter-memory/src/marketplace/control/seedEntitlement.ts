import { Schema } from "effect"
import { applyChanges } from "../applyChanges.ts"
import type { EntitlementValue } from "../entitlement/Entitlement.ts"
import { agreementsOf } from "../MarketplaceState.ts"
import { controlFunction, Mistake } from "./ControlFunction.ts"
import { AccountId, EpochSeconds, maybe, Name } from "./fields.ts"

const fields = Schema.Struct({
  product_code: Name,
  account_id: AccountId,
  dimension: Name,
  value: Schema.NullOr(Schema.Union([Schema.Boolean, Schema.Finite, Schema.String])),
  expires_at: maybe(EpochSeconds),
  license_arn: maybe(Schema.String)
})

/**
 * Entitles a buyer to a dimension, under the agreement of `license_arn` or else the latest; null takes it back.
 *
 * A whole number of 32 bits is told as IntegerValue, another number as DoubleValue.
 */
export const seedEntitlement = controlFunction(fields, ({ state }, body) => {
  const { account_id, dimension, expires_at, license_arn, product_code, value } = body
  const agreement = agreementsOf(state, product_code, account_id)
    .filter((one) => license_arn == null || one.licenseArn === license_arn)
    .at(-1)
  if (agreement === undefined) {
    return new Mistake("the account has no such agreement for the product; call seed_customer first")
  }
  const entitlement = {
    accountId: account_id,
    dimension,
    expiresAt: expires_at == null ? null : expires_at * 1_000,
    licenseArn: agreement.licenseArn,
    productCode: product_code,
    value: valueOf(value ?? 0)
  }
  applyChanges(state, [{ _tag: value === null ? "EntitlementEnded" : "EntitlementSet", entitlement }])
  return {}
})

const valueOf = (value: boolean | number | string): EntitlementValue => {
  if (typeof value === "boolean") return { BooleanValue: value }
  if (typeof value === "string") return { StringValue: value }
  return (value | 0) === value ? { IntegerValue: value } : { DoubleValue: value }
}

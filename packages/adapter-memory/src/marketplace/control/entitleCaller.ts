import { Schema } from "effect"
import { applyChanges } from "../applyChanges.ts"
import { controlFunction, Mistake } from "./ControlFunction.ts"
import { AccountId, maybe, Name } from "./fields.ts"

/**
 * Says whether the account that signs MeterUsage and RegisterUsage is subscribed to a product.
 *
 * It is about every account, or only about `account_id`. Where nothing has been said, the account's agreement decides,
 * and without one it is not subscribed.
 */
export const entitleCaller = controlFunction(
  Schema.Struct({ product_code: Name, entitled: Schema.Boolean, account_id: maybe(AccountId) }),
  ({ state }, { account_id = null, entitled, product_code }) => {
    if (!state.products.has(product_code)) {
      return new Mistake(`product ${product_code} is unknown; call seed_product first`)
    }
    applyChanges(state, [
      { _tag: "CallerEntitled", accountId: account_id, isEntitled: entitled, productCode: product_code }
    ])
    return {}
  }
)

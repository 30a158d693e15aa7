import { Schema } from "effect"
import { withTransition } from "../Agreement.ts"
import { applyChanges } from "../applyChanges.ts"
import { agreementsOf } from "../MarketplaceState.ts"
import { controlFunction, Mistake } from "./ControlFunction.ts"
import { AccountId, EpochSeconds, maybe, Name } from "./fields.ts"

/**
 * Changes the subscription of a buyer from an instant on; now, if `at` is left out.
 *
 * It changes every agreement of the buyer for the product, or only that of `license_arn`.
 */
export const setSubscription = controlFunction(
  Schema.Struct({
    product_code: Name,
    account_id: AccountId,
    license_arn: maybe(Schema.String),
    state: Schema.Literals(["active", "unsubscribe-pending", "cancelled", "suspended"]),
    at: maybe(EpochSeconds)
  }),
  ({ clock, state }, body) => {
    const agreements = agreementsOf(state, body.product_code, body.account_id).filter(
      (agreement) => body.license_arn == null || agreement.licenseArn === body.license_arn
    )
    if (agreements.length === 0) {
      return new Mistake("the account has no such agreement for the product; call seed_customer first")
    }
    const at = body.at == null ? clock.now() : body.at * 1_000
    const transition = { announcedAt: at, at, state: body.state }
    applyChanges(
      state,
      agreements.map((agreement) => ({
        _tag: "AgreementSet",
        agreement: withTransition(agreement, transition)
      }))
    )
    return {}
  }
)

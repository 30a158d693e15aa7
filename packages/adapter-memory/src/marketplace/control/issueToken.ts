import { Schema } from "effect"
import type { Agreement } from "../Agreement.ts"
import { applyChanges } from "../applyChanges.ts"
import type { Marketplace } from "../Marketplace.ts"
import { agreementsOf } from "../MarketplaceState.ts"
import { ServiceLimits } from "../ServiceLimits.ts"
import { tokenFrom } from "../tokenFrom.ts"
import { controlFunction, Mistake } from "./ControlFunction.ts"
import { AccountId, maybe, Name } from "./fields.ts"

const fields = Schema.Struct({
  product_code: Name,
  account_id: AccountId,
  license_arn: maybe(Schema.String),
  ttl: maybe(Schema.Finite.check(Schema.isBetween({ maximum: 31_536_000, minimum: 0 }))),
  legacy: maybe(Schema.Boolean)
})

/**
 * Issues the registration token that a buyer brings from the marketplace.
 *
 * It stands for the agreement of `license_arn`, or else for the buyer's latest; `ttl` is its life in seconds.
 */
export const issueToken = controlFunction(fields, (marketplace, body) => {
  const legacy = body.legacy ?? false
  const agreement = agreementOf(marketplace, body)
  if (agreement === undefined) {
    return new Mistake("the account has no such agreement for the product; call seed_customer first")
  }
  if (legacy && agreement.customerIdentifier === null) {
    return new Mistake("a legacy token needs a buyer with a customer_identifier")
  }
  const token = tokenFrom(marketplace.seed, String(marketplace.tokensIssued++))
  const expiresAt = marketplace.clock.now() + (body.ttl ?? ServiceLimits.tokenLifeSeconds) * 1_000
  applyChanges(marketplace.state, [{ _tag: "TokenIssued", token: { agreement, expiresAt, legacy, token } }])
  return { token }
})

const agreementOf = ({ state }: Marketplace, body: typeof fields.Type): Agreement | undefined =>
  agreementsOf(state, body.product_code, body.account_id)
    .filter((agreement) => body.license_arn == null || agreement.licenseArn === body.license_arn)
    .at(-1)

import { refuse } from "../Refusal.ts"
import type { RegistrationToken } from "../MarketplaceState.ts"
import type { JsonObject } from "../ServiceAnswer.ts"
import { object, text } from "../wire.ts"
import { completed, makeOperation, refused } from "./Operation.ts"
import type { CallContext } from "./Operation.ts"

const readToken = object({ RegistrationToken: text })

/**
 * Tells who stands behind a registration token: rules 41 and 42.
 *
 * A token can be resolved again and again, always to the same customer, until it expires.
 *
 * - **Errors**: InvalidTokenException for a token that was never issued to this seller, ExpiredTokenException for one
 *   that was issued too long ago.
 */
export const resolveCustomer = makeOperation({
  name: "ResolveCustomer",
  read: readToken,
  perform: (state, request, context) => {
    const { RegistrationToken: sent } = request
    if (sent === undefined || sent === "") {
      return refused(
        refuse(context.choices.shape_error, "RegistrationToken is required and must not be empty")
      )
    }
    const token = state.tokens.get(sent)
    if (token === undefined) return refused(refuse("InvalidTokenException", "Registration token is invalid"))
    if (context.now >= token.expiresAt) {
      return refused(refuse("ExpiredTokenException", "Registration token has expired"))
    }
    return completed(customerOf(token, context))
  }
})

const customerOf = ({ agreement, legacy }: RegistrationToken, { choices }: CallContext): JsonObject => {
  const showsLicense =
    agreement.licenseArn !== null && (!legacy || choices.license_arn_for_legacy === "include")
  return {
    ...(legacy && { CustomerIdentifier: agreement.customerIdentifier }),
    CustomerAWSAccountId: agreement.accountId,
    ProductCode: agreement.productCode,
    ...(showsLicense && { LicenseArn: agreement.licenseArn })
  }
}

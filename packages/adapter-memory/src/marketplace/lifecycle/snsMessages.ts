import type { Agreement } from "../Agreement.ts"
import type { JsonObject } from "../ServiceAnswer.ts"
import type { Notice } from "./noticesOf.ts"

/**
 * Returns the message on the product's subscription topic, for a buyer that has a customer identifier.
 *
 * - **Source**: Seller Guide, Amazon SNS notifications for SaaS products, version of January 2023.
 */
export const snsMessages = (
  { what }: Notice,
  { customerIdentifier, productCode }: Agreement
): ReadonlyArray<JsonObject> => {
  const action = actions[what]
  if (action === undefined || customerIdentifier === null) return []
  return [
    {
      action,
      "customer-identifier": customerIdentifier,
      "product-code": productCode,
      isFreeTrialTermPresent: "false"
    }
  ]
}

const actions: { readonly [What in Notice["what"]]: string | undefined } = {
  renewed: "subscribe-success",
  subscribed: "subscribe-success",
  unsubscribed: "unsubscribe-success",
  unsubscribing: "unsubscribe-pending"
}

import { Option, Result, Schema } from "effect"
import type { AgreementEvent } from "./AgreementEvent.ts"
import type { AgreementEventRefused } from "./AgreementEventRefused.ts"
import { Instant } from "./Instant.ts"
import { eventOf, guarded, readJson, refuse } from "./readJson.ts"

/**
 * Reads an SNS notification of AWS Marketplace with its envelope, as older integrations get it: JSON text, or the object.
 *
 * Its signature is not checked here; do that first, with `verifyNotification` of the AWS adapter, where it did not come
 * through a queue that only SNS can write to.
 *
 * - **Shape**: total for every JavaScript value. An action that is not known becomes `Unknown`.
 * - **Errors**: `AgreementEventRefused`: too large, no JSON object, no notification, or without what its action must tell.
 * - **Source**: Seller Guide, Amazon SNS notifications for SaaS products, version of January 2023.
 *
 * **Example** (A buyer gives up; AWS says that no free trial is meant with the text "false")
 *
 *     const event = Result.getOrThrow(
 *       readNotification({
 *         Type: "Notification",
 *         MessageId: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
 *         Timestamp: "2026-03-10T12:10:00.123Z",
 *         Message: JSON.stringify({
 *           action: "unsubscribe-pending",
 *           "customer-identifier": "X01EXAMPLEX",
 *           "product-code": "4ml54db8vrmju",
 *           isFreeTrialTermPresent: "false"
 *         })
 *       })
 *     )
 *
 *     event._tag // => "UnsubscribePending"
 *     event.customerIdentifier // => "X01EXAMPLEX"
 */
export const readNotification = (body: unknown): Result.Result<AgreementEvent, AgreementEventRefused> =>
  guarded(() =>
    Result.flatMap(readJson(body), (json) => {
      if (json["Type"] !== "Notification") return refuse("NotOurs", "it is no notification of SNS")
      const envelope = decodeEnvelope(json)
      if (Option.isNone(envelope)) return refuse("Malformed", "its envelope lacks an id, a time or a message")
      const at = Instant.parse(envelope.value.Timestamp)
      if (Result.isFailure(at)) return refuse("Malformed", `its time ${at.failure}`)
      return Result.flatMap(readJson(envelope.value.Message), (message) =>
        Option.match(decodeMessage(message), {
          onNone: () => refuse("Malformed", "its message names no action, buyer or product"),
          onSome: (told) => read(told, { eventId: envelope.value.MessageId, at: at.success })
        })
      )
    })
  )

const decodeEnvelope = Schema.decodeUnknownOption(
  Schema.Struct({ MessageId: Schema.NonEmptyString, Timestamp: Schema.String, Message: Schema.String })
)

const Message = Schema.Struct({
  action: Schema.NonEmptyString,
  "customer-identifier": Schema.NonEmptyString,
  "product-code": Schema.NonEmptyString,
  // AWS says it as text; the text "false" is not true.
  isFreeTrialTermPresent: Schema.optionalKey(
    Schema.Union([Schema.Boolean, Schema.Literals(["true", "false"])])
  )
})

const decodeMessage = Schema.decodeUnknownOption(Message)

const read = (
  message: typeof Message.Type,
  envelope: { readonly at: Instant; readonly eventId: string }
): Result.Result<AgreementEvent, AgreementEventRefused> => {
  const fields = {
    ...envelope,
    customerIdentifier: message["customer-identifier"],
    productCode: message["product-code"]
  }
  switch (message.action) {
    case "subscribe-success": {
      const isFreeTrial = String(message.isFreeTrialTermPresent) === "true"
      return eventOf({ _tag: "Subscribed", ...fields, isFreeTrial })
    }
    case "subscribe-fail":
      return eventOf({ _tag: "SubscribeFailed", ...fields })
    case "unsubscribe-pending":
      return eventOf({ _tag: "UnsubscribePending", ...fields })
    case "unsubscribe-success":
      return eventOf({ _tag: "Unsubscribed", ...fields })
    case "entitlement-updated":
      return eventOf({ _tag: "EntitlementUpdated", ...fields })
    default:
      return eventOf({ _tag: "Unknown", ...fields, kind: message.action })
  }
}

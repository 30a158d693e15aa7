import {
  type AgreementEvent,
  type AgreementEventRefused,
  readEventBridge,
  readNotification
} from "@tallyhour/core"
import { Option, Result, Schema } from "effect"

/**
 * Reads the body of a message in a queue: an EventBridge event, an SNS notification of AWS Marketplace, or an EventBridge event
 * that came through a topic of one's own.
 *
 * - **Shape**: total for every text. Signatures are not checked: only the rule and the topic may write to the queue.
 * - **Errors**: `AgreementEventRefused`.
 */
export const readQueued = (body: string): Result.Result<AgreementEvent, AgreementEventRefused> => {
  const told = Option.map(decodeEnvelope(body), ({ Message }) => Message)
  if (Option.isNone(told)) return readEventBridge(body)
  return Option.isSome(decodeEvent(told.value)) ? readEventBridge(told.value) : readNotification(body)
}

const decodeEnvelope = Schema.decodeOption(
  Schema.fromJsonString(Schema.Struct({ Type: Schema.String, Message: Schema.String }))
)

const decodeEvent = Schema.decodeOption(Schema.fromJsonString(Schema.Struct({ source: Schema.String })))

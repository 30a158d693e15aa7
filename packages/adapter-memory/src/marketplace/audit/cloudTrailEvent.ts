import type { Caller } from "../caller/Caller.ts"
import type { Choices } from "../Choices.ts"
import { isoSeconds } from "../isoSeconds.ts"
import { sellerAccount } from "../sellerAccount.ts"
import type { JsonObject } from "../ServiceAnswer.ts"
import { uuidFrom } from "../uuidFrom.ts"
import type { LoggedCall } from "./LoggedCall.ts"
import { cloudTrailTimestamp } from "./cloudTrailTimestamp.ts"

/**
 * Returns the event that CloudTrail writes about a call: rule 44.
 *
 * It tells what was submitted, refused records included, and not what is billed. Of a refused call there are
 * `errorCode` and `errorMessage`, and `responseElements` is null. A registration token is not written down. What a
 * buyer's software calls is written in the buyer's account.
 *
 * - **Source**: Seller Guide, logging with CloudTrail, version of January 2023.
 */
export const cloudTrailEvent = (call: LoggedCall, choices: Choices): JsonObject => ({
  eventVersion: "1.05",
  userIdentity: call.caller === null ? seller : roleOf(call.caller),
  eventTime: isoSeconds(call.at),
  eventSource:
    call.operation === "GetEntitlements"
      ? choices.entitlement_event_source
      : "metering-marketplace.amazonaws.com",
  eventName: call.operation,
  awsRegion: call.region,
  sourceIPAddress: "127.0.0.1",
  userAgent: "emulator",
  ...(call.answer._tag === "Refusal" && {
    errorCode: call.answer.errorType,
    errorMessage: call.answer.message
  }),
  requestParameters: elementsOf(call.request, choices),
  responseElements: call.answer._tag === "Refusal" ? null : elementsOf(call.answer.result, choices),
  requestID: call.requestId,
  eventID: uuidFrom("event", call.requestId),
  readOnly: call.operation === "GetEntitlements",
  eventType: "AwsApiCall",
  recipientAccountId: call.caller?.accountId ?? sellerAccount
})

const seller = {
  type: "IAMUser",
  principalId: "EXAMPLE",
  arn: `arn:aws:iam::${sellerAccount}:user/Seller`,
  accountId: sellerAccount,
  accessKeyId: "EXAMPLE",
  userName: "Seller"
}

// The software of a buyer signs with the role of the place it runs in, in the buyer's account.
const roleOf = ({ accessKeyId, accountId, resource }: Caller): JsonObject => ({
  type: "AssumedRole",
  principalId: `EXAMPLE:${resource}`,
  arn: `arn:aws:sts::${accountId}:assumed-role/Metering/${resource}`,
  accountId,
  accessKeyId
})

// Only members that the service knows get here, so the depth is bounded and no name comes from a stranger.
const elementsOf = (value: unknown, choices: Choices): unknown => {
  if (Array.isArray(value)) return value.map((element) => elementsOf(element, choices))
  if (value instanceof Map) return Object.fromEntries(value)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [lowerFirst(name), elementOf(name, member, choices)])
  )
}

const elementOf = (name: string, member: unknown, choices: Choices): unknown => {
  if (instants.has(name) && typeof member === "number") {
    return cloudTrailTimestamp(member, choices.cloudtrail_timestamps)
  }
  return elementsOf(member, choices)
}

const instants: ReadonlySet<string> = new Set(["ExpirationDate", "PublicKeyRotationTimestamp", "Timestamp"])

const lowerFirst = (name: string): string => name.slice(0, 1).toLowerCase() + name.slice(1)

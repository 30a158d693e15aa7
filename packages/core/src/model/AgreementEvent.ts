import { Schema } from "effect"
import { Instant } from "./Instant.ts"
import { isStorable } from "./isStorable.ts"

const Name = Schema.NonEmptyString.check(Schema.isMaxLength(255), isStorable)

/** What every event tells: when it happened, and as much of whom it concerns as its sender knows. */
const fields = {
  eventId: Name,
  at: Instant.Schema,
  agreementId: Schema.optionalKey(Name),
  buyer: Schema.optionalKey(Name),
  customerIdentifier: Schema.optionalKey(Name),
  licenseId: Schema.optionalKey(Name),
  productCode: Schema.optionalKey(Name)
}

const TaggedUnion = Schema.TaggedUnion({
  Created: { ...fields, intent: Schema.optionalKey(Name) },
  Amended: fields,
  Ended: { ...fields, status: Schema.optionalKey(Name) },
  LicenseUpdated: fields,
  LicenseDeprovisioned: fields,
  Subscribed: { ...fields, isFreeTrial: Schema.Boolean },
  SubscribeFailed: fields,
  UnsubscribePending: fields,
  Unsubscribed: fields,
  EntitlementUpdated: fields,
  Unknown: { ...fields, kind: Name }
})

/**
 * What AWS tells of an agreement, in one vocabulary for EventBridge and SNS.
 *
 * - `Created`, `Amended`, `Ended`: the agreement as a contract. They name neither license nor product, and metering goes on
 *   until the license is deprovisioned, so they decide nothing.
 * - `LicenseUpdated`, `Subscribed`: it runs.
 * - `LicenseDeprovisioned`, `UnsubscribePending`, `Unsubscribed`: it has ended; AWS takes usage for an hour more.
 * - `SubscribeFailed`, `EntitlementUpdated`, `Unknown`: kept, and nothing follows.
 * - **Shape**: `eventId` tells repetitions apart from events; `at` is when AWS says that it happened, not when it came.
 *   `licenseId` is the part of the license's ARN that every spelling shares.
 *
 * **Example** (Two kinds of body, one vocabulary)
 *
 *     const event = Result.getOrThrow(
 *       readEventBridge({
 *         id: "e-1",
 *         source: "aws.agreement-marketplace",
 *         "detail-type": "License Deprovisioned - Manufacturer",
 *         time: "2026-03-10T12:10:00Z",
 *         detail: { license: { arn: "arn:aws:license-manager::294406891311:license:l-1b2c" } }
 *       })
 *     )
 *
 *     event._tag // => "LicenseDeprovisioned"
 *     event.licenseId // => "l-1b2c"
 *     Schema.is(AgreementEvent)(event) // => true
 */
export type AgreementEvent = typeof TaggedUnion.Type

export const AgreementEvent = TaggedUnion

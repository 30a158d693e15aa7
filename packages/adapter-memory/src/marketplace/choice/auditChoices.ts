import type { ChoiceDefinition } from "../ChoiceDefinition.ts"

/** What CloudTrail writes. */
export const auditChoices = [
  {
    name: "cloudtrail_timestamps",
    default: "us-english",
    allowed: ["us-english", "us-english-narrow-space", "iso", "epoch"],
    what: "how CloudTrail prints the timestamps of a request; the narrow space is U+202F before AM and PM",
    source: "Seller Guide of 2023: US English; later events not documented"
  },
  {
    name: "entitlement_event_source",
    default: "entitlement-marketplace.amazonaws.com",
    allowed: ["entitlement-marketplace.amazonaws.com", "marketplaceentitlementservice.amazonaws.com"],
    what: "eventSource of GetEntitlements in CloudTrail",
    source:
      "unknown: the second is the API model's, whose name for the metering service is not the one that is logged; the first is like that one"
  }
] as const satisfies ReadonlyArray<ChoiceDefinition>

import type { ChoiceDefinition } from "../ChoiceDefinition.ts"

const silent = "AWS SDK 3.1138, GetEntitlements: silent; read 2026-11-21"

/** What GetEntitlements meets. */
export const entitlementChoices = [
  {
    name: "entitlements_elsewhere",
    default: "DisabledApiException",
    allowed: ["DisabledApiException", "InvalidParameterException", "accept"],
    what: "GetEntitlements outside of us-east-1, cn-northwest-1 and eusc-de-east-1, where AWS has no such host",
    source: "AWS SDK 3.1138, endpoints; aws-cli issue 3647: host not found; the error is the emulator's own"
  },
  {
    name: "entitlement_shape_error",
    default: "InvalidParameterException",
    allowed: ["InvalidParameterException", "ValidationException"],
    what: "name of the error of a missing ProductCode, an unknown filter, or a broken length, range or NextToken",
    source: "AWS SDK 3.1138, InvalidParameterException: one or more parameters are invalid; which is not said"
  },
  {
    name: "entitlements_of_unknown_product",
    default: "InvalidParameterException",
    allowed: ["InvalidParameterException", "empty"],
    what: "GetEntitlements of a product code that is not one of the seller",
    source: silent
  },
  {
    name: "entitlements_page_size",
    default: 25,
    allowed: { min: 1, max: 25 },
    what: "how many entitlements a page has if MaxResults is left out",
    source: "AWS SDK 3.1138, MaxResults: up to 25; no default named"
  },
  {
    name: "entitlements_end",
    default: "last-page",
    allowed: ["last-page", "empty-page"],
    what: "whether the last full page ends the list, or carries a NextToken to an empty page",
    source: "AWS SDK 3.1138, NextToken: may be there although the next page is empty"
  }
] as const satisfies ReadonlyArray<ChoiceDefinition>

import type { ChoiceDefinition } from "../ChoiceDefinition.ts"

/** What ResolveCustomer tells. */
export const customerChoices = [
  {
    name: "license_arn_for_legacy",
    default: "include",
    allowed: ["include", "omit"],
    what: "whether ResolveCustomer tells the LicenseArn for a legacy token too",
    source: "AWS SDK 3.1138, ResolveCustomer: silent; read 2026-11-21"
  }
] as const satisfies ReadonlyArray<ChoiceDefinition>

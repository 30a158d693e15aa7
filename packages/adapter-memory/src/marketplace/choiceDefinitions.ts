import { auditChoices } from "./choice/auditChoices.ts"
import { batchChoices } from "./choice/batchChoices.ts"
import { callerChoices } from "./choice/callerChoices.ts"
import { customerChoices } from "./choice/customerChoices.ts"
import { entitlementChoices } from "./choice/entitlementChoices.ts"
import { verdictChoices } from "./choice/verdictChoices.ts"
import { wireChoices } from "./choice/wireChoices.ts"
import type { ChoiceDefinition } from "./ChoiceDefinition.ts"

/**
 * Every behaviour that the service's documents leave open, in the order in which a request meets them.
 *
 * The code reads each value from here and nowhere else, so a seller who learns what AWS does changes one word.
 *
 * **Example** (What AWS does not say, and what the emulator does)
 *
 *     const choice = choiceDefinitions.find(({ name }) => name === "unknown_path_status")
 *
 *     choice?.default // => 404
 *     makeMarketplaceEmulator({ choices: { unknown_path_status: 400 } }).choices().unknown_path_status // => 400
 */
export const choiceDefinitions = [
  ...wireChoices,
  ...batchChoices,
  ...verdictChoices,
  ...callerChoices,
  ...customerChoices,
  ...entitlementChoices,
  ...auditChoices
] as const satisfies ReadonlyArray<ChoiceDefinition>

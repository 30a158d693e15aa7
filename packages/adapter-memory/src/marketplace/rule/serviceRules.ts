import { batchRules } from "./batchRules.ts"
import { buyerRules } from "./buyerRules.ts"
import { recordRules } from "./recordRules.ts"
import { requestRules } from "./requestRules.ts"
import type { ServiceRule } from "./ServiceRule.ts"

/**
 * Every rule of the metering service that the emulator keeps, in the order in which a request meets them.
 *
 * Tests are named by a rule's number, and a rule without a test fails the checks. What of a rule AWS does not document
 * is decided by the choices that it names.
 *
 * **Example** (How sure is it that AWS refuses a record of 24 hours ago?)
 *
 *     const rule = serviceRules.find(({ number }) => number === 20)
 *
 *     rule?.certainty // => "documented"
 *     rule?.choices.includes("month_end") // => true
 *     serviceRules.length // => 45
 */
export const serviceRules: ReadonlyArray<ServiceRule> = [
  ...requestRules,
  ...batchRules,
  ...recordRules,
  ...buyerRules
]

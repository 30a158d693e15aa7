import { Balance } from "../model/Balance.ts"
import { Quantity } from "../model/Quantity.ts"
import type { Finding } from "../model/Violation.ts"

/**
 * Lists what is wrong with the balance of one account and meter.
 *
 * - **Shape**: total. Open usage may be negative where a late event took back what was sealed, and what is written off
 *   where AWS bills more than was used; nothing else may.
 *
 * **Example** (A quarter of a unit that no place holds)
 *
 *     const zero = Quantity.zero
 *     const balance: Balance = {
 *       account: "acme",
 *       meter: "pages",
 *       recorded: Result.getOrThrow(Quantity.parse("7.25")),
 *       open: zero,
 *       carried: zero,
 *       pending: zero,
 *       accepted: Quantity.ofUnits(7),
 *       dead: zero,
 *       held: zero,
 *       included: zero,
 *       writtenOff: zero
 *     }
 *
 *     auditBalance(balance).map(({ invariant }) => invariant) // => ["I-1"]
 *     auditBalance(balance)[0]?.found // => "0.25 of 7.25 recorded are in no place"
 */
export const auditBalance = (balance: Balance): ReadonlyArray<Finding> =>
  [...missingUsage(balance), ...negativePlaces(balance)].map((found) => ({ invariant: "I-1", found }))

const missingUsage = (balance: Balance): ReadonlyArray<string> => {
  const missing = Balance.unexplained(balance)
  const recorded = Quantity.format(balance.recorded)
  if (missing === Quantity.zero) return []
  return missing > 0n
    ? [`${Quantity.format(missing)} of ${recorded} recorded are in no place`]
    : [`the places hold ${Quantity.format(Quantity.negate(missing))} more than the ${recorded} recorded`]
}

const neverNegative = ["recorded", "carried", "pending", "accepted", "dead", "held", "included"] as const

const negativePlaces = (balance: Balance): ReadonlyArray<string> =>
  neverNegative
    .filter((place) => balance[place] < 0n)
    .map((place) => `${place} is ${Quantity.format(balance[place])}, less than nothing`)

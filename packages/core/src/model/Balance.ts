import { Quantity } from "./Quantity.ts"

/**
 * Where all usage of one account and meter stands, in exact decimals of the meter's unit.
 *
 * - **Shape**: `recorded` is counted from the events, every other field from its own rows, so that the difference is a
 *   real check and not an identity.
 */
export interface Balance {
  readonly account: string
  readonly meter: string
  readonly recorded: Quantity
  /** Of hours that are not sealed. */
  readonly open: Quantity
  /** Waits for the next hour: a fraction, or what exceeds AWS's maximum. */
  readonly carried: Quantity
  /** Sealed and not yet settled, in doubt included. */
  readonly pending: Quantity
  /** In records that AWS has taken: what is billed. */
  readonly accepted: Quantity
  /** In records that no retry can help. */
  readonly dead: Quantity
  /** In no record, until a person decides. */
  readonly held: Quantity
  /** Covered by an allowance, and so never metered. */
  readonly included: Quantity
  /** Not to be billed, with its reason; negative where rounding up made AWS bill more than was used. */
  readonly writtenOff: Quantity
}

/** Returns the recorded usage that no state accounts for; always zero, and an alarm when it is not. */
const unexplained = (balance: Balance): Quantity =>
  Quantity.subtract(
    balance.recorded,
    Quantity.sum([
      balance.open,
      balance.carried,
      balance.pending,
      balance.accepted,
      balance.dead,
      balance.held,
      balance.included,
      balance.writtenOff
    ])
  )

/**
 * Balances: the check that nothing is missing.
 *
 * **Example** (Seven and a quarter recorded, seven billed, a quarter carried)
 *
 *     const zero = Quantity.zero
 *     const balance: Balance = {
 *       account: "acme",
 *       meter: "pages",
 *       recorded: Result.getOrThrow(Quantity.parse("7.25")),
 *       open: zero,
 *       carried: Result.getOrThrow(Quantity.parse("0.25")),
 *       pending: zero,
 *       accepted: Quantity.ofUnits(7),
 *       dead: zero,
 *       held: zero,
 *       included: zero,
 *       writtenOff: zero
 *     }
 *
 *     Quantity.format(Balance.unexplained(balance)) // => "0"
 *     Quantity.format(Balance.unexplained({ ...balance, carried: zero })) // => "0.25"
 */
export const Balance = { unexplained }

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

/** A balance of nothing, in every place. */
const none: Omit<Balance, "account" | "meter"> = {
  recorded: Quantity.zero,
  open: Quantity.zero,
  carried: Quantity.zero,
  pending: Quantity.zero,
  accepted: Quantity.zero,
  dead: Quantity.zero,
  held: Quantity.zero,
  included: Quantity.zero,
  writtenOff: Quantity.zero
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
 * Balances: none at all, and the check that nothing is missing.
 *
 * **Example** (Seven and a quarter recorded, seven billed, a quarter carried)
 *
 *     const balance: Balance = {
 *       ...Balance.none,
 *       account: "acme",
 *       meter: "pages",
 *       recorded: Result.getOrThrow(Quantity.parse("7.25")),
 *       carried: Result.getOrThrow(Quantity.parse("0.25")),
 *       accepted: Quantity.ofUnits(7)
 *     }
 *
 *     Quantity.format(Balance.unexplained(balance)) // => "0"
 *     Quantity.format(Balance.unexplained({ ...balance, carried: Quantity.zero })) // => "0.25"
 */
export const Balance = { none, unexplained }

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
  readonly open: Quantity
  readonly carried: Quantity
  /** Sealed and not yet settled, in doubt included. */
  readonly pending: Quantity
  readonly accepted: Quantity
  readonly dead: Quantity
  readonly held: Quantity
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
      balance.writtenOff
    ])
  )

export const Balance = { unexplained }

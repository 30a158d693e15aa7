/** What a seller's own books say of its usage, as far as a quarter reads them; quantities are decimals in the meter's unit. */
export interface SellerBooks {
  readonly balances: ReadonlyArray<
    AccountMeter & { readonly carried: string; readonly open: string; readonly pending: string }
  >
  /** What of `pending` nobody knows of whether AWS has it, since its window closed before that was heard. */
  readonly inDoubt: ReadonlyArray<DoubtfulRecord>
  /** Accounts of which reports still wait, and how many. */
  readonly reportsWaiting: ReadonlyArray<{ readonly account: string; readonly reports: number }>
  /** What will not be billed, with its reason. */
  readonly unbilled: ReadonlyArray<
    AccountMeter & { readonly kind: string; readonly quantity: string; readonly reason: string }
  >
}

/** Whose usage of what. */
export interface AccountMeter {
  readonly account: string
  readonly meter: string
}

/** A record of which nobody knows whether AWS has it. */
export interface DoubtfulRecord extends AccountMeter {
  /** Start of the hour, in epoch seconds. */
  readonly hour: number
  /** In whole units of the dimension. */
  readonly quantity: number
  readonly region: string
  readonly scope: "license" | "product"
}

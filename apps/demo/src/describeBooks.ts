import type { MarketplaceEmulator } from "@tallyhour/adapter-memory"
import type { BalanceReport, UnbilledReport } from "@tallyhour/core"
import { Quantity } from "@tallyhour/core"
import { Result } from "effect"

const figures = [
  "recorded",
  "accepted",
  "carried",
  "pending",
  "open",
  "dead",
  "held",
  "writtenOff",
  "unexplained"
] as const

/** The sums over all accounts and meters, as decimal strings, beside what AWS itself says it will bill. */
export type DemoTotals = { readonly [Figure in (typeof figures)[number]]: string } & {
  readonly records: number
  readonly billed_by_aws: string
}

/** Adds up the books, and what the emulator's ledger holds. */
export const totalsOf = (
  balances: ReadonlyArray<BalanceReport>,
  emulator: MarketplaceEmulator
): DemoTotals => {
  const billed = emulator.accepted()
  const sum = (figure: (typeof figures)[number]) =>
    Quantity.format(Quantity.sum(balances.map((row) => Result.getOrThrow(Quantity.parse(row[figure])))))
  return {
    recorded: sum("recorded"),
    accepted: sum("accepted"),
    carried: sum("carried"),
    pending: sum("pending"),
    open: sum("open"),
    dead: sum("dead"),
    held: sum("held"),
    writtenOff: sum("writtenOff"),
    unexplained: sum("unexplained"),
    records: billed.length,
    billed_by_aws: String(billed.reduce((n, { quantity }) => n + quantity, 0))
  }
}

/** Describes the books to a person: a line for each account and meter, and what will not be billed. */
export const describeBooks = (
  balances: ReadonlyArray<BalanceReport>,
  unbilled: ReadonlyArray<UnbilledReport>
): string =>
  [
    "",
    row("account", "meter", "recorded", "accepted", "carried", "dead", "unexplained"),
    ...balances.map((b) => row(b.account, b.meter, b.recorded, b.accepted, b.carried, b.dead, b.unexplained)),
    "",
    ...unbilled.map(
      ({ account, kind, meter, quantity, reason }) => `${kind}: ${quantity} ${meter} of ${account}. ${reason}`
    )
  ].join("\n")

const row = (account: string, meter: string, ...cells: ReadonlyArray<string>): string =>
  `  ${account.padEnd(9)} ${meter.padEnd(9)} ${cells.map((cell) => cell.padStart(11)).join(" ")}`

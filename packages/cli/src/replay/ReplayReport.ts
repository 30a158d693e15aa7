import type { AcceptedRecord } from "@tallyhour/adapter-memory"
import { Balance, Books, Quantity } from "@tallyhour/core"
import { Effect } from "effect"
import type { Taken } from "./replay.ts"
import type { RefusedLine } from "./ReplayLine.ts"

/** A record as the service will bill it; instants in epoch seconds. */
export interface AcceptedRow {
  readonly account: string
  readonly meter: string
  readonly dimension: string
  readonly timestamp: number
  readonly quantity: number
  readonly accepted_at: number
  readonly metering_record_id: string
}

/** Usage of an account and meter, as a decimal string. */
export interface UsageRow {
  readonly account: string
  readonly meter: string
  readonly quantity: string
}

/** What AWS would bill for a log, and where everything else is. */
export interface ReplayReport {
  readonly accepted: ReadonlyArray<AcceptedRow>
  readonly carried: ReadonlyArray<UsageRow>
  readonly dead: ReadonlyArray<UsageRow & { readonly reason: string }>
  readonly pending: ReadonlyArray<UsageRow>
  readonly refused: ReadonlyArray<RefusedLine>
  readonly totals: ReplayTotals
}

/** The sums of a replay over all accounts and meters. Quantities are decimal strings. */
export interface ReplayTotals {
  readonly lines: number
  readonly events: number
  readonly repeated: number
  readonly refused: number
  readonly not_arrived: number
  readonly records: number
  readonly recorded: string
  readonly accepted: string
  readonly carried: string
  readonly dead: string
  readonly pending: string
  /** The sum over accounts and meters of what no place accounts for, each without its sign: "0" when the books balance. */
  readonly unexplained: string
}

/**
 * Draws up the report of a replay and checks that it balances for every account and meter.
 *
 * What was recorded is summed from the lines of the log, and what was accepted from the service's own ledger, so the
 * check does not trust the books that it is about.
 */
export const reportOf = Effect.fn("reportOf")(function* (replayed: {
  readonly accepted: ReadonlyArray<AcceptedRecord>
  readonly accountOf: (buyer: string) => string
  readonly refusedAtReading: ReadonlyArray<RefusedLine>
  readonly taken: Taken
}) {
  const books = yield* Books
  const balances = yield* books.balances
  const unbilled = yield* books.unbilled
  const { taken } = replayed
  const accepted = acceptedRows(replayed.accepted, replayed.accountOf)
  const refused = [...replayed.refusedAtReading, ...taken.refused].sort((a, b) => a.line - b.line)
  const report: ReplayReport = {
    accepted,
    carried: rowsOf(balances, ({ carried }) => carried),
    dead: unbilled.map(({ account, meter, quantity, reason }) => ({
      account,
      meter,
      quantity: Quantity.format(quantity),
      reason
    })),
    pending: rowsOf(balances, (balance) => Quantity.add(balance.open, balance.pending)),
    refused,
    totals: {
      lines: taken.recorded.length + taken.repeated + refused.length + taken.notArrived,
      events: taken.recorded.length,
      repeated: taken.repeated,
      refused: refused.length,
      not_arrived: taken.notArrived,
      records: accepted.length,
      recorded: total(balances, ({ recorded }) => recorded),
      accepted: Quantity.format(Quantity.sum(accepted.map((row) => Quantity.ofUnits(row.quantity)))),
      carried: total(balances, ({ carried }) => carried),
      dead: total(balances, notBilled),
      pending: total(balances, (balance) => Quantity.add(balance.open, balance.pending)),
      unexplained: Quantity.format(unexplainedOf(balances, accepted, taken))
    }
  }
  return report
})

const acceptedRows = (
  records: ReadonlyArray<AcceptedRecord>,
  accountOf: (buyer: string) => string
): ReadonlyArray<AcceptedRow> =>
  records
    .map((record) => ({
      account: accountOf(record.accountId),
      meter: record.dimension,
      dimension: record.dimension,
      timestamp: record.timestamp,
      quantity: record.quantity,
      accepted_at: Math.floor(record.acceptedAt),
      metering_record_id: record.meteringRecordId
    }))
    .sort((a, b) => compare(a.account, b.account) || compare(a.meter, b.meter) || a.timestamp - b.timestamp)

const rowsOf = (
  balances: ReadonlyArray<Balance>,
  part: (balance: Balance) => Quantity
): ReadonlyArray<UsageRow> =>
  balances
    .filter((balance) => part(balance) !== Quantity.zero)
    .map((balance) => ({
      account: balance.account,
      meter: balance.meter,
      quantity: Quantity.format(part(balance))
    }))

const notBilled = ({ dead, held, included, writtenOff }: Balance): Quantity =>
  Quantity.sum([dead, held, included, writtenOff])

const total = (balances: ReadonlyArray<Balance>, part: (balance: Balance) => Quantity): string =>
  Quantity.format(Quantity.sum(balances.map(part)))

const unexplainedOf = (
  balances: ReadonlyArray<Balance>,
  accepted: ReadonlyArray<AcceptedRow>,
  taken: Taken
): Quantity => {
  const left = new Map<string, Quantity>()
  const book = (account: string, meter: string, quantity: Quantity) => {
    const key = JSON.stringify([account, meter])
    left.set(key, Quantity.add(left.get(key) ?? Quantity.zero, quantity))
  }
  for (const { event } of taken.recorded) book(event.account, event.meter, event.quantity)
  for (const row of accepted) book(row.account, row.meter, Quantity.negate(Quantity.ofUnits(row.quantity)))
  for (const balance of balances) {
    const elsewhere = Quantity.sum([balance.open, balance.pending, balance.carried, notBilled(balance)])
    book(balance.account, balance.meter, Quantity.negate(elsewhere))
  }
  const missing = [...left.values(), ...balances.map(Balance.unexplained)]
  return Quantity.sum(missing.map((quantity) => Quantity.max(quantity, Quantity.negate(quantity))))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

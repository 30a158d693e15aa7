import type { AcceptedRecord } from "@tallyhour/adapter-memory"
import type { Buyer } from "./Buyer.ts"
import { exactOf } from "./Exact.ts"
import type { Usage } from "./planUsage.ts"
import type { QuarterPart } from "./QuarterReport.ts"
import type { AccountMeter, DoubtfulRecord, SellerBooks } from "./SellerBooks.ts"
import { unitOf } from "./seller.ts"

/** Where the usage of one account and meter is at the end, exactly and in the meter's unit. */
export interface AccountUsage extends Readonly<Record<QuarterPart, bigint>>, AccountMeter {
  /** Open, or sealed and neither settled nor in doubt. */
  readonly waiting: bigint
}

/** A line of the emulator's invoice. */
export interface InvoicedLine {
  readonly account_id: string
  readonly dimension: string
  readonly month: string
  /** In units of the dimension, as a decimal. */
  readonly quantity: string
}

/**
 * Sums up every account and meter that used something, is invoiced for something, or stands in the books.
 *
 * What was used comes from the plan, what is invoiced and what AWS has of the records in doubt from the emulator; neither is
 * asked of the books that they check.
 */
export const usageByAccount = (
  books: SellerBooks,
  buyers: ReadonlyArray<Pick<Buyer, "account" | "accountId">>,
  truth: {
    readonly lines: ReadonlyArray<InvoicedLine>
    readonly records: ReadonlyArray<AcceptedRecord>
    readonly usage: ReadonlyArray<Usage>
  }
): ReadonlyArray<AccountUsage> => {
  const accounts = new Map(buyers.map(({ account, accountId }) => [accountId, account]))
  const named = (accountId: string, dimension: string): AccountMeter => ({
    account: accounts.get(accountId) ?? accountId,
    meter: dimension
  })
  const taken = new Set(
    truth.records.map((one) => slotOf({ ...one, ...named(one.accountId, one.dimension) }))
  )
  const balances = groupedByKey(books.balances)
  const unbilled = groupedByKey(books.unbilled)
  const inDoubt = groupedByKey(books.inDoubt)
  const used = groupedByKey(truth.usage)
  const invoiced = groupedByKey(
    truth.lines.map((line) => ({ ...line, ...named(line.account_id, line.dimension) }))
  )
  return [...new Set([used, balances, invoiced].flatMap((of) => [...of.keys()]))].map((key) => {
    const [account = "", meter = ""] = key.split(" ")
    const doubtful = inDoubt.get(key) ?? []
    const unit = unitOf[meter] ?? 1n
    const unitsOf = ({ quantity }: DoubtfulRecord) => BigInt(quantity) * exactOf("1") * unit
    const parts = {
      used: sum(used.get(key), ({ thousandths }) => thousandths * exactOf("0.001")),
      invoiced: sum(invoiced.get(key), ({ quantity }) => exactOf(quantity) * unit),
      carried: sum(balances.get(key), ({ carried }) => exactOf(carried)),
      unbilled: sum(unbilled.get(key), ({ quantity }) => exactOf(quantity)),
      inDoubt: sum(
        doubtful.filter((record) => !taken.has(slotOf(record))),
        unitsOf
      )
    }
    const pending = sum(balances.get(key), (row) => exactOf(row.open) + exactOf(row.pending))
    return {
      account,
      meter,
      ...parts,
      difference: parts.used - parts.invoiced - parts.carried - parts.unbilled - parts.inDoubt,
      waiting: pending - sum(doubtful, unitsOf)
    }
  })
}

/** Adds up a part of several things. */
export const sum = <A>(all: ReadonlyArray<A> | undefined, part: (one: A) => bigint): bigint =>
  (all ?? []).reduce((total, one) => total + part(one), 0n)

const groupedByKey = <A extends AccountMeter>(all: ReadonlyArray<A>) =>
  Map.groupBy(all, ({ account, meter }) => `${account} ${meter}`)

const slotOf = ({ account, hour, meter, region, scope }: Omit<DoubtfulRecord, "quantity">): string =>
  `${account} ${meter} ${region} ${scope} ${hour}`

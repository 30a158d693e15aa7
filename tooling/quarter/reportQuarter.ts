import type { AcceptedRecord } from "@tallyhour/adapter-memory"
import { DateTime } from "effect"
import { type AccountUsage, type InvoicedLine, sum, usageByAccount } from "./AccountUsage.ts"
import type { Buyer } from "./Buyer.ts"
import { decimalOf, exactOf } from "./Exact.ts"
import type { World } from "./openWorld.ts"
import { type Circumstances, isExcusable } from "./excusable.ts"
import type { Usage } from "./planUsage.ts"
import type { Weather } from "./planWeather.ts"
import { type QuarterPart, quarterParts, type QuarterReport } from "./QuarterReport.ts"
import type { SellerBooks } from "./SellerBooks.ts"
import { unitOf } from "./seller.ts"

/** Draws up the report of a quarter that is over. */
export const reportQuarter = (
  world: Pick<World, "accepted" | "control">,
  books: SellerBooks,
  {
    buyers,
    reported,
    troubles,
    weather
  }: {
    readonly buyers: ReadonlyArray<Pick<Buyer, "account" | "accountId"> & Circumstances>
    readonly reported: ReadonlyArray<Usage>
    readonly troubles: QuarterReport["troubles"]
    readonly weather: ReadonlyArray<Weather>
  }
): QuarterReport => {
  const usage = [...new Map(reported.map((one) => [one.eventId, one])).values()]
  const records = world.accepted()
  const lines = invoiceOf(world, monthsOf(records))
  const accounts = usageByAccount(books, buyers, { lines, records, usage })
  return {
    buyers: buyers.length,
    events: usage.length,
    records: records.length,
    invoiced: grouped(lines, ({ dimension, month }) => `${month} ${dimension}`).map(
      ([{ dimension, month }, of]) => ({
        month,
        dimension,
        quantity: total(of)
      })
    ),
    unbilled: unbilledOf(books.unbilled),
    totals: Object.keys(unitOf).map((meter) => totalsOf(meter, accounts)),
    troubles,
    problems: [
      ...accounts.flatMap(problemsOf),
      ...billedTwice(records),
      ...books.reportsWaiting.map(({ account, reports }) => `${reports} reports of ${account} still wait`),
      ...accounts.flatMap((one) => unexcused(one, { buyers, usage, weather }))
    ]
  }
}

/** The months of the records that were taken, as in "2026-03". */
const monthsOf = (records: ReadonlyArray<AcceptedRecord>): ReadonlyArray<string> =>
  [
    ...new Set(
      records.map(({ hour }) =>
        DateTime.formatIso(DateTime.makeUnsafe(hour * 1000)).slice(0, "2026-03".length)
      )
    )
  ].toSorted()

const invoiceOf = (
  world: Pick<World, "control">,
  months: ReadonlyArray<string>
): ReadonlyArray<InvoicedLine> =>
  months.flatMap((month) => {
    const { lines } = world.control("invoice", { month }) as { readonly lines: ReadonlyArray<InvoicedLine> }
    return lines.map((line) => ({ ...line, month }))
  })

const unbilledOf = (rows: SellerBooks["unbilled"]): QuarterReport["unbilled"] => {
  const coded = rows.map((row) => ({ ...row, reason: row.reason.split(":")[0] ?? row.reason }))
  return grouped(coded, ({ kind, meter, reason }) => `${meter} ${kind} ${reason}`).map(
    ([{ kind, meter, reason }, of]) => ({ meter, kind, reason, quantity: total(of) })
  )
}

const totalsOf = (meter: string, accounts: ReadonlyArray<AccountUsage>): QuarterReport["totals"][number] => {
  const of = accounts.filter((one) => one.meter === meter)
  const parts = Object.fromEntries(
    quarterParts.map((part) => [part, decimalOf(sum(of, (one) => one[part]))])
  ) as Record<QuarterPart, string>
  return { meter, ...parts }
}

const problemsOf = ({
  account,
  carried,
  difference,
  meter,
  waiting
}: AccountUsage): ReadonlyArray<string> => {
  const unit = (unitOf[meter] ?? 1n) * exactOf("1")
  const said = (quantity: bigint) => `${decimalOf(quantity)} ${meter} of ${account}`
  return [
    ...(difference === 0n ? [] : [`${said(difference)} are unexplained`]),
    ...(waiting === 0n ? [] : [`${said(waiting)} still wait`]),
    ...(carried < unit ? [] : [`${said(carried)} are carried, which is a unit or more`])
  ]
}

/** What is not billed although nothing has happened to it: more than all that something could have happened to. */
const unexcused = (
  { account, inDoubt, meter, unbilled }: AccountUsage,
  {
    buyers,
    usage,
    weather
  }: {
    readonly buyers: ReadonlyArray<Pick<Buyer, "account"> & Circumstances>
    readonly usage: ReadonlyArray<Usage>
    readonly weather: ReadonlyArray<Weather>
  }
): ReadonlyArray<string> => {
  const circumstances = buyers.find((one) => one.account === account)
  const excusable = usage.filter(
    (one) => one.account === account && one.meter === meter && isExcusable(one, { ...circumstances, weather })
  )
  // A record of such an hour may hold the fraction of a unit that was carried into it.
  const unit = (unitOf[meter] ?? 1n) * exactOf("1")
  const most = sum(excusable, ({ thousandths }) => thousandths * exactOf("0.001")) + unit
  const missing = unbilled + inDoubt
  return missing <= most
    ? []
    : [
        `${decimalOf(missing)} ${meter} of ${account} are not billed, and at most ${decimalOf(most)} have an excuse`
      ]
}

/** An hour of a buyer that stands on the bill in two forms of identity, or in two regions. */
const billedTwice = (records: ReadonlyArray<AcceptedRecord>): ReadonlyArray<string> =>
  grouped(records, ({ accountId, dimension, hour }) => `${dimension} of ${accountId} in hour ${hour}`)
    .filter(([, claims]) => new Set(claims.map(identityOf)).size > 1)
    .map(
      ([{ accountId, dimension, hour }]) => `${dimension} of ${accountId} in hour ${hour} are billed twice`
    )

const identityOf = ({ customerIdentifier, region, scope }: AcceptedRecord): string =>
  `${region} ${scope} ${customerIdentifier === null}`

const grouped = <A>(all: ReadonlyArray<A>, by: (one: A) => string): ReadonlyArray<[A, ReadonlyArray<A>]> =>
  [...Map.groupBy(all, by).values()].map((of) => [of[0]!, of])

const total = (rows: ReadonlyArray<{ readonly quantity: string }>): string =>
  decimalOf(sum(rows, ({ quantity }) => exactOf(quantity)))

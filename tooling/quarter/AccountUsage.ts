import type { UsageRecord } from "@tallyhour/core"
import { MeteringHour } from "@tallyhour/core"
import { DateTime } from "effect"
import type { Buyer } from "./Buyer.ts"
import { exactOf } from "./Exact.ts"
import type { ReadableWorld } from "./openWorld.ts"
import type { Usage } from "./planUsage.ts"
import type { QuarterPart } from "./QuarterReport.ts"
import { unitOf } from "./seller.ts"

/** Where the usage of one account and meter is at the end, exactly and in the meter's unit. */
export interface AccountUsage extends Readonly<Record<QuarterPart, bigint>> {
  readonly account: string
  readonly meter: string
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
export const usageByAccount = async (
  world: ReadableWorld,
  buyers: ReadonlyArray<Buyer>,
  plan: { readonly lines: ReadonlyArray<InvoicedLine>; readonly usage: ReadonlyArray<Usage> }
): Promise<ReadonlyArray<AccountUsage>> => {
  const balances = groupedByKey(await world.meter.balances())
  const unbilled = groupedByKey(await world.meter.unbilled())
  const inDoubt = groupedByKey(await world.inDoubt())
  const used = groupedByKey(plan.usage)
  const accounts = new Map(buyers.map(({ account, accountId }) => [accountId, account]))
  const invoiced = groupedByKey(
    plan.lines.map((line) => ({
      ...line,
      account: accounts.get(line.account_id) ?? line.account_id,
      meter: line.dimension
    }))
  )
  const taken = new Set(world.accepted().map((one) => `${accounts.get(one.accountId)} ${slotOf(one)}`))
  const isTaken = (record: UsageRecord) => taken.has(`${record.account} ${slotOf(acceptedAs(record))}`)
  return [...new Set([used, balances, invoiced].flatMap((grouped) => [...grouped.keys()]))].map((key) => {
    const [account = "", meter = ""] = key.split(" ")
    const doubtful = inDoubt.get(key) ?? []
    const parts = {
      used: sum(used.get(key), ({ thousandths }) => thousandths * exactOf("0.001")),
      invoiced: sum(invoiced.get(key), ({ quantity }) => exactOf(quantity) * (unitOf[meter] ?? 1n)),
      carried: sum(balances.get(key), ({ carried }) => exactOf(carried)),
      unbilled: sum(unbilled.get(key), ({ quantity }) => exactOf(quantity)),
      inDoubt: sum(
        doubtful.filter((record) => !isTaken(record)),
        unitsOf
      )
    }
    return {
      account,
      meter,
      ...parts,
      difference: parts.used - parts.invoiced - parts.carried - parts.unbilled - parts.inDoubt,
      waiting:
        sum(balances.get(key), ({ open, pending }) => exactOf(open) + exactOf(pending)) -
        sum(doubtful, unitsOf)
    }
  })
}

/** Adds up a part of several things. */
export const sum = <A>(all: ReadonlyArray<A> | undefined, part: (one: A) => bigint): bigint =>
  (all ?? []).reduce((total, one) => total + part(one), 0n)

const groupedByKey = <A extends { readonly account: string; readonly meter: string }>(
  all: ReadonlyArray<A>
) => Map.groupBy(all, ({ account, meter }) => `${account} ${meter}`)

const unitsOf = ({ meter, quantity }: UsageRecord): bigint =>
  BigInt(quantity) * exactOf("1") * (unitOf[meter] ?? 1n)

interface Slot {
  readonly dimension: string
  readonly hour: number
  readonly region: string
  readonly scope: string
}

const slotOf = ({ dimension, hour, region, scope }: Slot): string => `${region} ${scope} ${dimension} ${hour}`

const acceptedAs = ({ agreement, dimension, hour, region }: UsageRecord): Slot => ({
  dimension,
  hour: DateTime.toEpochMillis(MeteringHour.start(hour)) / 1000,
  region,
  scope: agreement._tag === "License" ? "license" : "product"
})

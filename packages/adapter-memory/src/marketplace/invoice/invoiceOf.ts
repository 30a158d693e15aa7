import { Quantity } from "@tallyhour/core"
import { DateTime } from "effect"
import type { AcceptedRecord } from "../AcceptedRecord.ts"
import { joinKey } from "../joinKey.ts"
import { doubleChargesOf, formOf } from "./doubleChargesOf.ts"
import { groupedBy } from "./groupedBy.ts"
import type { Charge, Invoice, InvoiceLine, TaggedUsage } from "./Invoice.ts"
import { priceOf } from "./PriceList.ts"
import type { PriceList } from "./PriceList.ts"

/**
 * Returns what AWS would bill for a month: every accepted record whose hour lies in it, at the prices given.
 *
 * Nothing is rounded, because how AWS rounds is not documented. Tags split a line and never change its price.
 *
 * - **Unit**: `month` as in "2026-03", in UTC; money in the currency of the prices.
 * - **Shape**: pure; lines in order of buyer, product and dimension, whatever the order of acceptance.
 */
export const invoiceOf = (
  ledger: ReadonlyArray<AcceptedRecord>,
  { month, prices }: { readonly month: string; readonly prices: PriceList }
): Invoice => {
  const { since, until } = boundsOf(month)
  const ofMonth = ledger.filter(({ hour }) => hour >= since && hour < until)
  const lines = [...groupedBy(ofMonth, lineKey).values()].map((records) => lineOf(records, prices))
  return {
    amount: Quantity.format(Quantity.sum(lines.map(({ amount }) => amount ?? Quantity.zero))),
    doubled_amount: Quantity.format(Quantity.sum(lines.map(({ doubled }) => doubled))),
    lines: lines.map(({ line }) => line).toSorted(byName),
    month,
    unpriced: lines.filter(({ amount }) => amount === null).length
  }
}

/** Returns the UTC month of an instant, as in "2026-03"; the instant in epoch milliseconds. */
export const monthOf = (instant: number): string =>
  DateTime.formatIso(DateTime.makeUnsafe(instant)).slice(0, 7)

const boundsOf = (month: string): { readonly since: number; readonly until: number } => {
  const first = DateTime.makeUnsafe(`${month}-01T00:00:00Z`)
  return {
    since: DateTime.toEpochMillis(first) / 1_000,
    until: DateTime.toEpochMillis(DateTime.add(first, { months: 1 })) / 1_000
  }
}

const lineKey = ({ accountId, dimension, productCode }: AcceptedRecord): string =>
  joinKey(accountId, productCode, dimension)

const lineOf = (records: ReadonlyArray<AcceptedRecord>, prices: PriceList) => {
  // A group has at least the record that it was made for.
  const { accountId, dimension, productCode } = records[0] as AcceptedRecord
  const price = priceOf(prices, productCode, dimension) ?? null
  const costOf = (quantity: Quantity) =>
    price === null ? null : Quantity.times(price, Quantity.wholeUnits(quantity))
  const amountOf = (quantity: Quantity) => textOf(costOf(quantity))
  const quantity = sumOf(records)
  const double_charges = doubleChargesOf(records, amountOf)
  const line: InvoiceLine = {
    account_id: accountId,
    amount: amountOf(quantity),
    by_tags: byTags(records, amountOf),
    charges: chargesOf(records),
    dimension,
    double_charges,
    price: textOf(price),
    product_code: productCode,
    quantity: Quantity.format(quantity),
    records: records.length
  }
  const excess = double_charges.reduce((sum, charge) => sum + BigInt(charge.quantity), 0n)
  return { amount: costOf(quantity), doubled: costOf(Quantity.ofUnits(excess)) ?? Quantity.zero, line }
}

const textOf = (quantity: Quantity | null): string | null =>
  quantity === null ? null : Quantity.format(quantity)

const sumOf = (records: ReadonlyArray<AcceptedRecord>): Quantity =>
  Quantity.sum(records.map(({ quantity }) => Quantity.ofUnits(quantity)))

const chargesOf = (records: ReadonlyArray<AcceptedRecord>): ReadonlyArray<Charge> =>
  [...groupedBy(records, (one) => joinKey(one.licenseArn ?? "", formOf(one), one.region))]
    .toSorted(([one], [other]) => compare(one, other))
    .map(([, [first, ...rest]]) => {
      const ofCharge = [first as AcceptedRecord, ...rest]
      const { licenseArn, region, scope } = first as AcceptedRecord
      return {
        customer_form: formOf(first as AcceptedRecord),
        license_arn: licenseArn,
        quantity: Quantity.format(sumOf(ofCharge)),
        records: ofCharge.length,
        region,
        scope
      }
    })

type Tags = TaggedUsage["tags"]

const byTags = (
  records: ReadonlyArray<AcceptedRecord>,
  amountOf: (quantity: Quantity) => string | null
): ReadonlyArray<TaggedUsage> => {
  const parts = records.flatMap(({ allocations, quantity }) =>
    allocations === null
      ? [{ quantity, tags: [] as Tags }]
      : allocations.map(({ AllocatedUsageQuantity, Tags = [] }) => ({
          quantity: AllocatedUsageQuantity,
          tags: Tags.map(({ Key: key, Value: value }) => ({ key, value })).toSorted((one, other) =>
            compare(one.key, other.key)
          )
        }))
  )
  return [...groupedBy(parts, ({ tags }) => joinKey(...tags.flatMap(({ key, value }) => [key, value])))]
    .toSorted(([one], [other]) => compare(one, other))
    .map(([, ofTags]) => {
      const quantity = Quantity.sum(ofTags.map((part) => Quantity.ofUnits(part.quantity)))
      return { amount: amountOf(quantity), quantity: Quantity.format(quantity), tags: ofTags[0]?.tags ?? [] }
    })
}

const byName = (one: InvoiceLine, other: InvoiceLine): number =>
  compare(one.account_id, other.account_id) ||
  compare(one.product_code, other.product_code) ||
  compare(one.dimension, other.dimension)

// By code unit, so that the order does not depend on the machine's language.
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

import { Quantity } from "@tallyhour/core"
import type { AcceptedRecord } from "../AcceptedRecord.ts"
import { groupedBy } from "./groupedBy.ts"
import type { DoubleCharge } from "./Invoice.ts"

/**
 * Returns the hours in which one buyer's usage of one dimension was accepted more than once.
 *
 * The service tells records apart by license or product, by customer form where the choice says so, and by region; it
 * bills each. Records of two licenses are two agreements and no double charge.
 *
 * - **Source**: Seller Guide: metering one customer by product and by license in one hour is two charges.
 */
export const doubleChargesOf = (
  records: ReadonlyArray<AcceptedRecord>,
  amountOf: (quantity: Quantity) => string | null
): ReadonlyArray<DoubleCharge> =>
  [...groupedBy(records, ({ hour }) => String(hour)).values()]
    .filter((ofHour) => ofHour.length > 1)
    .toSorted(([one], [other]) => (one?.hour ?? 0) - (other?.hour ?? 0))
    .flatMap((ofHour) => {
      const because = reasonsOf(ofHour)
      const quantity = Quantity.ofUnits(excessOf(ofHour))
      return because.length === 0
        ? []
        : [
            {
              amount: amountOf(quantity),
              because,
              hour: ofHour[0]?.hour ?? 0,
              metering_record_ids: ofHour.map(({ meteringRecordId }) => meteringRecordId),
              quantity: Quantity.format(quantity)
            }
          ]
    })

const reasonsOf = (records: ReadonlyArray<AcceptedRecord>): DoubleCharge["because"] => {
  const ofAgreements = [...agreementsOf(records).values()]
  const scopes = new Set(records.map(({ scope }) => scope))
  return [
    ...(scopes.size > 1 ? (["product and license"] as const) : []),
    ...(ofAgreements.some((claims) => isMixed(claims, formOf)) ? (["two customer forms"] as const) : []),
    ...(ofAgreements.some((claims) => isMixed(claims, ({ region }) => region))
      ? (["two regions"] as const)
      : [])
  ]
}

/** Returns the form in which a record named its buyer. */
export const formOf = ({ customerIdentifier }: AcceptedRecord): "account" | "identifier" =>
  customerIdentifier === null ? "account" : "identifier"

const agreementsOf = (records: ReadonlyArray<AcceptedRecord>) =>
  groupedBy(records, ({ licenseArn }) => licenseArn ?? "")

const isMixed = (records: ReadonlyArray<AcceptedRecord>, of: (record: AcceptedRecord) => string): boolean =>
  new Set(records.map(of)).size > 1

// Of each agreement the largest claim may be right, and of product and licenses the larger of the two.
const excessOf = (records: ReadonlyArray<AcceptedRecord>): bigint => {
  let total = 0n
  let ofProduct = 0n
  let ofLicenses = 0n
  for (const [license, claims] of agreementsOf(records)) {
    let largest = 0n
    for (const { quantity } of claims) {
      total += BigInt(quantity)
      if (BigInt(quantity) > largest) largest = BigInt(quantity)
    }
    if (license === "") ofProduct += largest
    else ofLicenses += largest
  }
  return total - (ofProduct > ofLicenses ? ofProduct : ofLicenses)
}

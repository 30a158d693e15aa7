import type { AcceptedRecord } from "./AcceptedRecord.ts"
import type { StemmedHolder } from "./Holder.ts"
import type { Slot } from "./slotOf.ts"

/**
 * An accepted record as the ledger keeps it: what it says by itself, and beside it what it shares with others.
 *
 * A ledger is kept for long, and the garbage collector copies and traces what is kept. A record that shares its holder and
 * its slot, and holds no text, takes a third of the memory of one that holds everything itself.
 */
export interface LedgerRecord extends Pick<
  AcceptedRecord,
  "acceptedAt" | "allocations" | "quantity" | "timestamp"
> {
  readonly holder: StemmedHolder
  readonly slot: Slot
}

/** Returns the id of a record: a lower-case UUID. */
export const meteringRecordIdOf = ({ holder, slot }: LedgerRecord): string => holder.idStem + slot.idTail

/** Returns a record as it is told: an object of its own that holds everything itself. */
export const toldRecord = (record: LedgerRecord): AcceptedRecord => {
  const { acceptedAt, allocations, holder, quantity, slot, timestamp } = record
  return {
    acceptedAt,
    accountId: holder.accountId,
    allocations,
    customerIdentifier: holder.customerIdentifier,
    dimension: slot.dimension,
    hour: hourIn(slot),
    licenseArn: holder.licenseArn,
    meteringRecordId: meteringRecordIdOf(record),
    productCode: holder.productCode,
    quantity,
    region: holder.region,
    resource: holder.resource,
    scope: holder.licenseArn === null ? "product" : "license",
    timestamp
  }
}

/** Returns the start of the hour of a slot, in epoch seconds. */
export const hourIn = ({ hour }: Slot): number => hour * 3_600

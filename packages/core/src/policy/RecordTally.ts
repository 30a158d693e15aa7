import type { Agreement } from "../model/Agreement.ts"
import { DedupKey } from "../model/DedupKey.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import type { UsageRecord } from "../model/UsageRecord.ts"
import type { Finding } from "../model/Violation.ts"
import { buyerOf } from "./agreementKey.ts"
import { HourTally } from "./HourTally.ts"

/**
 * Compares each record of a ledger with all before it: AWS must never be told two quantities for one thing.
 *
 * It remembers what is metered and in which hours, but no records, so it takes ledgers of any size, in any order.
 */
export class RecordTally {
  private readonly keys = new HourTally()
  private readonly meters = new HourTally()
  private readonly forms = new HourTally()
  private readonly regions = new Map<string, string>()

  /** Adds a record, and lists what is wrong with it beside those before it. */
  add(record: UsageRecord): ReadonlyArray<Finding> {
    const found = [
      this.repeatedKey(record),
      this.repeatedHour(record),
      this.secondRegion(record),
      this.secondForm(record)
    ]
    return found.flatMap((one) => (one === undefined ? [] : [{ invariant: "I-3", found: one }]))
  }

  private repeatedKey(record: UsageRecord): string | undefined {
    return this.keys.note(`${record.region} ${metered(record)}`, record.hour)
      ? "another record has the same region, agreement, dimension and hour"
      : undefined
  }

  private repeatedHour({ account, hour, meter }: UsageRecord): string | undefined {
    return this.meters.note(JSON.stringify([account, meter]), hour)
      ? `the account and meter have another record of the hour ${MeteringHour.format(hour)}`
      : undefined
  }

  private secondRegion(record: UsageRecord): string | undefined {
    const name = metered(record)
    const region = this.regions.get(name)
    if (region === undefined) this.regions.set(name, record.region)
    return region === undefined || region === record.region
      ? undefined
      : `the same agreement and dimension are metered in ${region} and in ${record.region}`
  }

  private secondForm({ agreement, dimension, hour, productCode }: UsageRecord): string | undefined {
    const buyer = buyerOf(agreement)
    if (buyer === undefined) return undefined
    const nameOf = (form: Agreement["_tag"]) => JSON.stringify([form, buyer, productCode, dimension])
    this.forms.note(nameOf(agreement._tag), hour)
    const other = agreement._tag === "License" ? "Product" : "License"
    return this.forms.has(nameOf(other), hour)
      ? `buyer ${buyer} is metered by license and by product in the hour ${MeteringHour.format(hour)}`
      : undefined
  }
}

/** What is metered, wherever and whenever: the parts of a dedup key without region and hour. */
const metered = (record: UsageRecord): string => DedupKey.of({ ...record, hour: noHour, region: "" })

const noHour = MeteringHour.make(0)

import {
  type DedupKey,
  type DueUsage,
  HourUsage,
  type Included,
  Instant,
  MeteringHour,
  type Subscription,
  type Tags
} from "@tallyhour/core"
import { quantityOf } from "./quantityOf.ts"
import type { DueRow } from "./statement/openDueUsage.ts"

/** Reads back what is due of one account and meter: a row for each of its hours, in the order of time. */
export const dueUsageOf = (
  rows: readonly [DueRow, ...Array<DueRow>],
  subscriptions: ReadonlyArray<Subscription>
): DueUsage => {
  const [{ account, baseline, carry_hour, carry_quantity, included, meter, sealed_elsewhere }] = rows
  return {
    account,
    meter,
    carry:
      carry_hour === null || carry_quantity === null
        ? undefined
        : { hour: hourOf(carry_hour), quantity: quantityOf(carry_quantity) },
    openHours: rows.map((row) => {
      const { quantity, tagged } = usageOf(row)
      return { hour: hourOf(row.hour), quantity, tagged }
    }),
    sealedHours: sealedHoursOf(rows),
    subscriptions,
    included: includedOf(included),
    baseline: baseline?.split(",").map(Number) ?? [],
    // Keys of rows that were checked when they were written.
    sealedElsewhere: sealed_elsewhere === null ? [] : (JSON.parse(sealed_elsewhere) as Array<DedupKey>)
  }
}

/** Reads an hour from epoch milliseconds. */
export const hourOf = (millis: string): MeteringHour => MeteringHour.of(Instant.ofMillis(Number(millis)))

const usageOf = ({ untagged, usage }: DueRow): HourUsage =>
  untagged === null
    ? HourUsage.of(
        (JSON.parse(usage ?? "[]") as ReadonlyArray<readonly [Tags, string]>).map(([tags, quantity]) => ({
          tags,
          quantity: quantityOf(quantity)
        }))
      )
    : { quantity: quantityOf(untagged), tagged: [] }

const sealedHoursOf = (rows: ReadonlyArray<DueRow>): ReadonlyArray<MeteringHour> => {
  const sealed = rows.flatMap((row) => row.sealed_hours?.split(",") ?? [])
  return [...new Set(sealed)].map(hourOf).sort((a, b) => a - b)
}

const includedOf = (json: string | null): ReadonlyArray<Included> =>
  json === null
    ? []
    : (JSON.parse(json) as ReadonlyArray<readonly [string, string]>).map(([period, quantity]) => ({
        period,
        quantity: quantityOf(quantity)
      }))

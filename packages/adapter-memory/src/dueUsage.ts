import {
  type DueUsage,
  Instant,
  largestTags,
  MeteringHour,
  type ProductMeter,
  type RecordLedger,
  type Subscription,
  type UsageRecord
} from "@tallyhour/core"
import { type LedgerRow, type MemoryState, usageKey } from "./MemoryState.ts"

/** Returns what a sealing is offered: the open usage that is due, by account and meter. */
export const dueUsage = (
  state: MemoryState,
  { guarded = [], meters, now, openHoursMax, through }: Parameters<RecordLedger["Service"]["seal"]>[1]
): ReadonlyArray<DueUsage> => {
  const due = openHours(state, meters)
    .filter((open) => open.hour <= through || hasEnded(state, open, { meters, now }))
    .slice(0, openHoursMax)
  if (due.length === 0) return []
  // Once for all of them: a backlog has as many records as it has accounts and meters to look at.
  const recordsOf = Map.groupBy(state.records.values(), ({ record }) => record.account)
  return [...Map.groupBy(due, ({ account, meter }) => usageKey(account, meter))].map(([key, rows]) => ({
    account: rows[0]!.account,
    meter: rows[0]!.meter,
    carry: state.carries.get(key),
    openHours: rows.map(({ hour, quantity, tagged }) => ({ hour, ...largestTags({ quantity, tagged }) })),
    sealedHours: (state.sealed.get(key) ?? []).map(({ hour }) => hour).sort((a, b) => a - b),
    subscriptions: state.subscriptions.get(rows[0]!.account) ?? [],
    included: [...(state.included.get(key) ?? [])].map(([period, quantity]) => ({ period, quantity })),
    baseline: guarded.includes(rows[0]!.meter) ? baselineOf(state, key) : [],
    sealedElsewhere: sealedElsewhere(recordsOf.get(rows[0]!.account) ?? [], rows[0]!.meter, meters)
      .filter((record) => record.hour >= rows[0]!.hour || record.hour >= MeteringHour.of(now) - 48)
      .map((record) => record.dedupKey)
  }))
}

/** Returns an account's records of other meters that have a dimension of this one, by the catalogue or by its own records. */
const sealedElsewhere = (
  rows: ReadonlyArray<LedgerRow>,
  meter: string,
  known: ReadonlyArray<ProductMeter> = []
): ReadonlyArray<UsageRecord> => {
  const records = rows.map(({ record }) => record)
  const own = [...known, ...records].filter((one) => one.meter === meter)
  return records.filter(
    (record) =>
      record.meter !== meter &&
      own.some((one) => one.productCode === record.productCode && one.dimension === record.dimension)
  )
}

const baselineMax = 24

/** What a person gave up, or has not decided upon, is no habit. */
const isUsual = ({ state, withheldUntil }: LedgerRow): boolean =>
  state !== "dead" && (withheldUntil === undefined || state !== "sealed")

const baselineOf = (state: MemoryState, key: string): ReadonlyArray<number> =>
  (state.sealed.get(key) ?? [])
    .filter(({ dedupKey, quantity }) => quantity > 0 && isUsual(state.records.get(dedupKey)!))
    .sort((a, b) => b.hour - a.hour)
    .slice(0, baselineMax)
    .map(({ quantity }) => quantity)

/** Returns the open hours that can be billed by those who know these meters, the earliest first. */
export const openHours = (state: MemoryState, meters: ReadonlyArray<ProductMeter> | undefined) => {
  const isOurs = ourUsage(meters)
  return [...state.openHours.values()]
    .filter(({ account, meter }) => isOurs(state.subscriptions.get(account), meter))
    .flatMap(({ account, hours, meter }) =>
      [...hours].map(([hour, usage]) => ({ account, meter, hour, ...usage }))
    )
    .sort((a, b) => a.hour - b.hour || compare(a.account, b.account) || compare(a.meter, b.meter))
}

/** Meters of one name may be of several products: what an account uses of another service's is not ours to judge. */
const ourUsage = (meters: ReadonlyArray<ProductMeter> | undefined) => {
  const known = new Set(meters?.map(({ productCode }) => productCode))
  const having = Map.groupBy(meters ?? [], ({ meter }) => meter)
  return (subscriptions: ReadonlyArray<Subscription> | undefined, meter: string): boolean => {
    if (subscriptions === undefined || meters === undefined) return subscriptions !== undefined
    const ours = having.get(meter) ?? []
    return (
      ours.length > 0 &&
      (subscriptions.some((one) => ours.some(({ productCode }) => productCode === one.productCode)) ||
        subscriptions.every(({ productCode }) => known.has(productCode)))
    )
  }
}

const hasEnded = (
  state: MemoryState,
  open: { readonly account: string; readonly hour: MeteringHour; readonly meter: string },
  { meters, now }: { readonly meters: ReadonlyArray<ProductMeter> | undefined; readonly now: Instant }
): boolean =>
  (state.subscriptions.get(open.account) ?? []).some(
    ({ activeUntil, productCode }) =>
      activeUntil !== undefined &&
      !Instant.isBefore(now, activeUntil) &&
      Instant.isBefore(MeteringHour.start(open.hour), activeUntil) &&
      (meters?.some((one) => one.productCode === productCode && one.meter === open.meter) ?? true)
  )

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

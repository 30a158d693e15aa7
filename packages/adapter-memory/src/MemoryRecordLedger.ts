import {
  type DueUsage,
  type ExpiredRecord,
  Instant,
  type LeasedRecord,
  MeteringHour,
  type ProductMeter,
  Quantity,
  type RecordLedger,
  type Sealing,
  Settlement,
  type UsageRecord,
  type WithheldRecord
} from "@tallyhour/core"
import { Effect, Option } from "effect"
import { countEvents } from "./countEvents.ts"
import { addOpen, type LedgerRow, type MemoryState, usageKey } from "./MemoryState.ts"
import { openIdleHours } from "./openIdleHours.ts"

/** The ledger of the reference store. */
export const memoryRecordLedger = (state: MemoryState): RecordLedger["Service"] => ({
  seal: (decide, options) =>
    Effect.sync(() => {
      countEvents(state)
      if (options.idle !== undefined) openIdleHours(state, options.idle, options.now)
      const due = dueUsage(state, options)
      // Everything is decided before anything is written, so a decision that throws leaves the store as it was.
      const sealings = due.map(decide)
      for (const sealing of sealings) applySealing(state, sealing)
      return {
        openHours: due.reduce((n, usage) => n + usage.openHours.length, 0),
        records: sealings.reduce((n, sealing) => n + sealing.records.length, 0),
        nextOpenHour: openHours(state)[0]?.hour
      }
    }),

  lease: ({ deadlineAfter, id, now, recordsMax, until }) =>
    Effect.sync(() => {
      const due = [...state.unsettled]
        .filter((row) => isDue(row, now) && Instant.isBefore(deadlineAfter, row.record.deadline))
        .sort(byDeadline)
        .slice(0, recordsMax)
      return { id, until, records: due.map((row) => take(row, { id, until })) }
    }),

  settle: (lease, settlements, now) =>
    Effect.sync(() =>
      settlements.flatMap(({ dedupKey, settlement }) => {
        const row = state.records.get(dedupKey)
        if (row === undefined || row.state !== "leased" || row.lease?.id !== lease.id) return []
        applySettlement(state, row, { now, settlement })
        return [dedupKey]
      })
    ),

  expire: ({ deadlineUntil, now }) =>
    Effect.sync(() =>
      [...state.unsettled]
        .filter((row) => !Instant.isBefore(deadlineUntil, row.record.deadline) && isIdle(row, now))
        .sort(byDeadline)
        .map((row) => expire(state, row, now))
    ),

  nextDueAt: Effect.sync(() => {
    const instants = [...state.unsettled].map((row) => row.lease?.until ?? row.availableAt)
    const [first, ...rest] = instants
    return first === undefined ? Option.none() : Option.some(Instant.min(first, ...rest))
  })
})

const dueUsage = (
  state: MemoryState,
  { guarded = [], meters, now, openHoursMax, through }: Parameters<RecordLedger["Service"]["seal"]>[1]
): ReadonlyArray<DueUsage> => {
  const due = openHours(state)
    .filter((open) => open.hour <= through || hasEnded(state, open, { meters, now }))
    .slice(0, openHoursMax)
  return [...Map.groupBy(due, ({ account, meter }) => usageKey(account, meter))].map(([key, rows]) => ({
    account: rows[0]!.account,
    meter: rows[0]!.meter,
    carry: state.carries.get(key),
    openHours: rows.map(({ hour, quantity, tagged }) => ({ hour, quantity, tagged })),
    sealedHours: (state.sealed.get(key) ?? []).map(({ hour }) => hour).sort((a, b) => a - b),
    subscriptions: state.subscriptions.get(rows[0]!.account) ?? [],
    included: [...(state.included.get(key) ?? [])].map(([period, quantity]) => ({ period, quantity })),
    baseline: guarded.includes(rows[0]!.meter) ? baselineOf(state, key) : [],
    sealedElsewhere: [...state.records.values()]
      .filter(({ record }) => record.account === rows[0]!.account && record.meter !== rows[0]!.meter)
      .filter(({ record }) => record.hour >= rows[0]!.hour || record.hour >= MeteringHour.of(now) - 48)
      .map(({ record }) => record.dedupKey)
  }))
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

/** The open hours of subscribed accounts, the earliest first. */
const openHours = (state: MemoryState) =>
  [...state.openHours.values()]
    .filter(({ account }) => state.subscriptions.has(account))
    .flatMap(({ account, hours, meter }) =>
      [...hours].map(([hour, usage]) => ({ account, meter, hour, ...usage }))
    )
    .sort((a, b) => a.hour - b.hour || compare(a.account, b.account) || compare(a.meter, b.meter))

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

const applySealing = (state: MemoryState, sealing: Sealing): void => {
  const { account, meter } = sealing
  const key = usageKey(account, meter)
  for (const hour of sealing.sealed) state.openHours.get(key)?.hours.delete(hour)
  for (const { from, quantity, tagged, to } of sealing.moves) {
    state.moves.push({ account, meter, from, to, quantity })
    if (!sealing.sealed.includes(to)) addOpen(state, { account, meter, hour: to }, { quantity, tagged })
  }
  for (const aside of sealing.setAside) state.setAside.push({ account, meter, ...aside })
  if (sealing.carry === undefined) state.carries.delete(key)
  else state.carries.set(key, sealing.carry)
  applyIncluded(state, key, sealing.included)
  const withheld = new Map(sealing.withheld.map((one) => [one.dedupKey, one]))
  for (const record of sealing.records) addRecord(state, key, record, withheld.get(record.dedupKey))
}

const applyIncluded = (state: MemoryState, key: string, included: Sealing["included"]): void => {
  const sums = state.included.get(key) ?? new Map<string, Quantity>()
  for (const { period, quantity } of included)
    sums.set(period, Quantity.add(sums.get(period) ?? Quantity.zero, quantity))
  if (sums.size > 0) state.included.set(key, sums)
}

const addRecord = (
  state: MemoryState,
  key: string,
  record: UsageRecord,
  withheld: WithheldRecord | undefined
): void => {
  if (state.records.has(record.dedupKey)) throw new Error(`Record ${record.dedupKey} is sealed already.`)
  const row: LedgerRow = {
    record,
    state: "sealed",
    availableAt: withheld?.until ?? record.sealedAt,
    attempts: 0,
    mayBeAccepted: false,
    withheldUntil: withheld?.until,
    lease: undefined,
    reason: withheld?.reason,
    meteringRecordId: undefined,
    endedAt: undefined
  }
  state.records.set(record.dedupKey, row)
  state.unsettled.add(row)
  const records = state.sealed.get(key)
  if (records === undefined) state.sealed.set(key, [record])
  else records.push(record)
}

const isDue = (row: LedgerRow, now: Instant): boolean =>
  row.state === "leased" ? isIdle(row, now) : !Instant.isBefore(now, row.availableAt)

const isIdle = (row: LedgerRow, now: Instant): boolean =>
  row.lease === undefined || !Instant.isBefore(now, row.lease.until)

const take = (row: LedgerRow, lease: { readonly id: string; readonly until: Instant }): LeasedRecord => {
  if (row.state === "leased") row.mayBeAccepted = true
  row.state = "leased"
  row.lease = lease
  row.attempts += 1
  return { record: row.record, attempts: row.attempts, mayBeAccepted: row.mayBeAccepted }
}

const applySettlement = (
  state: MemoryState,
  row: LedgerRow,
  { now, settlement }: { readonly now: Instant; readonly settlement: Settlement }
): void => {
  row.lease = undefined
  Settlement.match(settlement, {
    Settled: ({ meteringRecordId }) => end(state, row, "settled", { meteringRecordId, now }),
    SettledEarlier: () => {
      row.mayBeAccepted = true
      end(state, row, "settled", { now, reason: "DuplicateRecord: accepted at an earlier attempt" })
    },
    Retry: ({ availableAt, mayBeAccepted, reason }) => {
      row.state = "sealed"
      row.availableAt = availableAt
      row.mayBeAccepted ||= mayBeAccepted
      row.reason = reason
    },
    Dead: ({ reason }) => end(state, row, "dead", { now, reason }),
    InDoubt: ({ reason }) => end(state, row, "in doubt", { now, reason })
  })
}

const expire = (state: MemoryState, row: LedgerRow, now: Instant): ExpiredRecord => {
  const isDoubtful = row.mayBeAccepted || row.state === "leased"
  const ended = isDoubtful ? "in doubt" : "dead"
  const reason = row.reason === undefined ? "Expired: never answered" : `Expired: ${row.reason}`
  row.lease = undefined
  row.mayBeAccepted = isDoubtful
  end(state, row, ended, { now, reason })
  return { record: row.record, state: ended, reason }
}

const end = (
  state: MemoryState,
  row: LedgerRow,
  ended: "settled" | "dead" | "in doubt",
  word: { readonly now: Instant; readonly reason?: string; readonly meteringRecordId?: string }
): void => {
  row.state = ended
  row.reason = word.reason ?? row.reason
  row.meteringRecordId = word.meteringRecordId
  row.endedAt = word.now
  state.unsettled.delete(row)
}

const byDeadline = (a: LedgerRow, b: LedgerRow): number =>
  a.record.deadline.epochMilliseconds - b.record.deadline.epochMilliseconds ||
  compare(a.record.dedupKey, b.record.dedupKey)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

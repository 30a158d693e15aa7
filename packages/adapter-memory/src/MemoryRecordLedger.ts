import {
  type DueUsage,
  type ExpiredRecord,
  Instant,
  type LeasedRecord,
  MeteringHour,
  type RecordLedger,
  type Sealing,
  Settlement
} from "@tallyhour/core"
import { Effect, Option } from "effect"
import { addOpen, countEvents, type LedgerRow, type MemoryState, usageKey } from "./MemoryState.ts"

/** The ledger of the reference store. */
export const memoryRecordLedger = (state: MemoryState): RecordLedger["Service"] => ({
  seal: (decide, options) =>
    Effect.sync(() => {
      countEvents(state)
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

  settle: (lease, settlements) =>
    Effect.sync(() =>
      settlements.flatMap(({ dedupKey, settlement }) => {
        const row = state.records.get(dedupKey)
        if (row === undefined || row.state !== "leased" || row.lease?.id !== lease.id) return []
        applySettlement(state, row, settlement)
        return [dedupKey]
      })
    ),

  expire: ({ deadlineUntil, now }) =>
    Effect.sync(() =>
      [...state.unsettled]
        .filter((row) => !Instant.isBefore(deadlineUntil, row.record.deadline) && isIdle(row, now))
        .sort(byDeadline)
        .map((row) => expire(state, row))
    ),

  nextDueAt: Effect.sync(() => {
    const instants = [...state.unsettled].map((row) => row.lease?.until ?? row.availableAt)
    const [first, ...rest] = instants
    return first === undefined ? Option.none() : Option.some(Instant.min(first, ...rest))
  })
})

const dueUsage = (
  state: MemoryState,
  {
    now,
    openHoursMax,
    through
  }: { readonly now: Instant; readonly openHoursMax: number; readonly through: number }
): ReadonlyArray<DueUsage> => {
  const open = openHours(state)
    .filter(({ account, hour }) => hour <= through || hasEnded(state, account, hour, now))
    .slice(0, openHoursMax)
  return [...Map.groupBy(open, ({ account, meter }) => usageKey(account, meter))].map(([key, rows]) => ({
    account: rows[0]!.account,
    meter: rows[0]!.meter,
    carry: state.carries.get(key),
    openHours: rows.map(({ hour, quantity }) => ({ hour, quantity })),
    sealedHours: [...(state.sealedHours.get(key) ?? [])].sort((a, b) => a - b),
    subscriptions: state.subscriptions.get(rows[0]!.account) ?? []
  }))
}

/** The open hours of subscribed accounts, the earliest first. */
const openHours = (state: MemoryState) =>
  [...state.openHours.values()]
    .filter(({ account }) => state.subscriptions.has(account))
    .flatMap(({ account, hours, meter }) =>
      [...hours].map(([hour, quantity]) => ({ account, meter, hour, quantity }))
    )
    .sort((a, b) => a.hour - b.hour || compare(a.account, b.account) || compare(a.meter, b.meter))

const hasEnded = (state: MemoryState, account: string, hour: MeteringHour, now: Instant): boolean =>
  (state.subscriptions.get(account) ?? []).some(
    ({ activeUntil }) =>
      activeUntil !== undefined &&
      !Instant.isBefore(now, activeUntil) &&
      Instant.isBefore(MeteringHour.start(hour), activeUntil)
  )

const applySealing = (state: MemoryState, sealing: Sealing): void => {
  const { account, meter } = sealing
  const key = usageKey(account, meter)
  for (const hour of sealing.sealed) state.openHours.get(key)?.hours.delete(hour)
  for (const { quantity, to } of sealing.moves) {
    if (!sealing.sealed.includes(to)) addOpen(state, { account, meter, hour: to, quantity })
  }
  for (const aside of sealing.setAside) state.setAside.push({ account, meter, ...aside })
  if (sealing.carry === undefined) state.carries.delete(key)
  else state.carries.set(key, sealing.carry)
  const sealedHours = state.sealedHours.get(key) ?? new Set()
  state.sealedHours.set(key, sealedHours)
  for (const record of sealing.records) {
    if (state.records.has(record.dedupKey)) throw new Error(`Record ${record.dedupKey} is sealed already.`)
    const row: LedgerRow = {
      record,
      state: "sealed",
      availableAt: record.sealedAt,
      attempts: 0,
      mayBeAccepted: false,
      lease: undefined,
      reason: undefined,
      meteringRecordId: undefined
    }
    state.records.set(record.dedupKey, row)
    state.unsettled.add(row)
    sealedHours.add(record.hour)
  }
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

const applySettlement = (state: MemoryState, row: LedgerRow, settlement: Settlement): void => {
  row.lease = undefined
  Settlement.match(settlement, {
    Settled: ({ meteringRecordId }) => end(state, row, "settled", { meteringRecordId }),
    SettledEarlier: () =>
      end(state, row, "settled", { reason: "DuplicateRecord: accepted at an earlier attempt" }),
    Retry: ({ availableAt, mayBeAccepted, reason }) => {
      row.state = "sealed"
      row.availableAt = availableAt
      row.mayBeAccepted ||= mayBeAccepted
      row.reason = reason
    },
    Dead: ({ reason }) => end(state, row, "dead", { reason }),
    InDoubt: ({ reason }) => end(state, row, "in doubt", { reason })
  })
}

const expire = (state: MemoryState, row: LedgerRow): ExpiredRecord => {
  const isDoubtful = row.mayBeAccepted || row.state === "leased"
  const ended = isDoubtful ? "in doubt" : "dead"
  const reason = row.reason === undefined ? "Expired: never answered" : `Expired: ${row.reason}`
  row.lease = undefined
  end(state, row, ended, { reason })
  return { record: row.record, state: ended, reason }
}

const end = (
  state: MemoryState,
  row: LedgerRow,
  ended: "settled" | "dead" | "in doubt",
  word: { readonly reason?: string; readonly meteringRecordId?: string }
): void => {
  row.state = ended
  row.reason = word.reason ?? row.reason
  row.meteringRecordId = word.meteringRecordId
  state.unsettled.delete(row)
}

const byDeadline = (a: LedgerRow, b: LedgerRow): number =>
  a.record.deadline.epochMilliseconds - b.record.deadline.epochMilliseconds ||
  compare(a.record.dedupKey, b.record.dedupKey)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

import {
  type DedupKey,
  type EndedSubscription,
  type ExpiredRecord,
  Instant,
  type LeasedRecord,
  Quantity,
  type RecordLedger,
  type Sealing,
  type Settlement,
  type Subscription,
  type UsageRecord,
  type WithheldRecord
} from "@tallyhour/core"
import { Effect, Equal, Option } from "effect"
import { countEvents } from "./countEvents.ts"
import { dueUsage, openHours } from "./dueUsage.ts"
import { addOpen, type LedgerRow, type MemoryState, usageKey } from "./MemoryState.ts"
import { byUrgency, mostUrgent } from "./mostUrgent.ts"
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
        nextOpenHour: openHours(state, options.meters)[0]?.hour
      }
    }),

  hasten: (ended) =>
    Effect.sync(
      () => [...state.unsettled].filter((row) => ended.map((one) => hasten(row, one)).includes(true)).length
    ),

  lease: ({ deadlineAfter, id, now, recordsMax, until }) =>
    Effect.sync(() => {
      const due = mostUrgent(state.unsettled, {
        isWanted: (row) => isDue(row, now) && Instant.isBefore(deadlineAfter, row.sendBefore),
        rowsMax: recordsMax
      })
      return { id, until, records: due.map((row) => take(row, { id, until })) }
    }),

  settle: (lease, settlements, now) =>
    Effect.sync(() => {
      const written: Array<DedupKey> = []
      for (const { dedupKey, settlement } of settlements) {
        const row = state.records.get(dedupKey)
        if (row === undefined || row.state !== "leased" || row.lease?.id !== lease.id) continue
        applySettlement(state, row, { now, settlement })
        written.push(dedupKey)
      }
      return written
    }),

  expire: ({ deadlineUntil, now }) =>
    Effect.sync(() =>
      [...state.unsettled]
        .filter((row) => !Instant.isBefore(deadlineUntil, row.sendBefore) && isIdle(row, now))
        .sort(byUrgency)
        .map((row) => expire(state, row, now))
    ),

  nextDueAt: Effect.sync(() => {
    let earliest: Instant | undefined
    for (const row of state.unsettled) {
      const dueAt = row.lease?.until ?? row.availableAt
      earliest = earliest === undefined ? dueAt : Instant.min(earliest, dueAt)
    }
    return Option.fromUndefinedOr(earliest)
  })
})

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
    sendBefore: record.deadline,
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

/** Returns whether the end of a subscription moves a record. */
const hasten = (row: LedgerRow, { endsAt, sendBefore, subscription }: EndedSubscription): boolean => {
  const isWithheldTooLong = row.withheldUntil !== undefined && Instant.isBefore(endsAt, row.withheldUntil)
  const isMoved =
    isOf(row.record, subscription) && (Instant.isBefore(sendBefore, row.sendBefore) || isWithheldTooLong)
  if (isMoved) row.sendBefore = Instant.min(row.sendBefore, sendBefore)
  if (isMoved && isWithheldTooLong) {
    row.withheldUntil = endsAt
    row.availableAt = Instant.min(row.availableAt, endsAt)
  }
  return isMoved
}

const isOf = (record: UsageRecord, subscription: Subscription): boolean =>
  record.account === subscription.account &&
  record.productCode === subscription.productCode &&
  Equal.equals(record.agreement, subscription.agreement) &&
  subscription.covers(record.hour)

const isDue = (row: LedgerRow, now: Instant): boolean =>
  row.state === "leased" ? isIdle(row, now) : !Instant.isBefore(now, row.availableAt)

const isIdle = (row: LedgerRow, now: Instant): boolean =>
  row.lease === undefined || !Instant.isBefore(now, row.lease.until)

const take = (row: LedgerRow, lease: { readonly id: string; readonly until: Instant }): LeasedRecord => {
  if (row.state === "leased") row.mayBeAccepted = true
  row.state = "leased"
  row.lease = lease
  row.attempts += 1
  const { attempts, mayBeAccepted, record, sendBefore } = row
  return { record, attempts, mayBeAccepted, sendBefore }
}

const applySettlement = (
  state: MemoryState,
  row: LedgerRow,
  { now, settlement }: { readonly now: Instant; readonly settlement: Settlement }
): void => {
  row.lease = undefined
  switch (settlement._tag) {
    case "Settled":
      return end(state, row, "settled", { meteringRecordId: settlement.meteringRecordId, now })
    case "SettledEarlier":
      row.mayBeAccepted = true
      return end(state, row, "settled", { now, reason: "DuplicateRecord: accepted at an earlier attempt" })
    case "Retry":
      row.state = "sealed"
      row.availableAt = settlement.availableAt
      row.mayBeAccepted ||= settlement.mayBeAccepted
      row.reason = settlement.reason
      return
    case "Dead":
      return end(state, row, "dead", { now, reason: settlement.reason })
    case "InDoubt":
      return end(state, row, "in doubt", { now, reason: settlement.reason })
  }
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

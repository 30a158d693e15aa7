import {
  aggregateUsage,
  Balance,
  type Books,
  Instant,
  isCountedAlone,
  type MeteringHour,
  Quantity,
  type RecordState,
  type Unbilled,
  type UsageEvent,
  type WaitingUsage
} from "@tallyhour/core"
import { Effect } from "effect"
import { type MemoryState, type UsageKey, usageKey } from "./MemoryState.ts"

/** The books of the reference store: every figure summed from its own entries. */
export const memoryBooks = (state: MemoryState): Books["Service"] => ({
  balances: Effect.sync(() => balances(state)),
  unbilled: Effect.sync(() => unbilled(state)),
  waiting: (options) => Effect.sync(() => waiting(state, options))
})

const waiting = (
  state: MemoryState,
  { deadlineUntil, openFrom, openThrough }: Parameters<Books["Service"]["waiting"]>[0]
): ReadonlyArray<WaitingUsage> => {
  const open = openUsage(state).flatMap(({ account, hours, meter }) =>
    [...hours]
      .filter(([hour, quantity]) => hour >= openFrom && hour <= openThrough && quantity > 0n)
      .map(([hour, quantity]): WaitingUsage => ({
        account,
        meter,
        hour,
        state: "open",
        quantity,
        deadline: undefined
      }))
  )
  const sealed = [...state.unsettled]
    .filter(({ record, sendBefore }) => record.used > 0n && !Instant.isBefore(deadlineUntil, sendBefore))
    .map(({ record: { account, hour, meter, used }, sendBefore }): WaitingUsage => ({
      account,
      meter,
      hour,
      state: "sealed",
      quantity: used,
      deadline: sendBefore
    }))
  return [...open, ...sealed].sort((a, b) => compare(waitingOrder(a), waitingOrder(b)))
}

/** Open usage by hour, with that which no sealing has counted yet: events of a gauge and the like only when counted. */
const openUsage = (state: MemoryState) => {
  const open = new Map(
    [...state.openHours].map(([key, { account, hours, meter }]) => [
      key,
      { account, meter, hours: new Map([...hours].map(([hour, { quantity }]) => [hour, quantity])) }
    ])
  )
  for (const { account, hours, meter } of aggregateUsage(state.uncounted.filter(isCountedAlone))) {
    const key = usageKey(account, meter)
    const there = open.get(key) ?? { account, meter, hours: new Map<MeteringHour, Quantity>() }
    for (const { hour, quantity } of hours)
      there.hours.set(hour, Quantity.add(there.hours.get(hour) ?? Quantity.zero, quantity))
    open.set(key, there)
  }
  return [...open.values()]
}

const waitingOrder = ({ account, hour, meter, state }: WaitingUsage) => [
  account,
  meter,
  String(hour).padStart(9, "0"),
  state
]

type Figure = Exclude<keyof Balance, "account" | "meter">
type Sums = { [F in Figure]: Quantity }

const figureOf: Record<RecordState, Figure> = {
  sealed: "pending",
  leased: "pending",
  "in doubt": "pending",
  settled: "accepted",
  dead: "dead"
}

const balances = (state: MemoryState): ReadonlyArray<Balance> => {
  const sums = new Map<UsageKey, Sums>()
  const book = (key: UsageKey, figure: Figure, quantity: Quantity) => {
    const row = sums.get(key) ?? { ...Balance.none }
    row[figure] = Quantity.add(row[figure], quantity)
    sums.set(key, row)
  }
  for (const [key, quantity] of usageOf(state.events.values())) book(key, "recorded", quantity)
  for (const [key, quantity] of usageOf(state.uncounted.filter(isCountedAlone))) book(key, "open", quantity)
  // What only counts together is aggregated anew: open is what that comes to beyond what was counted.
  for (const [key, quantity] of usageOf([...state.events.values()].filter((event) => !isCountedAlone(event))))
    book(key, "open", quantity)
  for (const [key, hours] of state.series)
    for (const { counted } of hours.values()) book(key, "open", Quantity.negate(counted.quantity))
  for (const [key, { hours }] of state.openHours)
    for (const { quantity } of hours.values()) book(key, "open", quantity)
  for (const [key, periods] of state.included)
    for (const quantity of periods.values()) book(key, "included", quantity)
  for (const [key, carry] of state.carries) book(key, "carried", carry.quantity)
  for (const { record, state: standing } of state.records.values()) {
    book(usageKey(record.account, record.meter), figureOf[standing], record.used)
  }
  for (const { account, kind, meter, quantity } of state.setAside) {
    book(usageKey(account, meter), kind === "held" ? "held" : "writtenOff", quantity)
  }
  return [...sums]
    .map(([key, row]) => {
      const [account, meter] = JSON.parse(key) as [string, string]
      return { account, meter, ...row }
    })
    .sort((a, b) => compare([a.account, a.meter], [b.account, b.meter]))
}

const usageOf = (events: Iterable<UsageEvent>): ReadonlyArray<readonly [UsageKey, Quantity]> =>
  aggregateUsage(events).flatMap(({ account, hours, meter }) =>
    hours.map(({ quantity }) => [usageKey(account, meter), quantity] as const)
  )

const unbilled = (state: MemoryState): ReadonlyArray<Unbilled> => {
  const dead = [...state.records.values()]
    .filter((row) => row.state === "dead")
    .map(({ reason, record: { account, meter, used } }) => ({
      account,
      meter,
      kind: "dead" as const,
      reason: reason ?? "",
      quantity: used
    }))
  const aside = state.setAside.map(({ account, kind, meter, quantity, reason }) => ({
    account,
    meter,
    kind,
    reason,
    quantity
  }))
  const groups = Map.groupBy([...dead, ...aside], ({ account, kind, meter, reason }) =>
    JSON.stringify([account, meter, kind, reason])
  )
  return [...groups.values()]
    .map((rows) => ({ ...rows[0]!, quantity: Quantity.sum(rows.map((row) => row.quantity)) }))
    .sort((a, b) => compare(order(a), order(b)))
}

const order = ({ account, kind, meter, reason }: Unbilled) => [account, meter, kind, reason]

const compare = (left: ReadonlyArray<string>, right: ReadonlyArray<string>): number => {
  const at = left.findIndex((text, i) => text !== right[i])
  return at < 0 ? 0 : left[at]! < right[at]! ? -1 : 1
}

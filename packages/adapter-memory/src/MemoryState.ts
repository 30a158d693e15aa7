import {
  aggregateHour,
  type Carry,
  type DedupKey,
  type Instant,
  MeteringHour,
  Quantity,
  type RecordState,
  type SetAside,
  type Subscription,
  type UsageEvent,
  type UsageRecord
} from "@tallyhour/core"

/** An account and meter as one text, the key of everything that is kept for the two together. */
export type UsageKey = string

export const usageKey = (account: string, meter: string): UsageKey => JSON.stringify([account, meter])

/** A record with where it stands. */
export interface LedgerRow {
  readonly record: UsageRecord
  state: RecordState
  availableAt: Instant
  attempts: number
  mayBeAccepted: boolean
  lease: { readonly id: string; readonly until: Instant } | undefined
  reason: string | undefined
  meteringRecordId: string | undefined
}

/** Everything the reference store knows. */
export interface MemoryState {
  readonly events: Map<string, UsageEvent>
  /** Committed events that no hour holds yet. */
  readonly uncounted: Array<UsageEvent>
  readonly openHours: Map<
    UsageKey,
    { readonly account: string; readonly meter: string; readonly hours: Map<MeteringHour, Quantity> }
  >
  readonly carries: Map<UsageKey, Carry>
  readonly records: Map<DedupKey, LedgerRow>
  /** The records that may still change, so that settled ones cost nothing. */
  readonly unsettled: Set<LedgerRow>
  readonly sealedHours: Map<UsageKey, Set<MeteringHour>>
  readonly setAside: Array<SetAside & { readonly account: string; readonly meter: string }>
  readonly subscriptions: Map<string, ReadonlyArray<Subscription>>
  /** Ids claimed by transactions that are still open. */
  readonly claims: Map<string, object>
}

/** Returns the state of a store that has seen nothing. */
export const emptyState = (): MemoryState => ({
  events: new Map(),
  uncounted: [],
  openHours: new Map(),
  carries: new Map(),
  records: new Map(),
  unsettled: new Set(),
  sealedHours: new Map(),
  setAside: [],
  subscriptions: new Map(),
  claims: new Map()
})

/** Counts committed events into their hours. */
export const countEvents = (state: MemoryState): void => {
  const groups = Map.groupBy(state.uncounted.splice(0), (event) =>
    JSON.stringify([event.account, event.meter, MeteringHour.of(event.occurredAt)])
  )
  for (const events of groups.values()) {
    const { account, meter, occurredAt } = events[0]!
    addOpen(state, { account, meter, hour: MeteringHour.of(occurredAt), quantity: aggregateHour(events) })
  }
}

/** Adds usage to an open hour. */
export const addOpen = (
  state: MemoryState,
  usage: {
    readonly account: string
    readonly meter: string
    readonly hour: MeteringHour
    readonly quantity: Quantity
  }
): void => {
  const { account, hour, meter, quantity } = usage
  const key = usageKey(account, meter)
  const open = state.openHours.get(key) ?? { account, meter, hours: new Map<MeteringHour, Quantity>() }
  open.hours.set(hour, Quantity.add(open.hours.get(hour) ?? Quantity.zero, quantity))
  state.openHours.set(key, open)
}

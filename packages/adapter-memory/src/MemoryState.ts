import {
  type AgreementEvent,
  type Carry,
  type DedupKey,
  HourUsage,
  type Instant,
  type LedgerMove,
  type MeteringHour,
  type Quantity,
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
  /** When AWS stops taking it: at its deadline, or sooner since its agreement has ended. */
  sendBefore: Instant
  attempts: number
  mayBeAccepted: boolean
  /** Until when a guard withholds it, unless a person decides before. */
  withheldUntil: Instant | undefined
  lease: { readonly id: string; readonly until: Instant } | undefined
  reason: string | undefined
  meteringRecordId: string | undefined
  /** When it was settled, died or came to be in doubt. */
  endedAt: Instant | undefined
}

/** Everything the reference store knows. */
export interface MemoryState {
  readonly agreementEvents: Map<string, AgreementEvent>
  readonly events: Map<string, UsageEvent>
  /** Committed events that no hour holds yet. */
  readonly uncounted: Array<UsageEvent>
  readonly openHours: Map<
    UsageKey,
    { readonly account: string; readonly meter: string; readonly hours: Map<MeteringHour, HourUsage> }
  >
  /** Counted events that only make sense together, by each hour they count in, and what that hour came to. */
  readonly series: Map<
    UsageKey,
    Map<MeteringHour, { readonly events: Array<UsageEvent>; counted: HourUsage }>
  >
  /** What allowances have covered, by period. */
  readonly included: Map<UsageKey, Map<string, Quantity>>
  /** The last hour of which idle meters were offered. */
  idleThrough: MeteringHour | undefined
  readonly carries: Map<UsageKey, Carry>
  readonly records: Map<DedupKey, LedgerRow>
  /** The records that may still change, so that settled ones cost nothing. */
  readonly unsettled: Set<LedgerRow>
  /** All records of an account and meter. */
  readonly sealed: Map<UsageKey, Array<UsageRecord>>
  /** Late usage and where it went, in the order in which it did. */
  readonly moves: Array<Omit<LedgerMove, "position">>
  readonly setAside: Array<SetAside & { readonly account: string; readonly meter: string }>
  readonly subscriptions: Map<string, ReadonlyArray<Subscription>>
  /** Ids claimed by transactions that are still open. */
  readonly claims: Map<string, object>
}

/** Returns the state of a store that has seen nothing. */
export const emptyState = (): MemoryState => ({
  agreementEvents: new Map(),
  events: new Map(),
  uncounted: [],
  openHours: new Map(),
  series: new Map(),
  included: new Map(),
  idleThrough: undefined,
  carries: new Map(),
  records: new Map(),
  unsettled: new Set(),
  sealed: new Map(),
  moves: [],
  setAside: [],
  subscriptions: new Map(),
  claims: new Map()
})

/** Adds usage to an open hour. */
export const addOpen = (
  state: MemoryState,
  hour: { readonly account: string; readonly meter: string; readonly hour: MeteringHour },
  usage: HourUsage
): void => {
  const { account, meter } = hour
  const key = usageKey(account, meter)
  const open = state.openHours.get(key) ?? { account, meter, hours: new Map<MeteringHour, HourUsage>() }
  open.hours.set(hour.hour, HourUsage.add(open.hours.get(hour.hour) ?? HourUsage.none, usage))
  state.openHours.set(key, open)
}

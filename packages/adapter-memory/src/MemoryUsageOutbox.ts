import { type Appended, EventConflict, StoreBusy, StoreError, UsageEvent, UsageOutbox } from "@tallyhour/core"
import { Effect } from "effect"
import type { MemoryState } from "./MemoryState.ts"

/**
 * A transaction of the reference store: what is appended in it appears when it commits, or never.
 *
 * **Example** (What is rolled back was never recorded)
 *
 *     import { createMeter } from "@tallyhour/core"
 *
 *     const store = memoryStore()
 *     const meter = createMeter({
 *       catalogue: { products: [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }] },
 *       store,
 *       transport: memoryTransport(makeMarketplaceEmulator())
 *     })
 *
 *     const occurredAt = new Date()
 *     const usage = { eventId: "doc-1", account: "acme", meter: "pages", quantity: "2.5", occurredAt }
 *     const transaction: MemoryTransaction = store.begin()
 *     await meter.record(transaction, usage) // => { recorded: 1, alreadyRecorded: [], late: [] }
 *     transaction.rollBack()
 *
 *     await meter.balances() // => []
 *     await meter.close()
 */
export class MemoryTransaction {
  private readonly state: MemoryState
  private readonly events = new Map<string, UsageEvent>()

  constructor(state: MemoryState) {
    this.state = state
  }

  /** Makes what was appended durable and visible. */
  commit(): void {
    for (const [eventId, event] of this.events) {
      this.state.events.set(eventId, event)
      this.state.uncounted.push(event)
    }
    this.rollBack()
  }

  /** Forgets what was appended. */
  rollBack(): void {
    for (const eventId of this.events.keys()) this.state.claims.delete(eventId)
    this.events.clear()
  }

  /** Appends events as `UsageOutbox.append` promises. An id that another open transaction holds makes this one fail. */
  append(events: ReadonlyArray<UsageEvent>): Effect.Effect<Appended, EventConflict | StoreError> {
    return Effect.suspend((): Effect.Effect<Appended, EventConflict | StoreError> => {
      const found = events.map((event) => ({
        event,
        there: this.events.get(event.eventId) ?? this.state.events.get(event.eventId)
      }))
      const conflicts = found.filter(
        ({ event, there }) => there !== undefined && !UsageEvent.isSame(event, there)
      )
      if (conflicts.length > 0) {
        return Effect.fail(new EventConflict({ eventIds: conflicts.map(({ event }) => event.eventId) }))
      }
      const claimed = events.find((event) => (this.state.claims.get(event.eventId) ?? this) !== this)
      if (claimed !== undefined) {
        const detail = `event ${JSON.stringify(claimed.eventId)} is being recorded by another transaction`
        return Effect.fail(new StoreError({ reason: new StoreBusy({ detail }) }))
      }
      const fresh = found.filter(({ there }) => there === undefined).map(({ event }) => event)
      for (const event of fresh) {
        this.events.set(event.eventId, event)
        this.state.claims.set(event.eventId, this)
      }
      const alreadyRecorded = found
        .filter(({ there }) => there !== undefined)
        .map(({ event }) => event.eventId)
      return Effect.succeed({ recorded: fresh.length, alreadyRecorded })
    })
  }
}

/** The outbox inside an open transaction of the reference store. */
export const outboxIn = (transaction: MemoryTransaction): UsageOutbox["Service"] => ({
  append: (events) => transaction.append(events)
})

/** The outbox of the reference store, each call in a transaction of its own. */
export const memoryUsageOutbox = (state: MemoryState): UsageOutbox["Service"] => ({
  append: (events) =>
    Effect.suspend(() => {
      const transaction = new MemoryTransaction(state)
      return transaction.append(events).pipe(Effect.tap(() => Effect.sync(() => transaction.commit())))
    })
})

import {
  aggregateHour,
  AgreementInbox,
  Books,
  createMeter,
  LedgerAudit,
  MeteringHour,
  Quantity,
  RecordLedger,
  RecordReview,
  submissionDeadline,
  SubscriptionRegistry,
  type UsageEvent,
  UsageOutbox,
  UsageTransport
} from "@tallyhour/core"
import { DateTime, Effect, Layer } from "effect"

/** Records two events through a meter over an outbox in memory, and says what was taken and what it adds up to. */
export const meterUsage = async () => {
  const taken: Array<UsageEvent> = []
  const outbox: UsageOutbox["Service"] = {
    append: (events) =>
      Effect.sync(() => {
        taken.push(...events)
        return { alreadyRecorded: [], recorded: events.length }
      })
  }
  const others = Layer.mergeAll(
    Layer.mock(AgreementInbox, {}),
    Layer.mock(RecordLedger, {}),
    Layer.mock(RecordReview, {}),
    Layer.mock(LedgerAudit, {}),
    Layer.mock(SubscriptionRegistry, {}),
    Layer.mock(Books, {})
  )
  const meter = createMeter({
    catalogue: { products: [{ code: "product-1", meters: [{ name: "requests" }] }] },
    now: () => 1_774_999_000_000,
    store: {
      layer: Layer.merge(Layer.succeed(UsageOutbox, outbox), others),
      outboxIn: (_transaction: undefined) => outbox,
      layerIn: () => Layer.succeed(UsageOutbox, outbox),
      migrate: Effect.void
    },
    transport: Layer.mock(UsageTransport, {})
  })
  const event = { account: "acme", meter: "requests", occurredAt: "2026-03-31T22:15:00Z" }
  const { recorded } = await meter.record(undefined, [
    { ...event, eventId: "a", quantity: "0.1" },
    { ...event, eventId: "b", quantity: 0.2 }
  ])
  await meter.close()
  return {
    deadlines: taken.map(({ occurredAt }) =>
      DateTime.formatIso(submissionDeadline(MeteringHour.of(occurredAt)))
    ),
    quantity: Quantity.format(aggregateHour(taken, MeteringHour.of(taken[0]!.occurredAt)).quantity),
    recorded
  }
}

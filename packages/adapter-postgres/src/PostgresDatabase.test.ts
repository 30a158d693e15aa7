import {
  AgreementEvent,
  AgreementInbox,
  Books,
  type DedupKey,
  LedgerAudit,
  MeteringHour,
  RecordLedger,
  RecordReview,
  ReporterStore,
  SubscriptionRegistry
} from "@tallyhour/core"
import { exampleProduct as productCode } from "@tallyhour/core/testing"
import { Duration, Effect, Layer } from "effect"
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type DatabaseConnection
} from "kysely"
import { afterEach, assert, describe, it, vi } from "vitest"
import { append, leaseDue, link, noon, sealDue, usage } from "../test/steps.ts"
import { kyselyStore } from "./PostgresStore.ts"

const never = <A>() => new Promise<A>(() => undefined)

class SilentDriver extends DummyDriver {
  override acquireConnection = () => never<DatabaseConnection>()
}

const store = kyselyStore(
  new Kysely({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new SilentDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler()
    }
  })
)
const key = "a key" as DedupKey
const event = AgreementEvent.make({ _tag: "LicenseUpdated", at: noon, eventId: "e-1" })
const deadlineUntil = noon
const settlements = [{ dedupKey: key, settlement: { _tag: "SettledEarlier" } as const }]
const span = { from: noon, until: noon }

// A lease lasts sixty seconds, and somebody waits for an answer.
const brief = {
  "recording usage": append([usage({ account: "a" })]),
  "recording usage in a transaction": append([usage({ account: "a" })]).pipe(
    Effect.provide(store.layerIn({ query: never }))
  ),
  leasing: leaseDue(),
  settling: RecordLedger.use((ledger) => ledger.settle({ id: "l" }, settlements, noon)),
  "bringing forward": RecordLedger.use((ledger) => ledger.hasten([])),
  "what is due next": RecordLedger.use((ledger) => ledger.nextDueAt),
  "what is withheld": RecordReview.use((review) => review.withheld(noon)),
  releasing: RecordReview.use((review) => review.release(key, noon)),
  withdrawing: RecordReview.use((review) => review.withdraw(key, "why", noon)),
  linking: link(["a"]),
  ending: SubscriptionRegistry.use((registry) =>
    registry.end({ account: "a", activeUntil: noon, productCode })
  ),
  "whose subscriptions": SubscriptionRegistry.use((registry) => registry.subscriptionsOf("a")),
  "who is metered in older form": SubscriptionRegistry.use((registry) =>
    registry.inOlderForm({ accountsMax: 1, after: "", instant: noon, productCode })
  ),
  "who ends": SubscriptionRegistry.use((registry) => registry.endingBetween(span)),
  "keeping an agreement event": AgreementInbox.use((inbox) => inbox.store(event, noon)),
  "whom an agreement event concerns": AgreementInbox.use((inbox) => inbox.accountsOf(event)),
  "following an agreement event": AgreementInbox.use((inbox) => inbox.follow("a", () => [])),
  "what is parked": AgreementInbox.use((inbox) => inbox.parked({ eventsMax: 1 })),
  reporting: ReporterStore.use((reporters) => reporters.modify("r", (state) => [0, state])),
  // What these do may take long; whether there is anything to do is told soon.
  migrating: store.migrate,
  adopting: store.adopt
}

// These work on as much as there is.
const long = {
  sealing: sealDue(),
  "giving up what is too late": RecordLedger.use((ledger) => ledger.expire({ deadlineUntil, now: noon })),
  "the balances": Books.use((books) => books.balances),
  "what is unbilled": Books.use((books) => books.unbilled),
  "what waits": Books.use((books) =>
    books.waiting({ deadlineUntil, openFrom: MeteringHour.of(noon), openThrough: MeteringHour.of(noon) })
  ),
  "the rows of an audit": LedgerAudit.use((audit) => audit.entries({ recordsMax: 1 })),
  "the moves of an audit": LedgerAudit.use((audit) => audit.moves({ movesMax: 1 }))
}

describe("a database that is there and never says a word", () => {
  afterEach(() => void vi.useRealTimers())

  it.each(Object.entries(brief))("F6: %s is given up after half a minute", async (_, call) => {
    const { before, since } = await saidAt(Duration.seconds(30), call)

    assert.deepStrictEqual(before, [])
    assert.match(since.join(), /has not answered for 30 seconds/)
  })

  it.each(Object.entries(long))("F6: %s is given up after ten minutes", async (_, call) => {
    const { before, since } = await saidAt(Duration.minutes(10), call)

    assert.deepStrictEqual(before, [])
    assert.match(since.join(), /has not answered for 600 seconds/)
  })
})

/** Passes the time of the host's timers, by which the store gives up: what a call has failed with just before, and then. */
const saidAt = async (
  patience: Duration.Duration,
  call: Effect.Effect<unknown, Error, Layer.Success<typeof store.layer> | ReporterStore>
) => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
  const said: Array<string> = []
  void Effect.runPromise(
    Effect.flip(call).pipe(Effect.provide(Layer.merge(store.layer, store.reporters)))
  ).then(({ message }) => said.push(message))

  await vi.advanceTimersByTimeAsync(Duration.toMillis(patience) - 1)
  const before = [...said]
  await vi.advanceTimersByTimeAsync(1)
  return { before, since: said }
}

import { Effect } from "effect"
import type { UsageEvent } from "../../model/UsageEvent.ts"
import { Books } from "../../port/Books.ts"
import { UsageOutbox } from "../../port/UsageOutbox.ts"
import { Quantity } from "../../model/Quantity.ts"
import { at, freshEvent, freshName, quantity } from "../builders.ts"
import { claim, claimEqual, type Law } from "../Law.ts"
import { TestTransactions } from "../TestTransactions.ts"

/** What every outbox promises. */
export const usageOutboxLaws: ReadonlyArray<Law<Books | TestTransactions>> = [
  {
    name: "an event of a committed transaction is recorded once",
    holds: Effect.gen(function* () {
      const event = yield* anEvent("1.5")
      const appended = yield* commit([event])
      yield* claimEqual("it is new", appended, { recorded: 1, alreadyRecorded: [] })
      yield* claimEqual("its quantity is recorded", yield* recorded(event), quantity("1.5"))
    })
  },
  {
    name: "an event of a rolled back transaction was never recorded",
    holds: Effect.gen(function* () {
      const event = yield* anEvent("2")
      const transactions = yield* TestTransactions
      yield* transactions.run("roll back", append([event]))
      yield* claimEqual("nothing is recorded", yield* recorded(event), Quantity.zero)
      yield* claimEqual("its id is free", (yield* commit([event])).recorded, 1)
    })
  },
  {
    name: "the same id with the same content is ignored",
    holds: Effect.gen(function* () {
      const event = yield* anEvent("3")
      const other = yield* freshEvent({ ...plain(event), quantity: "4" })
      yield* commit([event])
      const again = yield* commit([event, other])
      yield* claimEqual("only the new one counts", again, { recorded: 1, alreadyRecorded: [event.eventId] })
      yield* claimEqual("the sum holds each once", yield* recorded(event), quantity("7"))
    })
  },
  {
    name: "the same id with other content is refused, and nothing of its call is stored",
    holds: Effect.gen(function* () {
      const event = yield* anEvent("5")
      const bystander = yield* freshEvent({ ...plain(event), quantity: "8" })
      yield* commit([event])
      for (const changed of changes(event)) {
        const refusal = yield* Effect.flip(commit([bystander, changed]))
        yield* claimEqual("it is a conflict", refusal._tag, "EventConflict")
        yield* claim(
          "the conflict names the id",
          refusal.message.includes(JSON.stringify(event.eventId)),
          refusal
        )
      }
      yield* claimEqual("only the first one is recorded", yield* recorded(event), quantity("5"))
      yield* claimEqual("the bystander's id is free", (yield* commit([bystander])).recorded, 1)
    })
  },
  {
    name: "after a refused conflict the caller's transaction can go on",
    holds: Effect.gen(function* () {
      const event = yield* anEvent("6")
      const next = yield* freshEvent({ ...plain(event), quantity: "1" })
      yield* commit([event])
      const transactions = yield* TestTransactions
      yield* transactions.run(
        "commit",
        Effect.gen(function* () {
          yield* Effect.exit(append([{ ...event, quantity: quantity("9") }]))
          yield* append([next])
        })
      )
      yield* claimEqual("what came after is recorded", yield* recorded(event), quantity("7"))
    })
  },
  {
    name: "ids and names are kept to the letter",
    holds: Effect.gen(function* () {
      const base = yield* freshName("Event")
      const account = `${base} ' OR 1=1 -- \u202e é e\u0301 __proto__`
      const ids = [base, base.toUpperCase(), `${base}\n`, `${base}é`, `${base}e\u0301`]
      const events = ids.map((eventId): UsageEvent => ({
        ...template,
        eventId,
        account,
        tags: [["team", 'a"b']]
      }))
      yield* claimEqual("five ids are five events", (yield* commit(events)).recorded, 5)
      yield* claimEqual(
        "all are recorded",
        yield* recorded({ account, meter: template.meter }),
        quantity("5")
      )
      yield* claimEqual("none is new again", (yield* commit(events)).recorded, 0)
    })
  },
  {
    name: "an event keeps its aggregation and its property",
    holds: Effect.gen(function* () {
      const base = yield* freshName("event")
      const eventOf = (meter: string, i: number): UsageEvent => ({
        ...template,
        account: base,
        eventId: `${base} ${meter} ${i}`,
        meter
      })
      yield* commit([
        ...["a", "b", "A", "a"].map((property, i) => ({
          ...eventOf("seats", i),
          aggregation: "distinct" as const,
          property
        })),
        ...["3", "8", "5"].map((units, i) => ({
          ...eventOf("peak", i),
          aggregation: "max" as const,
          quantity: quantity(units)
        }))
      ])
      yield* claimEqual(
        "three values are distinct",
        yield* recorded({ account: base, meter: "seats" }),
        quantity("3")
      )
      yield* claimEqual(
        "the peak is the largest",
        yield* recorded({ account: base, meter: "peak" }),
        quantity("8")
      )
    })
  },
  {
    name: "a repeat after the meter changed its aggregation is a repeat, and is counted as at first",
    holds: Effect.gen(function* () {
      const event = yield* anEvent("3")
      const other = yield* freshEvent({ ...plain(event), quantity: "4" })
      yield* commit([event, other])
      const again = yield* commit([event, other].map((one) => ({ ...one, aggregation: "max" })))
      yield* claimEqual("both are known", [again.recorded, again.alreadyRecorded.length], [0, 2])
      yield* claimEqual("both are summed", yield* recorded(event), quantity("7"))
    })
  },
  {
    name: "no events are no work",
    holds: Effect.gen(function* () {
      yield* claimEqual("nothing happens", yield* commit([]), { recorded: 0, alreadyRecorded: [] })
    })
  }
]

const now = at("2026-03-10T12:00:00Z")

const template: Omit<UsageEvent, "eventId" | "account"> = {
  meter: "requests",
  quantity: quantity("1"),
  occurredAt: at("2026-03-10T11:30:00.123Z"),
  tags: [],
  aggregation: "sum",
  property: ""
}

const anEvent = Effect.fnUntraced(function* (units: string) {
  return yield* freshEvent({
    account: yield* freshName("account"),
    occurredAt: "2026-03-10T11:30:00Z",
    quantity: units
  })
})

const plain = ({ account, meter }: UsageEvent) => ({ account, meter, occurredAt: "2026-03-10T11:30:00Z" })

const changes = (event: UsageEvent): ReadonlyArray<UsageEvent> => [
  { ...event, quantity: quantity("5.000000000001") },
  { ...event, account: `${event.account}2` },
  { ...event, meter: "storage" },
  { ...event, occurredAt: at("2026-03-10T11:30:00.001Z") },
  { ...event, tags: [["team", "a"]] },
  { ...event, property: "seat-1" }
]

const append = (events: ReadonlyArray<UsageEvent>) =>
  Effect.flatMap(UsageOutbox, (outbox) => outbox.append(events, now))

const commit = (events: ReadonlyArray<UsageEvent>) =>
  Effect.flatMap(TestTransactions, (transactions) => transactions.run("commit", append(events)))

const recorded = Effect.fnUntraced(function* ({
  account,
  meter
}: {
  readonly account: string
  readonly meter: string
}) {
  const books = yield* Books
  const balances = yield* books.balances
  return balances.find((row) => row.account === account && row.meter === meter)?.recorded ?? Quantity.zero
})

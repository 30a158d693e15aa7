import { type Appended, EventConflict, Quantity, type UsageEvent, type UsageOutbox } from "@tallyhour/core"
import { Effect } from "effect"
import type { StoreMutant } from "./StoreMutant.ts"

/** Outboxes with one thing wrong. */
export const outboxMutants: ReadonlyArray<StoreMutant> = [
  {
    mistake: "keeps whole units only",
    breaks: ["an event of a committed transaction is recorded once"],
    store: ({ books }) => ({
      books: {
        ...books,
        balances: Effect.map(books.balances, (rows) =>
          rows.map((row) => ({ ...row, recorded: Quantity.ofUnits(Quantity.wholeUnits(row.recorded)) }))
        )
      }
    })
  },
  {
    mistake: "commits at once, whatever becomes of the transaction",
    breaks: ["an event of a rolled back transaction was never recorded"],
    store: () => ({ end: (transaction) => transaction.commit() })
  },
  {
    mistake: "does not say which ids were there before",
    breaks: [
      "a repeat after the meter changed its aggregation is a repeat, and is counted as at first",
      "the same id with the same content is ignored"
    ],
    store: appending((append, events) =>
      Effect.map(append(events), ({ recorded }) => ({ recorded, alreadyRecorded: [] }))
    )
  },
  {
    mistake: "takes every repetition for a new event",
    breaks: [
      "a repeat after the meter changed its aggregation is a repeat, and is counted as at first",
      "ids and names are kept to the letter",
      "the same id with the same content is ignored"
    ],
    store: appending((append, events) =>
      Effect.map(append(events), () => ({ recorded: events.length, alreadyRecorded: [] }))
    )
  },
  {
    mistake: "looks at the id and not at the content",
    breaks: ["the same id with other content is refused, and nothing of its call is stored"],
    store: (honest, state) =>
      appending((append, events) => append(events.map((event) => state.events.get(event.eventId) ?? event)))(
        honest
      )
  },
  {
    mistake: "stores what stands before a conflict",
    breaks: ["the same id with other content is refused, and nothing of its call is stored"],
    store: (_, state) => ({
      outboxIn: (transaction) => ({
        append: (events) =>
          Effect.tapError(transaction.append(events), () =>
            Effect.sync(() => {
              const [first] = events
              if (first !== undefined && !state.events.has(first.eventId))
                state.events.set(first.eventId, first)
            })
          )
      })
    })
  },
  {
    mistake: "spoils the caller's transaction when it refuses",
    breaks: ["after a refused conflict the caller's transaction can go on"],
    store: () => ({
      outboxIn: (transaction) => {
        let isSpoilt = false
        return {
          append: (events) =>
            isSpoilt
              ? Effect.die("the transaction is aborted")
              : Effect.tapError(transaction.append(events), () => Effect.sync(() => (isSpoilt = true)))
        }
      }
    })
  },
  {
    mistake: "compares ids without regard to case",
    breaks: ["ids and names are kept to the letter"],
    store: appending((append, events) => append(renamed(events, (id) => id.toLowerCase())))
  },
  {
    mistake: "compares ids by their Unicode normal form",
    breaks: ["ids and names are kept to the letter"],
    store: appending((append, events) => append(renamed(events, (id) => id.normalize("NFC"))))
  },
  {
    mistake: "keeps no properties",
    breaks: [
      "an event keeps its aggregation and its property",
      "the same id with other content is refused, and nothing of its call is stored"
    ],
    store: appending((append, events) => append(events.map((event) => ({ ...event, property: "" }))))
  },
  {
    mistake: "sums whatever it is told",
    breaks: ["an event keeps its aggregation and its property"],
    store: appending((append, events) => append(events.map((event) => ({ ...event, aggregation: "sum" }))))
  },
  {
    mistake: "takes the aggregation for a part of what an event says",
    breaks: ["a repeat after the meter changed its aggregation is a repeat, and is counted as at first"],
    store: (honest, state) =>
      appending((append, events) => {
        const changed = events.filter(
          ({ aggregation, eventId }) =>
            (state.events.get(eventId)?.aggregation ?? aggregation) !== aggregation
        )
        return changed.length === 0
          ? append(events)
          : Effect.fail(new EventConflict({ eventIds: changed.map(({ eventId }) => eventId) }))
      })(honest)
  },
  {
    mistake: "lets a repeat change how the event is aggregated",
    breaks: ["a repeat after the meter changed its aggregation is a repeat, and is counted as at first"],
    store: (honest, state) =>
      appending((append, events) =>
        Effect.tap(append(events), () =>
          Effect.sync(() => {
            for (const event of events)
              if (state.events.has(event.eventId)) state.events.set(event.eventId, event)
          })
        )
      )(honest)
  },
  {
    mistake: "cannot insert nothing",
    breaks: ["no events are no work"],
    store: appending((append, events) =>
      events.length === 0 ? Effect.die("syntax error at end of input") : append(events)
    )
  }
]

type Append = (events: ReadonlyArray<UsageEvent>) => ReturnType<UsageOutbox["Service"]["append"]>

function appending(
  broken: (append: Append, events: ReadonlyArray<UsageEvent>) => Effect.Effect<Appended> | ReturnType<Append>
) {
  return ({ outboxIn }: Parameters<StoreMutant["store"]>[0]): ReturnType<StoreMutant["store"]> => ({
    outboxIn: (transaction) => {
      const honest = outboxIn(transaction)
      return { append: (events, now) => broken((changed) => honest.append(changed, now), events) }
    }
  })
}

// Two ids that become one would stand twice in a call, which a store need not take; so the first one stays.
const renamed = (events: ReadonlyArray<UsageEvent>, rename: (id: string) => string) => [
  ...new Map(
    events.map((event) => [rename(event.eventId), { ...event, eventId: rename(event.eventId) }])
  ).values()
]

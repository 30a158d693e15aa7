import { Effect } from "effect"
import type { MemoryState } from "../src/MemoryState.ts"
import type { StoreMutant, StorePorts } from "./StoreMutant.ts"

const laws = {
  anew: "an event is new once, and what came first under its id stays",
  kinds: "every kind of event comes back to the letter, in the order of its instant and then of its id",
  finds:
    "an event finds the account of its license, of its buyer, and of its customer identifier, and nobody else's",
  wrongBuyer: "a license that another buyer is said to hold is not that of the account",
  writes: "what is decided is written, an end as well as one that is taken back",
  only: "only the subscription that a decision names is changed",
  time: "a record that an end brought forward gets its own time back with the end that is taken back",
  rivals: "a decision sees who else meters the same buyer",
  waits: "an event waits until an account is linked to its agreement",
  order:
    "events that wait are shown the oldest first, as many as are asked for; one that names nobody never waits"
} as const

/** Inboxes with one thing wrong. */
export const inboxMutants: ReadonlyArray<StoreMutant> = [
  {
    mistake: "takes every repetition for news",
    breaks: [laws.anew],
    store: broken((inbox) => ({ store: (event, now) => Effect.as(inbox.store(event, now), true) }))
  },
  {
    mistake: "keeps what came last",
    breaks: [laws.anew],
    store: broken((inbox, state) => ({
      store: (event, now) =>
        Effect.tap(inbox.store(event, now), () =>
          Effect.sync(() => state.agreementEvents.set(event.eventId, event))
        )
    }))
  },
  {
    mistake: "shows events as they came",
    breaks: [laws.kinds],
    store: broken((inbox, state) => ({
      follow: (account, decide) =>
        inbox.follow(account, (own, known) => {
          const came = [...state.agreementEvents.values()].filter((event) => known.events.includes(event))
          return decide(own, { ...known, events: came })
        })
    }))
  },
  {
    mistake: "finds every account there is",
    breaks: [laws.finds, laws.wrongBuyer],
    store: broken((_, state) => ({
      accountsOf: () => Effect.sync(() => [...state.subscriptions.keys()].sort())
    }))
  },
  {
    mistake: "knows no customer identifiers",
    breaks: [laws.finds],
    store: broken((inbox) => ({
      accountsOf: (event) =>
        event.customerIdentifier === undefined ? inbox.accountsOf(event) : Effect.succeed([])
    }))
  },
  {
    mistake: "believes whatever buyer is named",
    breaks: [laws.wrongBuyer],
    store: broken((inbox) => ({
      accountsOf: ({ buyer, ...event }) =>
        inbox.accountsOf(event.productCode === undefined || buyer === undefined ? event : { ...event, buyer })
    }))
  },
  {
    mistake: "decides and writes nothing",
    breaks: [laws.writes, laws.only, laws.time],
    store: broken((inbox) => ({
      follow: (account, decide) =>
        Effect.map(
          Effect.tap(Effect.succeed([]), () =>
            inbox.follow(account, (own, known) => {
              decide(own, known)
              return []
            })
          ),
          () => []
        )
    }))
  },
  {
    mistake: "takes no end back",
    breaks: [laws.writes, laws.time],
    store: broken((inbox) => ({
      follow: (account, decide) =>
        inbox.follow(account, (own, known) =>
          decide(own, known).filter(({ activeUntil }) => activeUntil !== undefined)
        )
    }))
  },
  {
    mistake: "leaves records brought forward when the end is taken back",
    breaks: [laws.time],
    store: broken((inbox, state) => ({
      follow: (account, decide) =>
        Effect.suspend(() => {
          const before = [...state.unsettled].map((row) => ({ row, sendBefore: row.sendBefore }))
          return Effect.tap(inbox.follow(account, decide), () =>
            Effect.sync(() => {
              for (const { row, sendBefore } of before) row.sendBefore = sendBefore
            })
          )
        })
    }))
  },
  {
    mistake: "gives everybody's records their time back",
    breaks: [laws.time],
    store: broken((inbox, state) => ({
      follow: (account, decide) =>
        Effect.tap(inbox.follow(account, decide), () =>
          Effect.sync(() => {
            for (const row of state.unsettled) row.sendBefore = row.record.deadline
          })
        )
    }))
  },
  {
    mistake: "ends everything that the account has",
    breaks: [laws.only],
    store: broken((inbox) => ({
      follow: (account, decide) =>
        inbox.follow(account, (own, known) => {
          const changes = decide(own, known)
          return changes.flatMap((change) => own.map((subscription) => ({ ...change, subscription })))
        })
    }))
  },
  {
    mistake: "looks at the account's own subscriptions only",
    breaks: [laws.rivals],
    store: broken((inbox) => ({
      follow: (account, decide) =>
        inbox.follow(account, (own, known) => decide(own, { ...known, ofBuyer: own }))
    }))
  },
  {
    mistake: "forgets what nobody is linked to",
    breaks: [laws.wrongBuyer, laws.waits, laws.order],
    store: broken(() => ({ parked: () => Effect.succeed([]) }))
  },
  {
    mistake: "shows what is linked as waiting",
    breaks: [laws.waits],
    store: broken((_, state) => ({
      parked: ({ eventsMax }) =>
        Effect.sync(() =>
          [...state.agreementEvents.values()]
            .filter(({ customerIdentifier, licenseId }) => (licenseId ?? customerIdentifier) !== undefined)
            .sort((a, b) => a.at.epochMilliseconds - b.at.epochMilliseconds)
            .slice(0, eventsMax)
        )
    }))
  },
  {
    mistake: "shows the youngest first",
    breaks: [laws.order],
    store: broken((inbox) => ({
      parked: (options) => Effect.map(inbox.parked(options), (events) => events.toReversed())
    }))
  },
  {
    mistake: "shows one more than is asked for",
    breaks: [laws.order],
    store: broken((inbox) => ({ parked: ({ eventsMax }) => inbox.parked({ eventsMax: eventsMax + 1 }) }))
  }
]

function broken(
  change: (inbox: StorePorts["inbox"], state: MemoryState) => Partial<StorePorts["inbox"]>
): StoreMutant["store"] {
  return ({ inbox }, state) => ({ inbox: { ...inbox, ...change(inbox, state) } })
}

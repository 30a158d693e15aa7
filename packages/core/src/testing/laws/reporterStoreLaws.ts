import { Duration, Effect } from "effect"
import { emptyReporter, type ReporterState } from "../../model/ReporterState.ts"
import { beginReporting } from "../../policy/beginReporting.ts"
import { countEvent } from "../../policy/countEvent.ts"
import { ReporterStore } from "../../port/ReporterStore.ts"
import { at, exampleProduct, freshName, hourOf } from "../builders.ts"
import { claimEqual, type Law } from "../Law.ts"

/** What a store of hourly reporters promises. */
export const reporterStoreLaws: ReadonlyArray<Law<ReporterStore>> = [
  {
    name: "a reporter never heard of knows nothing",
    holds: Effect.gen(function* () {
      yield* claimEqual("nothing", yield* read(yield* freshName("reporter")), emptyReporter)
    })
  },
  {
    name: "what is changed is read again, whole",
    holds: Effect.gen(function* () {
      const reporter = yield* freshName("reporter")
      const told = yield* change(reporter, () => ["told", full])
      yield* claimEqual("what the change returned", told, "told")
      yield* claimEqual("every field", yield* read(reporter), full)
    })
  },
  {
    name: "reporters know nothing of each other",
    holds: Effect.gen(function* () {
      const [one, other] = [yield* freshName("reporter"), yield* freshName("reporter")]
      yield* change(one, () => [undefined, full])
      yield* claimEqual("the other", yield* read(other), emptyReporter)
    })
  },
  {
    name: "no change comes between the reading and the writing of another",
    holds: Effect.gen(function* () {
      const reporter = yield* freshName("reporter")
      const count = change(reporter, (state) => [
        undefined,
        { ...state, accepted: { pages: (state.accepted["pages"] ?? 0) + 1 } }
      ])
      yield* Effect.all(
        Array.from({ length: 20 }, () => count),
        { concurrency: "unbounded" }
      )
      yield* claimEqual("each counted", (yield* read(reporter)).accepted, { pages: 20 })
    })
  },
  {
    name: "of many instances that begin at once, one speaks for the total",
    holds: Effect.gen(function* () {
      const reporter = yield* freshName("reporter")
      const begin = (instance: string) =>
        change(reporter, (state) => {
          const [due, next] = beginReporting(state, { ...terms, instance, reporter })
          return [due !== undefined, next]
        })
      const speaking = yield* Effect.all(
        Array.from({ length: 20 }, (_, i) => begin(`task-${i}`)),
        { concurrency: "unbounded" }
      )
      yield* claimEqual("speaking", speaking.filter((speaks) => speaks).length, 1)
    })
  },
  {
    name: "an event that many tell at once is counted once",
    holds: Effect.gen(function* () {
      const reporter = yield* freshName("reporter")
      const event = { at: at("2026-03-10T11:30:00Z"), content: "content", eventId: "event" }
      const tell = change(reporter, (state) =>
        countEvent(state, event, { dimension: "pages", hour, quantity: 3 })
      )
      const told = yield* Effect.all(
        Array.from({ length: 20 }, () => tell),
        { concurrency: "unbounded" }
      )
      yield* claimEqual("counted", told.filter((outcome) => outcome === "counted").length, 1)
      yield* claimEqual("open", (yield* read(reporter)).open, [{ dimension: "pages", hour, quantity: 3 }])
    })
  }
]

const change = <A>(reporter: string, how: (state: ReporterState) => readonly [A, ReporterState]) =>
  Effect.flatMap(ReporterStore, (store) => store.modify(reporter, how))

const read = (reporter: string) => change(reporter, (state) => [state, state])

const hour = hourOf("2026-03-10T11:00:00Z")

const terms = {
  lateness: Duration.minutes(5),
  now: at("2026-03-10T12:10:00Z"),
  productCode: exampleProduct,
  resentBy: "sender" as const
}

const sales = [{ tags: [["team", 'sales "north"'] as const], quantity: 2 }]

const full: ReporterState = {
  accepted: { pages: 7, 'odd "name"': 2_147_483_647 },
  events: [{ at: at("2026-03-10T11:30:00.456Z"), content: "content", eventId: "event \u00e9" }],
  eventsForgottenThrough: at("2026-03-10T10:00:00.789Z"),
  lease: { holder: "task-1", until: at("2026-03-10T12:02:00.123Z") },
  open: [{ dimension: "pages", hour, quantity: Number.MAX_SAFE_INTEGER, tagged: sales }],
  reports: [
    {
      attempts: 2,
      availableAt: at("2026-03-10T12:01:00Z"),
      clientToken: "token",
      dimension: "pages",
      hour,
      mayBeAccepted: true,
      quantity: 2,
      sentBy: "task-1",
      tagged: sales
    }
  ],
  sealedThrough: hour,
  setAside: [{ dimension: "pages", hour, quantity: 3, reason: "InDoubt", tagged: sales }]
}

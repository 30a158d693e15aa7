import { Effect } from "effect"
import { emptyReporter, type ReporterState } from "../../model/ReporterState.ts"
import { ReporterStore } from "../../port/ReporterStore.ts"
import { at, freshName, hourOf } from "../builders.ts"
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
  }
]

const change = <A>(reporter: string, how: (state: ReporterState) => readonly [A, ReporterState]) =>
  Effect.flatMap(ReporterStore, (store) => store.modify(reporter, how))

const read = (reporter: string) => change(reporter, (state) => [state, state])

const hour = hourOf("2026-03-10T11:00:00Z")

const full: ReporterState = {
  accepted: { pages: 7, 'odd "name"': 2_147_483_647 },
  lease: { holder: "task-1", until: at("2026-03-10T12:02:00.123Z") },
  open: [{ dimension: "pages", hour, quantity: Number.MAX_SAFE_INTEGER }],
  reports: [
    {
      attempts: 2,
      availableAt: at("2026-03-10T12:01:00Z"),
      clientToken: "token",
      dimension: "pages",
      hour,
      mayBeAccepted: true,
      quantity: 0,
      sentBy: "task-1"
    }
  ],
  sealedThrough: hour,
  setAside: [{ dimension: "pages", hour, quantity: 3, reason: "InDoubt" }]
}

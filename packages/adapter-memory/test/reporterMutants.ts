import { emptyReporter, MeteringHour, type ReporterState, type ReporterStore } from "@tallyhour/core"
import { Effect } from "effect"

type Store = ReporterStore["Service"]

/** A store of hourly reporters with one thing wrong, and the laws that must see it. */
export interface ReporterMutant {
  readonly mistake: string
  readonly breaks: ReadonlyArray<string>
  readonly reporters: (honest: Store) => Store
}

const unheardOf = "a reporter never heard of knows nothing"
const readAgain = "what is changed is read again, whole"
const apart = "reporters know nothing of each other"
const alone = "no change comes between the reading and the writing of another"
const oneSpeaks = "of many instances that begin at once, one speaks for the total"
const toldOnce = "an event that many tell at once is counted once"

/** Stores of hourly reporters with one thing wrong. */
export const reporterMutants: ReadonlyArray<ReporterMutant> = [
  {
    mistake: "keeps nothing",
    breaks: [readAgain, alone, oneSpeaks, toldOnce],
    reporters: () => ({ modify: (_, change) => Effect.sync(() => change(emptyReporter)[0]) })
  },
  {
    mistake: "forgets what is set aside",
    breaks: [readAgain],
    reporters: keeping((state) => ({ ...state, setAside: [] }))
  },
  {
    mistake: "forgets which events it has counted",
    breaks: [readAgain, toldOnce],
    reporters: keeping((state) => ({ ...state, events: [] }))
  },
  {
    mistake: "forgets up to when it has forgotten events",
    breaks: [readAgain],
    reporters: keeping((state) => ({ ...state, eventsForgottenThrough: null }))
  },
  {
    mistake: "forgets the tags of what is counted",
    breaks: [readAgain],
    reporters: keeping((state) => ({
      ...state,
      open: state.open.map(({ dimension, hour, quantity }) => ({ dimension, hour, quantity }))
    }))
  },
  {
    mistake: "forgets who speaks",
    breaks: [readAgain, oneSpeaks],
    reporters: keeping((state) => ({ ...state, lease: null }))
  },
  {
    mistake: "forgets who sent a report",
    breaks: [readAgain],
    reporters: keeping((state) => ({
      ...state,
      reports: state.reports.map((report) => ({ ...report, sentBy: null }))
    }))
  },
  {
    mistake: "takes all reporters for one",
    breaks: [apart],
    reporters: (honest) => ({ modify: (_, change) => honest.modify("one", change) })
  },
  {
    mistake: "begins with usage of nobody",
    breaks: [unheardOf, apart, toldOnce],
    reporters: (honest) => ({
      modify: (reporter, change) =>
        honest.modify(reporter, (state) =>
          change(state === emptyReporter ? { ...state, open: usage } : state)
        )
    })
  },
  {
    mistake: "reads, waits, and writes",
    breaks: [alone, oneSpeaks, toldOnce],
    reporters: (honest) => ({
      modify: (reporter, change) =>
        Effect.gen(function* () {
          const [result, state] = yield* honest.modify(reporter, (now) => [change(now), now])
          yield* Effect.yieldNow
          return yield* honest.modify(reporter, () => [result, state])
        })
    })
  }
]

const usage: ReporterState["open"] = [{ dimension: "pages", hour: MeteringHour.make(0), quantity: 1 }]

function keeping(broken: (state: ReporterState) => ReporterState) {
  return (honest: Store): Store => ({
    modify: (reporter, change) =>
      honest.modify(reporter, (state) => {
        const [result, next] = change(state)
        return [result, broken(next)]
      })
  })
}

import { type DedupKey, Instant } from "@tallyhour/core"
import { Effect } from "effect"
import type { LedgerRow, MemoryState } from "../src/MemoryState.ts"
import type { StoreMutant, StorePorts } from "./StoreMutant.ts"

/** Reviews with one thing wrong. */
export const reviewMutants: ReadonlyArray<StoreMutant> = [
  {
    mistake: "lists what waits in the order of sealing",
    breaks: [
      "withheld records are listed with their reason until they are released, those to be released first at first"
    ],
    store: ({ review }, state) => ({
      review: {
        ...review,
        withheld: (now) =>
          Effect.map(review.withheld(now), (waiting) =>
            [...state.records.keys()].flatMap(
              (dedupKey) => waiting.find(({ record }) => record.dedupKey === dedupKey) ?? []
            )
          )
      }
    })
  },
  {
    mistake: "lists a record for ever",
    breaks: [
      "a record of which an attempt was made is neither released nor withdrawn",
      "a record that is past its time is neither released nor withdrawn",
      "withheld records are listed with their reason until they are released, those to be released first at first"
    ],
    store: ({ review }, state) => ({
      review: {
        ...review,
        withheld: (now) =>
          Effect.sync(() =>
            [...state.unsettled].flatMap(({ reason, record, withheldUntil }) =>
              withheldUntil === undefined ? [] : [{ record, until: withheldUntil, reason: reason ?? "" }]
            )
          ).pipe(Effect.tap(() => review.withheld(now)))
      }
    })
  },
  {
    mistake: "does not say why a record is withheld",
    breaks: [
      "withheld records are listed with their reason until they are released, those to be released first at first"
    ],
    store: ({ review }) => ({
      review: {
        ...review,
        withheld: (now) =>
          Effect.map(review.withheld(now), (waiting) =>
            waiting.map((one) => ({ ...one, reason: "withheld" }))
          )
      }
    })
  },
  {
    mistake: "releases on paper only",
    breaks: [
      "a decision holds, and a repeat or another one changes nothing",
      "a released record is leased from now on, unchanged"
    ],
    store: reviewing(
      "release",
      ({ withheldUntil }, row) => (row.availableAt = withheldUntil ?? row.availableAt)
    )
  },
  {
    mistake: "releases at once and not from now on",
    breaks: ["a released record is leased from now on, unchanged"],
    store: reviewing("release", (_, row) => (row.availableAt = row.record.sealedAt))
  },
  {
    mistake: "still lists what is released",
    breaks: [
      "a decision holds, and a repeat or another one changes nothing",
      "a released record is leased from now on, unchanged"
    ],
    store: reviewing("release", ({ withheldUntil }, row) => (row.withheldUntil = withheldUntil))
  },
  {
    mistake: "withdraws for the time being",
    breaks: [
      "a decision holds, and a repeat or another one changes nothing",
      "a withdrawn record is dead, with the reason given and its units in the books"
    ],
    store: reviewing("withdraw", (_, row, state) => {
      row.state = "sealed"
      state.unsettled.add(row)
    })
  },
  {
    mistake: "withdraws without a word",
    breaks: ["a withdrawn record is dead, with the reason given and its units in the books"],
    store: reviewing("withdraw", ({ reason }, row) => (row.reason = reason))
  },
  {
    mistake: "withdraws by deleting",
    breaks: ["a withdrawn record is dead, with the reason given and its units in the books"],
    store: reviewing("withdraw", (_, row, state) => state.records.delete(row.record.dedupKey))
  },
  {
    mistake: "decides about what was attempted",
    breaks: ["a record of which an attempt was made is neither released nor withdrawn"],
    store: pretending((row) => {
      row.attempts = 0
      row.state = row.state === "leased" ? "sealed" : row.state
    })
  },
  {
    mistake: "decides about what goes by itself already",
    breaks: [
      "a record that is past its time is neither released nor withdrawn",
      "a record that no guard withholds is none of the review's"
    ],
    store: pretending((row, now) => {
      if (row.withheldUntil !== undefined)
        row.withheldUntil = Instant.max(row.withheldUntil, Instant.ofMillis(now.epochMilliseconds + 1))
    })
  },
  {
    mistake: "decides about every sealed record",
    breaks: [
      "a decision holds, and a repeat or another one changes nothing",
      "a record that is past its time is neither released nor withdrawn",
      "a record that no guard withholds is none of the review's"
    ],
    store: pretending((row, now) => {
      row.withheldUntil = Instant.ofMillis(now.epochMilliseconds + 1)
    })
  },
  {
    mistake: "decides about all that is withheld at once",
    breaks: ["a record that no guard withholds is none of the review's"],
    store: ({ review }, state) => {
      const all = (decide: (dedupKey: DedupKey) => Effect.Effect<boolean>) =>
        Effect.map(
          Effect.forEach([...state.unsettled], ({ record }) => decide(record.dedupKey)),
          (answers) => answers.includes(true)
        )
      return {
        review: {
          ...review,
          release: (_, now) => all((dedupKey) => Effect.orDie(review.release(dedupKey, now)))
        }
      }
    }
  },
  {
    mistake: "takes no time of release from a sealing",
    breaks: [
      "a decision holds, and a repeat or another one changes nothing",
      "a released record is leased from now on, unchanged",
      "a withdrawn record is dead, with the reason given and its units in the books",
      "withheld records are listed with their reason until they are released, those to be released first at first"
    ],
    store: ({ ledger }) => ({
      ledger: {
        ...ledger,
        seal: (decide, options) => ledger.seal((usage) => ({ ...decide(usage), withheld: [] }), options)
      }
    })
  }
]

type Before = Pick<LedgerRow, "reason" | "withheldUntil">

/** Changes a record once more after a decision about it. */
function reviewing(
  decision: "release" | "withdraw",
  broken: (before: Before, row: LedgerRow, state: MemoryState) => void
): StoreMutant["store"] {
  return ({ review }, state) => {
    const decide = (dedupKey: DedupKey, effect: ReturnType<StorePorts["review"]["release"]>) =>
      Effect.suspend(() => {
        const row = state.records.get(dedupKey)
        const before = { reason: row?.reason, withheldUntil: row?.withheldUntil }
        return Effect.tap(effect, (isDone) =>
          Effect.sync(() => (isDone && row !== undefined ? broken(before, row, state) : undefined))
        )
      })
    return {
      review: {
        ...review,
        [decision]: (dedupKey: DedupKey, ...rest: [never, never]) =>
          decide(dedupKey, review[decision](dedupKey, ...rest))
      }
    }
  }
}

/** Makes a record look withheld before a decision about it. */
function pretending(broken: (row: LedgerRow, now: Instant) => void): StoreMutant["store"] {
  return ({ review }, state) => {
    const pretend = (dedupKey: DedupKey, now: Instant) =>
      Effect.sync(() => {
        const row = state.records.get(dedupKey)
        if (row !== undefined) broken(row, now)
      })
    return {
      review: {
        ...review,
        release: (dedupKey, now) => Effect.andThen(pretend(dedupKey, now), review.release(dedupKey, now)),
        withdraw: (dedupKey, reason, now) =>
          Effect.andThen(pretend(dedupKey, now), review.withdraw(dedupKey, reason, now))
      }
    }
  }
}

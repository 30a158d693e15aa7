import {
  Balance,
  type Books,
  MeteringHour,
  Quantity,
  type Unbilled,
  type WaitingUsage
} from "@tallyhour/core"
import { DateTime, Effect } from "effect"
import type { MemoryState } from "../src/MemoryState.ts"
import type { StoreMutant } from "./StoreMutant.ts"

/** Books with one thing wrong. */
export const booksMutants: ReadonlyArray<StoreMutant> = [
  {
    mistake: "do not tell held usage from what is written off",
    breaks: ["each figure is summed from its own rows, and together they explain all that was recorded"],
    store: balancing((rows) =>
      rows.map((row) => ({ ...row, held: Quantity.zero, writtenOff: Quantity.add(row.held, row.writtenOff) }))
    )
  },
  {
    mistake: "see usage only when it is counted",
    breaks: [
      "all is explained after every step, however late a reading of a gauge comes",
      "each figure is summed from its own rows, and together they explain all that was recorded",
      "usage that is not counted yet is open",
      "what is recorded of usage that is no sum is what all its events come to, counted or not"
    ],
    store: (honest, state) =>
      balancing((rows) =>
        rows.map((row) => {
          const uncounted = state.uncounted.filter(({ account }) => account === row.account)
          return {
            ...row,
            open: Quantity.subtract(row.open, Quantity.sum(uncounted.map((event) => event.quantity)))
          }
        })
      )(honest, state)
  },
  {
    mistake: "hold a row for every subscription",
    breaks: ["an account without usage has no balance"],
    store: (honest, state) =>
      balancing((rows) => [
        ...rows,
        ...[...state.subscriptions.keys()]
          .filter((account) => rows.every((row) => row.account !== account))
          .map((account) => ({ ...Balance.none, account, meter: "requests" }))
      ])(honest, state)
  },
  {
    mistake: "stand in the order of recording",
    breaks: ["balances stand in the order of account, then meter"],
    store: (honest, state) =>
      balancing((rows) =>
        [...state.events.values()].flatMap(
          (event) =>
            rows.find(({ account, meter }) => account === event.account && meter === event.meter) ?? []
        )
      )(honest, state)
  },
  {
    mistake: "list what is set aside row by row",
    breaks: ["what will not be billed is summed by its reason"],
    store: ({ books }, state) => ({
      books: {
        ...books,
        unbilled: Effect.sync((): ReadonlyArray<Unbilled> => state.setAside)
      }
    })
  },
  {
    mistake: "do not know what is included",
    breaks: ["usage that an allowance covers is included, and all is explained"],
    store: balancing((rows) => rows.map((row) => ({ ...row, included: Quantity.zero })))
  },
  {
    mistake: "take what is included for written off",
    breaks: ["usage that an allowance covers is included, and all is explained"],
    store: balancing((rows) =>
      rows.map((row) => ({
        ...row,
        included: Quantity.zero,
        writtenOff: Quantity.add(row.included, row.writtenOff)
      }))
    )
  },
  {
    mistake: "sum whatever was recorded",
    breaks: [
      "all is explained after every step, however late a reading of a gauge comes",
      "what is recorded of usage that is no sum is what all its events come to, counted or not"
    ],
    store: (honest, state) =>
      balancing((rows) =>
        rows.map((row) => {
          const events = [...state.events.values()].filter(
            ({ account, meter }) => account === row.account && meter === row.meter
          )
          return { ...row, recorded: Quantity.sum(events.map((event) => event.quantity)) }
        })
      )(honest, state)
  },
  {
    mistake: "record a gauge when it is counted",
    breaks: [
      "all is explained after every step, however late a reading of a gauge comes",
      "what is recorded of usage that is no sum is what all its events come to, counted or not"
    ],
    store: (honest, state) =>
      balancing((rows) =>
        rows.map((row) => {
          const hours = [
            ...(state.series.get(JSON.stringify([row.account, row.meter])) ?? new Map()).values()
          ]
          const counted = Quantity.sum(hours.map((series) => series.counted.quantity))
          return state.series.size === 0 ? row : { ...row, recorded: counted }
        })
      )(honest, state)
  },
  {
    mistake: "do not book what is taken back",
    breaks: ["all is explained after every step, however late a reading of a gauge comes"],
    store: balancing((rows) =>
      rows.map((row) => ({ ...row, writtenOff: Quantity.max(Quantity.zero, row.writtenOff) }))
    )
  },
  {
    mistake: "forget what is under way",
    breaks: ["usage waits while it is open, and in a record until AWS has it"],
    store: waiting((rows, state) =>
      rows.filter(({ account }) =>
        [...state.unsettled].every(
          ({ record, state: standing }) => record.account !== account || standing === "sealed"
        )
      )
    )
  },
  {
    mistake: "wait for strangers in vain",
    breaks: ["usage waits whether its account is linked or not, in the order of account, hour and state"],
    store: waiting((rows, state) => rows.filter(({ account }) => state.subscriptions.has(account)))
  },
  {
    mistake: "put what is sealed before what is open",
    breaks: ["usage waits whether its account is linked or not, in the order of account, hour and state"],
    store: waiting((rows) => rows.toSorted((a, b) => (a.state > b.state ? -1 : 1)))
  },
  {
    mistake: "look at all deadlines",
    breaks: ["what has time, what is long past and what is nothing does not wait"],
    store: ({ books }) => ({
      books: {
        ...books,
        waiting: (options) =>
          books.waiting({ ...options, deadlineUntil: DateTime.makeUnsafe("2100-01-01T00:00:00Z") })
      }
    })
  },
  {
    mistake: "raise an alarm for what AWS takes no more",
    breaks: ["what has time, what is long past and what is nothing does not wait"],
    store: ({ books }) => ({
      books: {
        ...books,
        waiting: (options) =>
          books.waiting({ ...options, openFrom: MeteringHour.plus(options.openFrom, -100) })
      }
    })
  },
  {
    mistake: "raise an alarm for what is open and has time",
    breaks: ["what has time, what is long past and what is nothing does not wait"],
    store: ({ books }) => ({
      books: {
        ...books,
        waiting: (options) =>
          books.waiting({ ...options, openThrough: MeteringHour.plus(options.openThrough, 1) })
      }
    })
  }
]

function waiting(
  broken: (rows: ReadonlyArray<WaitingUsage>, state: MemoryState) => ReadonlyArray<WaitingUsage>
): StoreMutant["store"] {
  return ({ books }, state) => ({
    books: {
      ...books,
      waiting: (options) => Effect.map(books.waiting(options), (rows) => broken(rows, state))
    }
  })
}

function balancing(broken: (rows: ReadonlyArray<Balance>) => ReadonlyArray<Balance>): StoreMutant["store"] {
  return ({ books }): { readonly books: Books["Service"] } => ({
    books: { ...books, balances: Effect.map(books.balances, broken) }
  })
}

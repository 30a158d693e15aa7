import { type Balance, type Books, Quantity, type Unbilled } from "@tallyhour/core"
import { Effect } from "effect"
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
      "each figure is summed from its own rows, and together they explain all that was recorded",
      "usage that is not counted yet is open"
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
          .map((account) => ({ ...empty, account }))
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
  }
]

function balancing(broken: (rows: ReadonlyArray<Balance>) => ReadonlyArray<Balance>): StoreMutant["store"] {
  return ({ books }): { readonly books: Books["Service"] } => ({
    books: { ...books, balances: Effect.map(books.balances, broken) }
  })
}

const empty: Balance = {
  account: "",
  meter: "requests",
  recorded: Quantity.zero,
  open: Quantity.zero,
  carried: Quantity.zero,
  pending: Quantity.zero,
  accepted: Quantity.zero,
  dead: Quantity.zero,
  held: Quantity.zero,
  writtenOff: Quantity.zero
}

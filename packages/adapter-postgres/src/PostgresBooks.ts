import { type Balance, type Books, Quantity } from "@tallyhour/core"
import { Effect, Result } from "effect"
import type { PostgresDatabase } from "./PostgresDatabase.ts"
import { balances, type FigureRow } from "./statement/balances.ts"
import { unbilled } from "./statement/unbilled.ts"

/** The books in Postgres. */
export const postgresBooks = ({ names, run }: PostgresDatabase): Books["Service"] => ({
  balances: Effect.map(
    run((within) => within(balances(names))),
    (rows) =>
      [...Map.groupBy(rows, ({ account, meter }) => JSON.stringify([account, meter])).values()].map(balanceOf)
  ),

  unbilled: Effect.map(
    run((within) => within(unbilled(names))),
    (rows) => rows.map((row) => ({ ...row, quantity: quantityOf(row.quantity) }))
  )
})

const balanceOf = (figures: ReadonlyArray<FigureRow>): Balance => {
  const sum = (figure: FigureRow["figure"]) =>
    Quantity.sum(figures.filter((row) => row.figure === figure).map((row) => quantityOf(row.quantity)))
  const { account, meter } = figures[0]!
  return {
    account,
    meter,
    recorded: sum("recorded"),
    open: sum("open"),
    carried: sum("carried"),
    pending: sum("pending"),
    accepted: sum("accepted"),
    dead: sum("dead"),
    held: sum("held"),
    writtenOff: sum("writtenOff")
  }
}

const quantityOf = (text: string): Quantity => Result.getOrThrow(Quantity.parse(text))

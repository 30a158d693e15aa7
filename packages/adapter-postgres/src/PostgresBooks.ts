import { type Balance, type Books, Instant, MeteringHour, Quantity } from "@tallyhour/core"
import { Effect } from "effect"
import type { PostgresDatabase } from "./PostgresDatabase.ts"
import { quantityOf } from "./quantityOf.ts"
import { balances, type FigureRow } from "./statement/balances.ts"
import { unbilled } from "./statement/unbilled.ts"
import { waitingUsage } from "./statement/waitingUsage.ts"

/** The books in Postgres. */
export const postgresBooks = ({ names, patiently: { run } }: PostgresDatabase): Books["Service"] => ({
  balances: Effect.map(
    run((within) => within(balances(names))),
    (rows) =>
      [...Map.groupBy(rows, ({ account, meter }) => JSON.stringify([account, meter])).values()].map(balanceOf)
  ),

  unbilled: Effect.map(
    run((within) => within(unbilled(names))),
    (rows) => rows.map((row) => ({ ...row, quantity: quantityOf(row.quantity) }))
  ),

  waiting: (options) =>
    Effect.map(
      run((within) => within(waitingUsage(names, options))),
      (rows) =>
        rows.map((row) => ({
          ...row,
          hour: MeteringHour.of(Instant.ofMillis(Number(row.hour))),
          quantity: quantityOf(row.quantity),
          deadline: row.deadline === null ? undefined : Instant.ofMillis(Number(row.deadline))
        }))
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
    included: sum("included"),
    writtenOff: sum("writtenOff")
  }
}

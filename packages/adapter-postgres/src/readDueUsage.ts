import type { Subscription } from "@tallyhour/core"
import type { Names } from "./schema/Names.ts"
import type { SqlRunner } from "./SqlRunner.ts"
import { type DueRow, nextDueUsage } from "./statement/openDueUsage.ts"
import { subscriptionsOf } from "./statement/subscriptions.ts"
import { subscriptionOf } from "./subscriptionOf.ts"

/** The due hours of one account and meter, in the order of time, and all subscriptions of the account. */
export interface HoursOfOne {
  readonly hours: [DueRow, ...Array<DueRow>]
  readonly subscriptions: ReadonlyArray<Subscription>
}

/** Reads on in what was opened as due, some hours at a time; those of one account and meter come together. */
export async function* readDueUsage(
  run: SqlRunner,
  names: Names,
  hoursAtOnce: number
): AsyncGenerator<ReadonlyArray<HoursOfOne>, undefined> {
  let begun: ReadonlyArray<DueRow> = []
  let isMore = true
  while (isMore) {
    const rows = await run(nextDueUsage(hoursAtOnce))
    isMore = rows.length === hoursAtOnce
    const all = byAccountAndMeter([...begun, ...rows])
    // More hours of the last one may still come.
    begun = isMore ? (all.pop() ?? []) : []
    if (all.length === 0) continue
    const accounts = [...new Set(all.map(([{ account }]) => account))]
    const linked = (await run(subscriptionsOf(names, accounts))).map(subscriptionOf)
    const subscriptions = Map.groupBy(linked, ({ account }) => account)
    yield all.map((hours) => ({ hours, subscriptions: subscriptions.get(hours[0].account) ?? [] }))
  }
}

/** Parts rows where their account or meter changes. */
const byAccountAndMeter = (rows: ReadonlyArray<DueRow>): Array<HoursOfOne["hours"]> => {
  const all: Array<HoursOfOne["hours"]> = []
  for (const row of rows) {
    const last = all.at(-1)
    if (last !== undefined && last[0].meter === row.meter && last[0].account === row.account) last.push(row)
    else all.push([row])
  }
  return all
}

import type { Instant } from "@tallyhour/core"

/** What decides who is sent first. */
export interface Urgent {
  readonly record: { readonly dedupKey: string }
  readonly sendBefore: Instant
}

/** Orders rows by when AWS stops taking them. */
export const byUrgency = (a: Urgent, b: Urgent): number =>
  a.sendBefore.epochMilliseconds - b.sendBefore.epochMilliseconds ||
  (a.record.dedupKey < b.record.dedupKey ? -1 : 1)

/**
 * Returns the most urgent of the rows that are wanted, in order.
 *
 * It holds at most twice as many as it returns and never sorts all, because a lease looks through the whole backlog.
 */
export const mostUrgent = <Row extends Urgent>(
  rows: Iterable<Row>,
  { isWanted, rowsMax }: { readonly isWanted: (row: Row) => boolean; readonly rowsMax: number }
): ReadonlyArray<Row> => {
  let held: Array<Row> = []
  let last: Row | undefined
  for (const row of rows) {
    if ((last !== undefined && byUrgency(last, row) < 0) || !isWanted(row)) continue
    held.push(row)
    if (held.length < 2 * rowsMax) continue
    held = held.sort(byUrgency).slice(0, rowsMax)
    last = held.at(-1)
  }
  return held.sort(byUrgency).slice(0, rowsMax)
}

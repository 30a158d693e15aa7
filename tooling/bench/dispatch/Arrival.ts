/**
 * A request as it came in at the server.
 *
 * - **Unit**: `at` in milliseconds of the server's own clock; hours in epoch seconds.
 */
export interface Arrival {
  readonly at: number
  readonly records: number
  /** The hours of its first and of its last record: the earlier an hour, the earlier AWS stops taking it. */
  readonly earliest: number
  readonly latest: number
}

/** Notes a request that came in at an instant. */
export const arrivalOf = (records: ReadonlyArray<{ readonly Timestamp: number }>, at: number): Arrival => {
  const hours = records.map(({ Timestamp }) => Timestamp)
  return { at, records: records.length, earliest: Math.min(...hours), latest: Math.max(...hours) }
}

/** Returns requests a second, from the first request to the last. */
export const requestsPerSecond = (arrivals: ReadonlyArray<Arrival>): number => {
  const [first, last] = [arrivals[0], arrivals.at(-1)]
  return first === undefined || last === undefined
    ? 0
    : ((arrivals.length - 1) * 1_000) / (last.at - first.at)
}

/** Returns how many records a request held on average. */
export const recordsPerRequest = (arrivals: ReadonlyArray<Arrival>): number =>
  arrivals.reduce((sum, { records }) => sum + records, 0) / arrivals.length

/**
 * Returns by how many requests of a later deadline the most overtaken request was overtaken.
 *
 * Requests in flight at once may come in in any order, so a sender of n at once may have n − 1, and no more.
 */
export const mostOvertaken = (arrivals: ReadonlyArray<Arrival>): number => {
  const came = new Map<number, number>()
  let most = 0
  for (const { earliest, latest } of arrivals) {
    const overtaking = [...came].reduce((sum, [hour, requests]) => sum + (hour > earliest ? requests : 0), 0)
    most = Math.max(most, overtaking)
    came.set(latest, (came.get(latest) ?? 0) + 1)
  }
  return most
}

import { DateTime, Duration } from "effect"
import { Instant } from "../model/Instant.ts"
import type { Lease } from "../model/Lease.ts"

/** As long as a request may take; no transport allows more. */
const requestMax = Duration.seconds(50)

/**
 * Whether a lease holds for longer than a request that is sent now can take, so that nobody else sends the same meanwhile.
 *
 * **Example** (A minute's lease, at once and a quarter of a minute later)
 *
 *     const now = DateTime.makeUnsafe("2026-03-10T12:15:00Z")
 *     const until = DateTime.add(now, { minutes: 1 })
 *
 *     outlastsRequest({ until }, now) // => true
 *     outlastsRequest({ until }, DateTime.add(now, { seconds: 15 })) // => false
 */
export const outlastsRequest = ({ until }: Pick<Lease, "until">, now: Instant): boolean =>
  Instant.isBefore(DateTime.addDuration(now, requestMax), until)

import { StoreError, StoreUnavailable } from "@tallyhour/core"
import { Effect, Schema } from "effect"
import { storeErrorFor } from "./storeErrorFor.ts"

/**
 * How long the database may be silent, in milliseconds: a connection whose other end is gone may never say so, and whoever waited
 * for it would wait for ever.
 *
 * - `brief`: for what is of a size that somebody has set, such as one call's events or one lease's records. Whoever records stands
 *   in a request, and what is leased has a lease of sixty seconds.
 * - `long`: for what works on as much as there is.
 */
export const patienceFor = { brief: 30_000, long: 600_000 } as const

/**
 * Runs work on the database; what the driver throws becomes a typed error, and a mistake in code stays a defect.
 *
 * Work that takes longer than `patience`, in milliseconds and brief when absent, is given up as `StoreUnavailable`; it may still be done.
 */
export const attempt = <A>(
  work: () => Promise<A>,
  { patience = patienceFor.brief }: { readonly patience?: number } = {}
): Effect.Effect<A, StoreError> =>
  Effect.tryPromise({ try: () => within(patience, work()), catch: (cause) => cause }).pipe(
    Effect.catch((cause) => (isFault(cause) ? Effect.die(cause) : Effect.fail(storeErrorFor(cause))))
  )

// By the timers of the host: a clock of a test or a replay says nothing of a connection.
const within = async <A>(patience: number, work: Promise<A>): Promise<A> => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unanswered(patience)), patience)
  })
  try {
    return await Promise.race([work, tooLong])
  } finally {
    clearTimeout(timer)
  }
}

const unanswered = (patience: number): StoreError =>
  new StoreError({
    reason: new StoreUnavailable({ detail: `the database has not answered for ${patience / 1_000} seconds` })
  })

// Drivers throw plain errors; these are mistakes in code, and must never pass for a database that is away for a while.
const isFault = (cause: unknown): boolean =>
  cause instanceof TypeError ||
  cause instanceof RangeError ||
  cause instanceof SyntaxError ||
  cause instanceof ReferenceError ||
  Schema.isSchemaError(cause)

import type { StoreError } from "@tallyhour/core"
import { Effect, Schema } from "effect"
import { storeErrorFor } from "./storeErrorFor.ts"

/** Runs work on the database; what the driver throws becomes a typed error, and a mistake in code stays a defect. */
export const attempt = <A>(work: () => Promise<A>): Effect.Effect<A, StoreError> =>
  Effect.tryPromise({ try: work, catch: (cause) => cause }).pipe(
    Effect.catch((cause) => (isFault(cause) ? Effect.die(cause) : Effect.fail(storeErrorFor(cause))))
  )

// Drivers throw plain errors; these are mistakes in code, and must never pass for a database that is away for a while.
const isFault = (cause: unknown): boolean =>
  cause instanceof TypeError ||
  cause instanceof RangeError ||
  cause instanceof SyntaxError ||
  cause instanceof ReferenceError ||
  Schema.isSchemaError(cause)

import type { Instant, StoreError } from "@tallyhour/core"
import { Context, DateTime, Effect, Layer } from "effect"
import type { PostgresStore } from "../src/PostgresStore.ts"

/** Who archives now and then. */
export class Archivist extends Context.Service<
  Archivist,
  { readonly archive: (now: Instant) => Effect.Effect<void, StoreError> }
>()("tallyhour/test/Archivist") {}

/** One who archives what AWS takes no longer, as if two months had passed: nothing that anybody sees may depend on them. */
export const archivistOf = ({ archive }: PostgresStore): Layer.Layer<Archivist> =>
  Layer.succeed(Archivist, {
    archive: (now) =>
      Effect.asVoid(
        archive({
          before: DateTime.subtract(now, { days: 2, hours: 1 }),
          now: DateTime.add(now, { days: 62 })
        })
      )
  })

/** One of a store that needs no archive. */
export const idleArchivist: Layer.Layer<Archivist> = Layer.succeed(Archivist, { archive: () => Effect.void })

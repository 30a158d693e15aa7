import { Catalogue, SchemaMismatch, StoreError } from "@tallyhour/core"
import { DateTime, Effect, Option } from "effect"
import type { Kysely } from "kysely"
import { type Migration, Migrator } from "kysely/migration"
import { attempt, patienceFor } from "../attempt.ts"
import { runnerOf } from "../SqlRunner.ts"
import { tellMeters } from "../statement/tellMeters.ts"
import { storeErrorFor } from "../storeErrorFor.ts"
import { mainPath } from "./migration/m0001_main_path.ts"
import { recordUsageFunctions } from "./migration/m0002_record_usage.ts"
import { appendEvents } from "./migration/m0004_append_events.ts"
import { leaseOrder } from "./migration/m0005_lease_order.ts"
import { meteredDimension } from "./migration/m0006_metered_dimension.ts"
import { namesIn } from "./Names.ts"

/**
 * Brings the tables of a schema to the version of this library, forward only.
 *
 * Where there is a catalogue, the database is told of its meters, for those who record by the function `record_usage`. It forgets
 * none; one that is read in another way than before is logged as a warning, since two catalogues may be at odds.
 *
 * - **Guarantees**: each migration is applied once and whole, by however many processes at a time.
 * - **Errors**: `SchemaMismatch` when the schema was migrated by a newer version.
 */
export const migrate = (db: Kysely<unknown>, schema: string): Effect.Effect<void, StoreError> =>
  Effect.gen(function* () {
    const migrator = new Migrator({
      // A caller's plugins would rename our schema and tables.
      db: db.withoutPlugins(),
      provider: { getMigrations: () => Promise.resolve(migrationsOf(schema)) },
      migrationTableSchema: schema,
      migrationTableName: "migration",
      migrationLockTableName: "migration_lock"
    })
    const { error } = yield* attempt(() => migrator.migrateToLatest(), {
      patience: patienceFor.long
    })
    if (error === undefined) return yield* tellCatalogue(db, schema)
    return yield* isUnknownMigration(error)
      ? new StoreError({
          reason: new SchemaMismatch({ detail: `schema ${schema} was migrated by a newer version` })
        })
      : storeErrorFor(error)
  })

const tellCatalogue = Effect.fnUntraced(function* (db: Kysely<unknown>, schema: string) {
  const catalogue = Option.getOrUndefined(yield* Effect.serviceOption(Catalogue))
  if (catalogue === undefined) return
  const now = yield* DateTime.now
  const run = runnerOf(db.withoutPlugins())
  const former = yield* attempt(() => run(tellMeters(namesIn(schema), catalogue.products, now)))
  for (const { aggregation, meter, property } of former) {
    yield* Effect.logWarning(
      `Events of meter ${JSON.stringify(meter)} were counted by ${aggregation}${
        property === null ? "" : ` of ${property}`
      } in the database, and are by this catalogue from now on. Where two catalogues disagree, make them agree.`
    )
  }
})

const migrationsOf = (schema: string): Record<string, Migration> => ({
  "0001_main_path": { up: mainPath(schema) },
  "0002_record_usage": { up: recordUsageFunctions(schema) },
  "0004_append_events": { up: appendEvents(schema) },
  "0005_lease_order": { up: leaseOrder(schema) },
  "0006_metered_dimension": { up: meteredDimension(schema) }
})

const isUnknownMigration = (error: unknown): boolean =>
  error instanceof Error && error.message.includes("corrupted migrations")

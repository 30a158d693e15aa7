import { SchemaMismatch, StoreError } from "@tallyhour/core"
import { Effect } from "effect"
import type { Kysely } from "kysely"
import { type Migration, Migrator } from "kysely/migration"
import { attempt, patienceFor } from "../attempt.ts"
import { storeErrorFor } from "../storeErrorFor.ts"
import { mainPath } from "./migration/m0001_main_path.ts"
import { appendEvents } from "./migration/m0004_append_events.ts"
import { leaseOrder } from "./migration/m0005_lease_order.ts"
import { meteredDimension } from "./migration/m0006_metered_dimension.ts"

/**
 * Brings the tables of a schema to the version of this library, forward only.
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
    if (error === undefined) return
    return yield* isUnknownMigration(error)
      ? new StoreError({
          reason: new SchemaMismatch({ detail: `schema ${schema} was migrated by a newer version` })
        })
      : storeErrorFor(error)
  })

const migrationsOf = (schema: string): Record<string, Migration> => ({
  "0001_main_path": { up: mainPath(schema) },
  "0004_append_events": { up: appendEvents(schema) },
  "0005_lease_order": { up: leaseOrder(schema) },
  "0006_metered_dimension": { up: meteredDimension(schema) }
})

const isUnknownMigration = (error: unknown): boolean =>
  error instanceof Error && error.message.includes("corrupted migrations")

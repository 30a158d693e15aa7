// The store, by what it is given.
export { postgresStore, pgliteStore, kyselyStore } from "./PostgresStore.ts"
export type { ListeningPool, PostgresStore, PostgresStoreOptions } from "./PostgresStore.ts"
// After a dump was restored.
export type { Adoption } from "./adoptCount.ts"
// The tables and rights as plain SQL.
export { schemaSql } from "./schema/schemaSql.ts"
export { rolesSql } from "./schema/rolesSql.ts"
// The caller's own transaction.
export type { KyselyTransaction, PostgresTransaction, QueryClient } from "./SqlRunner.ts"
// What a driver's error means.
export { storeErrorFor } from "./storeErrorFor.ts"

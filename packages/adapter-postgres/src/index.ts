// The store, by what it is given.
export { postgresStore, pgliteStore, kyselyStore } from "./PostgresStore.ts"
export type { ListeningPool, PostgresStore, PostgresStoreOptions } from "./PostgresStore.ts"
// After a dump was restored.
export type { Adoption } from "./adoptCount.ts"
// Keeping it for years.
export type { Archived, ArchiveOptions } from "./archiveFinished.ts"
// The tables and rights as plain SQL.
export { schemaSql } from "./schema/schemaSql.ts"
export { rolesSql } from "./schema/rolesSql.ts"
// The caller's own transaction.
export type { KyselyTransaction, PostgresTransaction, QueryClient } from "./SqlRunner.ts"
export { sqlTransaction } from "./SqlTransaction.ts"
export type { RunSql, SqlTransaction } from "./SqlTransaction.ts"
// The same, by the driver it is of.
export { drizzleTransaction } from "./driver/drizzleTransaction.ts"
export type { DrizzleSql, DrizzleTransaction } from "./driver/drizzleTransaction.ts"
export { knexTransaction } from "./driver/knexTransaction.ts"
export type { KnexTransaction } from "./driver/knexTransaction.ts"
export { postgresJsTransaction } from "./driver/postgresJsTransaction.ts"
export type { PostgresJsTransaction } from "./driver/postgresJsTransaction.ts"
export { prismaTransaction } from "./driver/prismaTransaction.ts"
export type { PrismaTransaction } from "./driver/prismaTransaction.ts"
// What a driver's error means.
export { usageRefusalOf } from "./usageRefusalOf.ts"
export { storeErrorFor } from "./storeErrorFor.ts"

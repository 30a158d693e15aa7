import { drizzle as drizzlePg } from "drizzle-orm/node-postgres"
import { drizzle as drizzlePostgresJs } from "drizzle-orm/postgres-js"
import { sql as drizzleSql } from "drizzle-orm"
import knex from "knex"
import { Kysely, PostgresDialect } from "kysely"
import pg from "pg"
import postgres from "postgres"
import type { Meter, Order } from "../examples/Order.ts"
import { placeOrder as withAnyDriver } from "../examples/withAnyDriver.ts"
import { placeOrder as withDrizzle } from "../examples/withDrizzle.ts"
import { placeOrder as withKnex } from "../examples/withKnex.ts"
import { placeOrder as withKysely, type Shop } from "../examples/withKysely.ts"
import { placeOrder as withPg } from "../examples/withPg.ts"
import { placeOrder as withPostgresJs } from "../examples/withPostgresJs.ts"
import { placeOrder as withPrisma } from "../examples/withPrisma.ts"
import { drizzleTransaction } from "../src/driver/drizzleTransaction.ts"
import { knexTransaction } from "../src/driver/knexTransaction.ts"
import { postgresJsTransaction } from "../src/driver/postgresJsTransaction.ts"
import { prismaTransaction } from "../src/driver/prismaTransaction.ts"
import type { PostgresTransaction } from "../src/SqlRunner.ts"
import { type RunSql, sqlTransaction } from "../src/SqlTransaction.ts"
import { openPrisma } from "./prismaClient.ts"

/** One driver on one database. */
export interface OpenDriver {
  /** Runs work in a transaction, which is rolled back if the work throws. */
  readonly inTransaction: (work: (transaction: PostgresTransaction) => Promise<void>) => Promise<unknown>
  /** The example of the docs. */
  readonly placeOrder: (meter: Meter, order: Order) => Promise<void>
  /** What the driver has outside of a transaction, handed in as if it were one. */
  readonly outside: PostgresTransaction
  readonly close: () => Promise<unknown>
}

/** Every driver that we show, and how it is opened. */
export const drivers: Readonly<Record<string, (url: string) => OpenDriver>> = {
  kysely: (url) => {
    const db = new Kysely<Shop>({ dialect: new PostgresDialect({ pool: new pg.Pool(poolOf(url)) }) })
    return {
      inTransaction: (work) => db.transaction().execute(work),
      placeOrder: (meter, order) => withKysely(db, meter, order),
      outside: outside(db),
      close: () => db.destroy()
    }
  },
  pg: (url) => {
    const pool = new pg.Pool(poolOf(url))
    return {
      inTransaction: (work) => inClient(pool, work),
      placeOrder: (meter, order) => withPg(pool, meter, order),
      outside: outside(pool),
      close: () => pool.end()
    }
  },
  "Drizzle on pg": (url) => {
    const pool = new pg.Pool(poolOf(url))
    const db = drizzlePg(pool)
    return {
      inTransaction: (work) => db.transaction((tx) => work(drizzleTransaction(tx, drizzleSql))),
      placeOrder: (meter, order) => withDrizzle(db, meter, order),
      // @ts-expect-error -- A database is no transaction, which the types see, too.
      outside: drizzleTransaction(db, drizzleSql),
      close: () => pool.end()
    }
  },
  "Drizzle on postgres.js": (url) => {
    const client = postgres(url, { max: 2 })
    const db = drizzlePostgresJs(client)
    return {
      inTransaction: (work) => db.transaction((tx) => work(drizzleTransaction(tx, drizzleSql))),
      placeOrder: (meter, order) => withDrizzle(db, meter, order),
      // @ts-expect-error -- A database is no transaction, which the types see, too.
      outside: drizzleTransaction(db, drizzleSql),
      close: () => client.end()
    }
  },
  Prisma: (url) => {
    const prisma = openPrisma(url)
    return {
      inTransaction: (work) => prisma.$transaction((tx) => work(prismaTransaction(tx))),
      placeOrder: (meter, order) => withPrisma(prisma, meter, order),
      // @ts-expect-error -- The client itself is no transaction, which the types see, too.
      outside: prismaTransaction(prisma),
      close: () => prisma.$disconnect()
    }
  },
  Knex: (url) => {
    const db = knex({ client: "pg", connection: url, pool: { min: 0, max: 2 } })
    return {
      inTransaction: (work) => db.transaction((trx) => work(knexTransaction(trx))),
      placeOrder: (meter, order) => withKnex(db, meter, order),
      // @ts-expect-error -- Knex itself is no transaction, which the types see, too.
      outside: knexTransaction(db),
      close: () => db.destroy()
    }
  },
  "postgres.js": (url) => {
    const sql = postgres(url, { max: 2 })
    return {
      inTransaction: (work) => sql.begin((trx) => work(postgresJsTransaction(trx))),
      placeOrder: (meter, order) => withPostgresJs(sql, meter, order),
      // @ts-expect-error -- The sql of the pool is no transaction, which the types see, too.
      outside: postgresJsTransaction(sql),
      close: () => sql.end()
    }
  },
  "any other": (url) => {
    const pool = new pg.Pool(poolOf(url))
    const queryOf =
      (client: pg.Pool | pg.PoolClient): RunSql =>
      async (text, parameters) =>
        (await client.query(text, [...parameters])).rows
    return {
      inTransaction: (work) => inClient(pool, (client) => work(sqlTransaction(queryOf(client)))),
      placeOrder: (meter, order) =>
        withAnyDriver(
          { inTransaction: (work) => inClient(pool, (client) => work(queryOf(client))) },
          meter,
          order
        ),
      outside: sqlTransaction(queryOf(pool)),
      close: () => pool.end()
    }
  }
}

const poolOf = (connectionString: string): pg.PoolConfig => ({ connectionString, max: 2 })

// The types of these refuse it in the first place.
const outside = (given: unknown) => given as PostgresTransaction

const inClient = async (pool: pg.Pool, work: (client: pg.PoolClient) => Promise<void>): Promise<void> => {
  const client = await pool.connect()
  try {
    await client.query("begin")
    await work(client)
    await client.query("commit")
  } catch (error) {
    await client.query("rollback")
    throw error
  } finally {
    client.release()
  }
}

import {
  agreementInboxLaws,
  booksLaws,
  recordReviewLaws,
  reporterStoreLaws,
  subscriptionRegistryLaws
} from "@tallyhour/core/testing"
import { checkLaws } from "@tallyhour/core/testing/vitest"
import { Effect, Layer } from "effect"
import { afterAll, beforeAll, describe } from "vitest"
import { freshSchema, testDatabase } from "../../test/testDatabase.ts"
import { type PostgresStore, postgresStore } from "../PostgresStore.ts"
import { rolesSql } from "./rolesSql.ts"

const database = testDatabase()

// The roles lack no right that the store needs: every law holds for a user who is granted two of them, and nothing else.
describe.skipIf(database.isMissing)("as recorder and worker", () => {
  const schema = freshSchema()
  const groups = [`"${schema}_recorder"`, `"${schema}_worker"`]

  beforeAll(async () => {
    const { pool, store } = await database.open({ isMigrated: false, schema })
    await Effect.runPromise(store.migrate)
    await pool.query(rolesSql({ schema }))
    await pool.query(`create role ${schema}_user login password 'planted' in role ${groups.join(", ")}`)
  })
  afterAll(async () => {
    const roles = [...groups, `"${schema}_reader"`, `${schema}_user`]
    for (const role of roles) await database.pool().query(`drop owned by ${role}; drop role ${role}`)
  })

  const opened = <A, E, R>(layerOf: (store: PostgresStore) => Layer.Layer<A, E, R>) =>
    Layer.unwrap(
      Effect.sync(() => {
        const address = { password: "planted", username: `${schema}_user` }
        const connectionString = Object.assign(new URL(database.url()), address).href
        return layerOf(postgresStore(database.pool({ connectionString }), { schema }))
      })
    )
  const layer = opened((store) => store.layer)

  checkLaws("AgreementInbox", agreementInboxLaws, layer)
  checkLaws("Books", booksLaws, layer)
  checkLaws("RecordReview", recordReviewLaws, layer)
  checkLaws(
    "ReporterStore",
    reporterStoreLaws,
    opened((store) => store.reporters)
  )
  checkLaws("SubscriptionRegistry", subscriptionRegistryLaws, layer)
})

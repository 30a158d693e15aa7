import { randomUUID } from "node:crypto"
import { Client } from "pg"
import { assert, describe, inject, it } from "vitest"
import { dropDatabase } from "../postgres/dropDatabase.ts"
import { canaries } from "./canaries.ts"
import { tablesWithSecrets } from "./tablesWithSecrets.ts"

const server = inject("databaseUrl")

describe.skipIf(server === undefined)("a secret in a table", () => {
  it("is found in every column, however it is kept, and no database with one is dropped in silence", async () => {
    const name = `tallyhour_canaries_${randomUUID().replaceAll("-", "")}`
    await within(server!, `create database ${name}`)
    const secret = canaries.webhookSecret
    await within(
      Object.assign(new URL(server!), { pathname: `/${name}` }).href,
      `create table innocent as select 1 as a, 'CANARY' as b;
       create table plain as select 1 as a, 'x${secret}' as b;
       create table nested as select '{"a": ["${secret}"]}'::jsonb as a;
       create table binary_form as select '${secret}'::bytea as a;
       create schema other;
       create table other.encoded as select encode('user:${secret}', 'base64') as a`
    )

    const found = await tablesWithSecrets(server!, [name])
    const dropped = await dropDatabase(server!, name).catch(String)

    const tables = ["other.encoded", "public.binary_form", "public.nested", "public.plain"]
    assert.deepStrictEqual(
      found,
      tables.map((table) => `${table} of ${name}`)
    )
    assert.match(String(dropped), /A secret has leaked: other\.encoded of /)
    assert.deepStrictEqual(await tablesWithSecrets(server!, [name]), [], "it is gone all the same")
  })
})

const within = async (connectionString: string, statements: string): Promise<void> => {
  const client = new Client({ connectionString })
  await client.connect()
  await client.query(statements)
  await client.end()
}

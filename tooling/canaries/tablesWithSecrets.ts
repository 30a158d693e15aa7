import { Client } from "pg"
import { markedForms } from "./secretsIn.ts"

/** Lists the tables of a server's databases of which a row holds a secret; of all databases unless some are named. */
export const tablesWithSecrets = async (
  server: string,
  names?: ReadonlyArray<string>
): Promise<ReadonlyArray<string>> => {
  const databases = await within(server, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      `select datname from pg_database where not datistemplate and datallowconn
       and ($1::text[] is null or datname = any ($1)) order by datname`,
      [names ?? null]
    )
    return rows.map(({ datname }) => datname)
  })
  const found: Array<string> = []
  for (const database of databases) {
    const url = Object.assign(new URL(server), { pathname: `/${database}` }).href
    for (const table of await within(url, tablesIn)) found.push(`${table} of ${database}`)
  }
  return found
}

const tablesIn = async (client: Client): Promise<ReadonlyArray<string>> => {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('information_schema', 'pg_catalog') order by name`
  )
  const found: Array<string> = []
  for (const { name } of rows) {
    const { rowCount } = await client.query(
      `select from ${name} as held, unnest($1::text[]) as form where strpos(held::text, form) > 0 limit 1`,
      [markedForms()]
    )
    if (rowCount !== 0) found.push(name)
  }
  return found
}

const within = async <A>(connectionString: string, act: (client: Client) => Promise<A>): Promise<A> => {
  const client = new Client({ connectionString })
  await client.connect()
  try {
    return await act(client)
  } finally {
    await client.end()
  }
}

import { postgresStore } from "@tallyhour/adapter-postgres"
import { Pool } from "pg"
import { sealed } from "./sealing.ts"

/** Seals what is due in the schema that it is told of, and says how much memory it took. */
const [url, schema] = process.argv.slice(2)
const pool = new Pool({ connectionString: url!, max: 4 })
const records = await sealed({ schema: schema!, store: postgresStore(pool, { schema: schema! }) })
await pool.end()
process.stdout.write(
  JSON.stringify({ megabytes: Math.round(process.resourceUsage().maxRSS / 1024), records })
)

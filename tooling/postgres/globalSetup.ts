import type { TestProject } from "vitest/node"
import { startPostgres } from "./startPostgres.ts"

/** Starts one server for the whole test run, tells the tests its address, and stops it when the run has ended. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const server = await startPostgres()
  if ("url" in server) {
    project.provide("databaseUrl", server.url)
    return server.stop
  }
  process.stdout.write(
    `No Postgres server, so tests that need several connections are left out: ${server.missing}\n`
  )
  project.provide("databaseUrl", undefined)
  return () => Promise.resolve()
}

import { startPostgres } from "./startPostgres.ts"

// Usage: node tooling/postgres/check.ts
// Succeeds if a server for the tests can be started on this machine, and otherwise says why not.
const server = await startPostgres()
if ("missing" in server) {
  process.stdout.write(`No Postgres server can be started: ${server.missing}\n`)
  process.exitCode = 1
} else {
  await server.stop()
}

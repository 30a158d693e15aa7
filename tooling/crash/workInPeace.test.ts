import { randomUUID } from "node:crypto"
import { Client } from "pg"
import { assert, describe, inject, it, onTestFinished } from "vitest"
import { dropDatabase } from "../postgres/dropDatabase.ts"
import { openCrashSite } from "./openCrashSite.ts"
import { Staff } from "./Staff.ts"
import { workInPeace } from "./workInPeace.ts"

const server = inject("databaseUrl") ?? ""

/** A place on an empty database of the server for tests. */
const aSite = async () => {
  const name = `tallyhour_${randomUUID().replaceAll("-", "")}`
  const client = new Client({ connectionString: server })
  await client.connect()
  await client.query(`create database ${name} template template0`)
  await client.end()
  return openCrashSite({
    crash: () => Promise.reject(new Error("others use this server, too")),
    stop: () => dropDatabase(server, name),
    url: Object.assign(new URL(server), { pathname: `/${name}` }).href
  })
}

describe.skipIf(server === "")("worker processes on one server", () => {
  // `npm run crash` does the same with eight of them, and begins to kill them then.
  it("never hold one record at once, seal and settle each once, and bill all usage", async () => {
    const site = await aSite()
    onTestFinished(site.close)
    const staff = new Staff(site, { archivers: 0, recorders: 0, workers: 3 })
    onTestFinished(() => staff.close())

    const problems = await workInPeace(site, staff)

    assert.deepStrictEqual([...problems, ...staff.problems], [])
    assert.isAtLeast(staff.leases.ended, 300)
  })
})

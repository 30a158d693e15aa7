import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { Client } from "pg"
import { assert, describe, inject, it, onTestFinished } from "vitest"
import type { TestContext } from "vitest"
import { serverBinaries } from "./serverBinaries.ts"
import { startPostgres } from "./startPostgres.ts"

const started = async ({ skip }: TestContext) => {
  const server = await startPostgres({})
  if ("missing" in server) return skip(server.missing)
  onTestFinished(server.stop)
  return server
}

const connected = async (url: string): Promise<Client> => {
  const client = new Client({ connectionString: url })
  // The server may end before its client does; that is what some of these tests are about.
  client.on("error", () => {})
  await client.connect()
  return client
}

const folderOf = async (client: Client): Promise<string> => {
  const { rows } = await client.query<{ data_directory: string }>("show data_directory")
  return dirname(rows[0]!.data_directory)
}

describe("a server for tests", () => {
  it("serves two clients at once, each with a session of its own", async (context) => {
    const { url } = await started(context)
    const [first, second] = await Promise.all([connected(url), connected(url)])

    await first.query("begin; select pg_advisory_xact_lock(1)")
    const { rows } = await second.query("select pg_try_advisory_lock(1) as taken")

    assert.deepStrictEqual(rows, [{ taken: false }])
  })

  it("stops although a client is connected, and leaves no folder", async (context) => {
    const { stop, url } = await started(context)
    const folder = await folderOf(await connected(url))

    await stop()

    assert.isFalse(existsSync(folder))
    assert.match(await connected(url).then(String, String), /ECONNREFUSED/)
  })

  it("stops and leaves no folder when the process that started it is killed", async ({ skip }) => {
    const launcher = join(import.meta.dirname, "startPostgres.ts")
    const script = `import { startPostgres } from ${JSON.stringify(launcher)}
      const server = await startPostgres({})
      process.stdout.write(server.url ?? "missing")
      setInterval(() => {}, 1000)`
    const owner = spawn(process.execPath, ["--input-type=module", "-e", script])
    onTestFinished(() => void owner.kill("SIGKILL"))
    const [url] = (await once(owner.stdout, "data")).map(String) as [string]
    if (url === "missing") return skip("no server can be started here")
    const folder = await folderOf(await connected(url))

    owner.kill("SIGKILL")

    for (let tries = 0; tries < 100 && existsSync(folder); tries++) await sleep(100)
    assert.isFalse(existsSync(folder))
    assert.match(await connected(url).then(String, String), /ECONNREFUSED/)
  })
})

describe("the choice of a server", () => {
  it("is the one that runs already, where its address is given", async () => {
    const server = await startPostgres({ TEST_DATABASE_URL: "postgres://a" }, [])

    assert.strictEqual("url" in server ? server.url : server.missing, "postgres://a")
  })

  it("begins with the binaries that are named", () => {
    assert.deepStrictEqual(serverBinaries({ PG_BIN: "/a" })[0], { bin: "/a", origin: "$PG_BIN" })
  })

  it("goes on to the next binaries when the first do not work", async ({ skip }) => {
    const server = await startPostgres({}, [{ bin: "/a", origin: "a" }, ...serverBinaries({})])
    if ("missing" in server) return skip(server.missing)
    await server.stop()

    assert.match(server.url, /^postgres:/)
  })

  it("ends with the reason why each of them does not work", async () => {
    const server = await startPostgres({}, [
      { bin: "/a", origin: "$PG_BIN" },
      { bin: "/b", origin: "/b" }
    ])

    assert.deepStrictEqual(server, {
      missing: "$PG_BIN: spawnSync /a/postgres ENOENT; /b: spawnSync /b/postgres ENOENT"
    })
    assert.deepStrictEqual(await startPostgres({}, []), { missing: "no Postgres binaries are installed" })
  })
})

describe("the server of the test run", () => {
  it("is at the address that every test can ask for", async ({ skip }) => {
    const url = inject("databaseUrl")
    if (url === undefined) return skip("no server can be started here")

    const client = await connected(url)
    const { rows } = await client.query("select 1 as answer")
    await client.end()

    assert.deepStrictEqual(rows, [{ answer: 1 }])
  })
})

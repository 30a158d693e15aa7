import { request as httpRequest } from "node:http"
import { afterEach, assert, it } from "vitest"
import { aMarketplace } from "../marketplace/testing/aMarketplace.ts"
import { isLoopbackAddress, isLoopbackHost } from "./isLoopbackAddress.ts"
import { startEmulator } from "./startEmulator.ts"
import type { EmulatorServer, EmulatorServerOptions } from "./startEmulator.ts"

let server: EmulatorServer

afterEach(() => server.close())

const start = async (options: EmulatorServerOptions = {}) => {
  server = await startEmulator({ emulator: aMarketplace(), ...options })
}

interface Asking {
  readonly body?: string
  readonly headers?: Record<string, string>
  readonly method?: string
}

const ask = (name: string, { body = "{}", headers = {}, method = "POST" }: Asking = {}) =>
  new Promise<{ readonly body: Record<string, unknown>; readonly status: number }>((resolve, reject) => {
    const sized = { ...headers, "Content-Length": Buffer.byteLength(body) }
    const path = `/__control/${name}`
    const options = { headers: sized, host: "127.0.0.1", method, path, port: server.port }
    const request = httpRequest(options, (response) => {
      let text = ""
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString()
      })
      response.on("end", () => resolve({ body: JSON.parse(text), status: response.statusCode ?? 0 }))
    })
    request.on("error", reject)
    request.end(body)
  })

it("performs the functions of the control interface", async () => {
  await start()

  const seeded = await ask("seed_product", { body: '{"code":"p","dimensions":["users"],"kind":"saas"}' })
  const empty = await ask("ledger", { body: "" })

  assert.deepStrictEqual([seeded.status, empty], [200, { body: { records: [] }, status: 200 }])
})

it("refuses what is wrong, and says what is", async () => {
  await start()

  const asked = [
    await ask("ledger", { body: "{" }),
    await ask("ledger", { body: '{"account":"1"}' }),
    await ask("nothing"),
    await ask("ledger", { method: "GET" }),
    await ask("ledger", { body: `{"account_id":"${"1".repeat(1_100_000)}"}` })
  ]

  assert.deepStrictEqual(
    asked.map(({ status }) => status),
    [400, 400, 404, 405, 413]
  )
  for (const { body } of asked) assert.isString(body["error"])
})

it.each([
  { Origin: "http://localhost:3000" },
  { Origin: "null" },
  { Host: "attacker.example" },
  { Host: "127.0.0.1.attacker.example" },
  { Host: "localhost.attacker.example:80" }
])("refuses a page in a browser: %o", async (headers) => {
  await start()

  const { status } = await ask("reset", { headers })

  assert.strictEqual(status, 403)
})

it("opened to anywhere, it answers by any host, and still no page in a browser", async () => {
  await start({ controlFrom: "anywhere" })

  const byName = await ask("ledger", { headers: { Host: "emulator:8080" } })
  const byPage = await ask("ledger", { headers: { Host: "emulator:8080", Origin: "http://emulator:8080" } })

  assert.deepStrictEqual([byName.status, byPage.status], [200, 403])
})

it("can be switched off", async () => {
  await start({ control: false })

  const { body, status } = await ask("reset")

  assert.deepStrictEqual([status, body["__type"]], [404, "UnknownOperationException"])
})

it("knows this machine by its addresses and names", () => {
  const here = ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"]
  const elsewhere = ["10.0.0.1", "::ffff:10.0.0.1", "fe80::1", "127.0.0.1.example", "", undefined]

  assert.deepStrictEqual([...here, ...elsewhere].filter(isLoopbackAddress), here)
  for (const host of ["localhost", "LOCALHOST:80", "127.0.0.1:4000", "[::1]:4000"])
    assert.isTrue(isLoopbackHost(host))
  for (const host of ["example.com", "localhost.example", "::1.example", "", undefined]) {
    assert.isFalse(isLoopbackHost(host))
  }
})

import { request as httpRequest } from "node:http"
import type { IncomingHttpHeaders } from "node:http"
import { Script } from "node:vm"
import { afterEach, assert, it } from "vitest"
import { canaries } from "../../../../../tooling/canaries/canaries.ts"
import {
  aRecord,
  alice,
  arrange,
  aMarketplace,
  meter,
  noon,
  seconds
} from "../../marketplace/testing/aMarketplace.ts"
import { startEmulator } from "../startEmulator.ts"
import type { EmulatorServer, EmulatorServerOptions } from "../startEmulator.ts"
import { pageHtml } from "./pageHtml.ts"
import { pageScript } from "./pageScript.ts"

let server: EmulatorServer

afterEach(() => server.close())

const start = async (options: EmulatorServerOptions = {}) => {
  server = await startEmulator({ emulator: aMarketplace(), ...options })
}

const ask = (path: string, { body = "", headers = {}, method = "GET" }: Asking = {}) =>
  new Promise<{ readonly headers: IncomingHttpHeaders; readonly status: number; readonly text: string }>(
    (resolve, reject) => {
      const request = httpRequest(
        { headers, host: "127.0.0.1", method, path, port: server.port },
        (response) => {
          let text = ""
          response.on("data", (chunk: Buffer) => (text += chunk.toString()))
          response.on("end", () =>
            resolve({ headers: response.headers, status: response.statusCode ?? 0, text })
          )
        }
      )
      request.on("error", reject)
      request.end(body)
    }
  )

interface Asking {
  readonly body?: string
  readonly headers?: Record<string, string>
  readonly method?: string
}

it("the page is one document that needs nothing from elsewhere", async () => {
  await start()

  const { headers, status, text } = await ask("/_emulator")

  assert.strictEqual(status, 200)
  assert.match(String(headers["content-type"]), /^text\/html/)
  assert.strictEqual(text, pageHtml)
  assert.notMatch(text, /https?:\/\/|@import|url\(|\bsrc=/i)
  for (const rule of ["default-src 'none'", "frame-ancestors 'none'", "connect-src 'self'"]) {
    assert.include(headers["content-security-policy"], rule)
  }
  assert.notMatch(String(headers["content-security-policy"]), /unsafe/)
})

it("the script is a program, and makes text only", () => {
  assert.doesNotThrow(() => new Script(pageScript))

  assert.notMatch(pageScript, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b/)
})

it("the overview tells what the page shows", async () => {
  await start()
  const { emulator } = server
  arrange(emulator, "set_time", { now: seconds(noon), frozen: true })
  arrange(emulator, "set_prices", { prices: [{ product_code: "saas1", dimension: "users", price: "0.25" }] })
  arrange(emulator, "inject_fault", { operation: "BatchMeterUsage", kind: "throttle", times: 2 })
  meter(emulator, [aRecord()])
  arrange(emulator, "set_subscription", {
    product_code: "saas1",
    account_id: alice,
    state: "unsubscribe-pending"
  })
  emulator.call({
    operation: "BatchMeterUsage",
    region: "us-east-1",
    body: { ProductCode: "saas1", UsageRecords: [] }
  })
  meter(emulator, [aRecord()])

  const { text } = await ask("/__control/overview", {
    headers: { Origin: server.url, "Content-Type": "application/json" },
    method: "POST"
  })

  const overview = JSON.parse(text)
  assert.deepStrictEqual(
    [overview.now, overview.frozen, overview.records, overview.calls_total, overview.faults_total],
    [seconds(noon), true, 1, 3, 0]
  )
  assert.deepStrictEqual(
    overview.calls.map((call: { error: string | null; status: number }) => [call.status, call.error]),
    [
      [200, null],
      [400, "ThrottlingException"],
      [400, "ThrottlingException"]
    ]
  )
  assert.strictEqual(overview.calls[0].answer.Results[0].Status, "Success")
  assert.deepStrictEqual(
    overview.buyers.map((buyer: { standing: string }) => buyer.standing),
    ["final"]
  )
  assert.deepStrictEqual(
    overview.hours.map((one: { hour: number; records: Array<unknown> }) => [one.hour, one.records.length]),
    [[seconds(noon) - 3_600, 1]]
  )
  assert.strictEqual(overview.invoice.amount, "0.75")
})

it("the page's own origin may call the control interface, and no other page may", async () => {
  await start()
  const from = async (headers: Record<string, string>) =>
    (await ask("/__control/overview", { headers, method: "POST" })).status

  assert.deepStrictEqual(
    [
      await from({ Origin: server.url }),
      await from({ Origin: "http://localhost:1", Host: `localhost:${server.port}` }),
      await from({ Origin: "http://attacker.example", Host: "attacker.example" }),
      await from({ Origin: server.url.replace("http:", "https:") })
    ],
    [200, 403, 403, 403]
  )
})

it("the page is for this machine, and for reading", async () => {
  await start()

  assert.deepStrictEqual(
    [
      (await ask("/_emulator", { headers: { Host: "attacker.example" } })).status,
      (await ask("/_emulator", { method: "DELETE" })).status,
      (await ask("/_emulator/", { method: "HEAD" })).status,
      (await ask("/_emulators")).status
    ],
    [403, 405, 200, 404]
  )
})

it("is gone with the control interface", async () => {
  await start({ control: false })

  assert.strictEqual((await ask("/_emulator")).status, 404)
})

it("with a secret, everybody has to show it, and may then be anywhere", async () => {
  await start({ secret: canaries.controlSecret })
  const basic = (text: string) => ({ Authorization: `Basic ${Buffer.from(text).toString("base64")}` })
  const elsewhere = { Host: "192.168.1.9:80", Origin: "http://192.168.1.9:80" }
  const shown = async (headers: Record<string, string>) => [
    (await ask("/_emulator", { headers })).status,
    (await ask("/__control/overview", { headers, method: "POST" })).status
  ]

  assert.deepStrictEqual(await shown({}), [401, 401])
  assert.deepStrictEqual(await shown({ Authorization: "Bearer open" }), [401, 401])
  assert.deepStrictEqual(await shown(basic("anybody:wrong")), [401, 401])
  assert.deepStrictEqual(await shown({ Authorization: `Bearer ${canaries.controlSecret}` }), [200, 200])
  assert.deepStrictEqual(
    await shown({ ...basic(`anybody:${canaries.controlSecret}`), ...elsewhere }),
    [200, 200]
  )
  assert.deepStrictEqual(
    await shown({ ...basic(`a:${canaries.controlSecret}`), ...elsewhere, Origin: "http://b" }),
    [403, 403]
  )
  assert.match(String((await ask("/_emulator")).headers["www-authenticate"]), /^Basic /)
})

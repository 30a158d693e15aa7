import { request as httpRequest } from "node:http"
import type { IncomingHttpHeaders } from "node:http"
import { afterAll, assert, beforeAll, it } from "vitest"
import { alice, aMarketplace, aRecord, arrange, noon, seconds } from "../marketplace/testing/aMarketplace.ts"
import { startEmulator } from "./startEmulator.ts"
import type { EmulatorServer } from "./startEmulator.ts"

let server: EmulatorServer

beforeAll(async () => {
  server = await startEmulator({ emulator: aMarketplace() })
})

afterAll(() => server.close())

interface Seen {
  readonly body: string
  readonly headers: IncomingHttpHeaders
  readonly status: number
}

const scope = (service = "aws-marketplace", region = "us-east-1") =>
  `AWS4-HMAC-SHA256 Credential=AKID/20260415/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`

const good = {
  "Content-Type": "application/x-amz-json-1.1",
  "X-Amz-Target": "AWSMPMeteringService.BatchMeterUsage",
  Authorization: scope()
}

const send = (
  body: string | Buffer,
  {
    headers = good,
    method = "POST",
    path = "/"
  }: { readonly headers?: Record<string, string>; readonly method?: string; readonly path?: string } = {}
): Promise<Seen> =>
  new Promise((resolve, reject) => {
    const sized = { ...headers, "Content-Length": Buffer.byteLength(body) }
    const options = { headers: sized, host: "127.0.0.1", method, path, port: server.port }
    const request = httpRequest(options, (response) => {
      const chunks: Array<Buffer> = []
      response.on("data", (chunk: Buffer) => chunks.push(chunk))
      response.on("end", () =>
        resolve({
          body: Buffer.concat(chunks).toString(),
          headers: response.headers,
          status: response.statusCode ?? 0
        })
      )
    })
    request.on("error", reject)
    request.end(body)
  })

const batch = (...records: ReadonlyArray<unknown>) =>
  JSON.stringify({ ProductCode: "saas1", UsageRecords: records })

const errorOf = ({ body, status }: Seen) => [status, JSON.parse(body).__type]

it("answers in AWS JSON 1.1, with a request id and the emulator's clock as date", async () => {
  const seen = await send(batch(aRecord({ Dimension: "GB" })))

  assert.strictEqual(seen.status, 200)
  assert.strictEqual(seen.headers["content-type"], "application/x-amz-json-1.1")
  assert.match(String(seen.headers["x-amzn-requestid"]), /^[0-9a-f-]{36}$/)
  assert.strictEqual(seen.headers.date, "Wed, 15 Apr 2026 12:00:00 GMT")
  assert.strictEqual(JSON.parse(seen.body).Results[0].Status, "Success")
})

it("answers text that is not ASCII whole", async () => {
  const Dimension = "größe 💶"
  arrange(server.emulator, "seed_product", { code: "euro", dimensions: [Dimension], kind: "saas" })
  arrange(server.emulator, "seed_customer", { product_code: "euro", account_id: alice })

  const seen = await send(JSON.stringify({ ProductCode: "euro", UsageRecords: [aRecord({ Dimension })] }))

  assert.strictEqual(JSON.parse(seen.body).Results[0].UsageRecord.Dimension, Dimension)
})

it.each([
  ["GET", "/"],
  ["PUT", "/"],
  ["DELETE", "/"],
  ["POST", "/other"],
  ["GET", "/__controls"],
  ["POST", "/healthz"]
])("rule 1: %s %s is 404, or by choice 400", async (method, path) => {
  const first = await send("{}", { method, path })
  arrange(server.emulator, "set_choice", { name: "unknown_path_status", value: 400 })
  const second = await send("{}", { method, path })
  arrange(server.emulator, "set_choice", { name: "unknown_path_status", value: 404 })

  assert.deepStrictEqual(
    [first, second].map(errorOf),
    [404, 400].map((status) => [status, "UnknownOperationException"])
  )
  assert.isString(first.headers["x-amzn-requestid"])
})

it.each([undefined, "", "BatchMeterUsage", "Other.BatchMeterUsage", "AWSMPMeteringService.Nothing"])(
  "rule 2: the target %j is unknown",
  async (target) => {
    const { "X-Amz-Target": _target, ...rest } = good
    const headers = target === undefined ? rest : { ...rest, "X-Amz-Target": target }

    assert.deepStrictEqual(errorOf(await send("{}", { headers })), [400, "UnknownOperationException"])
  }
)

it("rule 3: another content type is accepted, or refused by choice", async () => {
  const headers = { ...good, "Content-Type": "text/plain" }

  assert.strictEqual((await send(batch(), { headers })).status, 200)
  for (const value of ["400", "415"]) {
    arrange(server.emulator, "set_choice", { name: "wrong_content_type", value })
    assert.deepStrictEqual(errorOf(await send(batch(), { headers })), [
      Number(value),
      "SerializationException"
    ])
    assert.strictEqual((await send(batch())).status, 200)
  }
  arrange(server.emulator, "set_choice", { name: "wrong_content_type", value: "accept" })
})

it.each([
  ["", "MissingAuthenticationTokenException"],
  ["Bearer x", "IncompleteSignatureException"],
  ["AWS4-HMAC-SHA256 Credential=AKID", "IncompleteSignatureException"],
  [scope("meteringmarketplace"), "InvalidSignatureException"],
  [scope().replace("aws4_request", "aws5_request"), "InvalidSignatureException"]
])("rule 4: the authorization %j is refused", async (Authorization, errorType) => {
  assert.deepStrictEqual(errorOf(await send(batch(), { headers: { ...good, Authorization } })), [
    400,
    errorType
  ])
})

it("rule 4: the message for another service is AWS's", async () => {
  const seen = await send(batch(), { headers: { ...good, Authorization: scope("s3") } })

  assert.strictEqual(
    JSON.parse(seen.body).message,
    "Credential should be scoped to correct service: 'aws-marketplace'."
  )
})

it("rule 28: the region is that of the credential scope", async () => {
  const record = aRecord({ Timestamp: seconds("2026-04-15T08:00:00Z") })

  for (const region of ["us-east-1", "ap-southeast-4"]) {
    await send(batch(record), { headers: { ...good, Authorization: scope("aws-marketplace", region) } })
  }

  const regions = server.emulator
    .accepted()
    .filter((line) => line.timestamp === record["Timestamp"])
    .map((line) => line.region)
  assert.deepStrictEqual(regions, ["us-east-1", "ap-southeast-4"])
})

it.each([
  ["nothing", ""],
  ["text", "hello"],
  ["NaN", batch(aRecord()).replace(/"Timestamp":[0-9]+/, '"Timestamp":NaN')],
  ["null", "null"],
  ["a list", "[]"],
  ["half of a body", batch(aRecord()).slice(0, 60)],
  ["a byte order mark", `\uFEFF${batch()}`],
  ["UTF-16", Buffer.from(batch(), "utf16le")],
  [
    "invalid UTF-8",
    Buffer.concat([Buffer.from('{"ProductCode":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')])
  ],
  ["100 000 nested lists", `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`],
  ["an ISO timestamp", batch(aRecord({ Timestamp: noon }))]
])("rule 5: %s is a SerializationException, and the server lives", async (_name, body) => {
  assert.deepStrictEqual(errorOf(await send(body)), [400, "SerializationException"])
  assert.strictEqual((await send(batch())).status, 200)
})

it("rule 9: ids of requests differ, whoever refuses them", async () => {
  const seen = [
    await send(batch()),
    await send("x"),
    await send("x", { headers: {} }),
    await send("x", { headers: {} })
  ]

  assert.strictEqual(new Set(seen.map(({ headers }) => headers["x-amzn-requestid"])).size, 4)
})

it("tells that it is up", async () => {
  const { body, status } = await send("", { headers: {}, method: "GET", path: "/healthz" })

  assert.deepStrictEqual([status, JSON.parse(body)], [200, { status: "ok" }])
})

import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { MarketplaceMeteringClient } from "@aws-sdk/client-marketplace-metering"
import { CustomerResolution, type TransportError, type UsageBatch, UsageTransport } from "@tallyhour/core"
import { Cause, Effect, Exit, Redacted } from "effect"
import { afterAll, afterEach, assert, beforeAll, beforeEach, describe, it } from "vitest"
import { canaries } from "../../../tooling/canaries/canaries.ts"
import { sealedRecord } from "../test/sealedRecord.ts"
import { startSts, type StsServer } from "../test/stsServer.ts"
import { awsCustomerResolution } from "./AwsCustomerResolution.ts"
import { AwsTransportInvalid, type AwsTransportOptions } from "./AwsTransportOptions.ts"
import { awsTransport } from "./AwsUsageTransport.ts"

const credentials = { accessKeyId: "AKIDOWN", secretAccessKey: canaries.secretAccessKey }
const roleArn = "arn:aws:iam::111111111111:role/seller"

let endpoint: string
let heard: Array<IncomingMessage["headers"]>
let status: number
const aws = createServer((request, response) => {
  heard.push(request.headers)
  request.resume()
  const body =
    status === 200 ? "{}" : '{"__type":"ExpiredTokenException","message":"The security token is old"}'
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(body)
})

beforeAll(async () => {
  await new Promise<void>((resolve) => aws.listen(0, "127.0.0.1", resolve))
  endpoint = `http://127.0.0.1:${(aws.address() as AddressInfo).port}`
})
afterAll(() => {
  aws.closeAllConnections()
  aws.close()
})
beforeEach(() => {
  heard = []
  status = 200
})

const signedBy = () => heard.map(({ authorization }) => /Credential=(\w+)\//.exec(authorization ?? "")?.[1])

describe("a role to act as", () => {
  let sts: StsServer
  afterEach(() => sts.close())

  it("is assumed by the credentials given, with the external id, and signs what is sent", async () => {
    sts = await startSts({ externalId: "agreed" })

    await sent({ credentials, assumeRole: { roleArn, externalId: "agreed", endpoint: sts.url } }, 2)

    assert.deepStrictEqual(sts.asked, [
      { accessKeyId: "AKIDOWN", externalId: "agreed", roleArn, sessionName: "tallyhour" }
    ])
    assert.deepStrictEqual(signedBy(), ["ASIAROLE1", "ASIAROLE1"])
    assert.deepStrictEqual(
      heard.map((headers) => headers["x-amz-security-token"]),
      ["canary-role-session", "canary-role-session"]
    )
  })

  it("is taken anew before it runs out", async () => {
    // The SDK takes nothing that runs out within five minutes.
    sts = await startSts({ keyLasts: 60_000 })

    await sent({ credentials, assumeRole: { roleArn, sessionName: "worker-1", endpoint: sts.url } }, 2)

    const [first, second] = signedBy()
    assert.match(`${first} ${second}`, /^ASIAROLE\d+ ASIAROLE\d+$/)
    assert.notStrictEqual(first, second)
    assert.strictEqual(sts.asked[0]?.sessionName, "worker-1")
  })

  it("that is refused lets the records wait, whatever STS calls it, and repeats no external id", async () => {
    sts = await startSts({ externalId: "agreed" })

    const error = await refused({
      credentials,
      assumeRole: { roleArn, externalId: "canary", endpoint: sts.url }
    })

    assert.strictEqual(error.reason._tag, "AccessRefused")
    assert.isFalse(error.reason.mayBeAccepted)
    assert.include(error.message, "ValidationException: Value '…' at 'externalId'")
    assert.notInclude(JSON.stringify(error) + error.message + String(error.stack), "canary")
    assert.deepStrictEqual(heard, [])
  })

  it("whose credentials AWS takes for expired lets the records wait", async () => {
    sts = await startSts({})
    status = 400

    const error = await refused({ credentials, assumeRole: { roleArn, endpoint: sts.url } })

    assert.strictEqual(error.reason._tag, "AccessRefused")
    assert.strictEqual(error.remedy.retry, "fix")
  })
})

describe("a profile", () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tallyhour-profile-"))
    await writeFile(
      join(folder, "credentials"),
      "[seller]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = canary-profile-secret\n"
    )
    await writeFile(join(folder, "config"), "[profile seller]\nregion = us-east-1\n")
  })
  afterAll(() => rm(folder, { recursive: true }))

  const profileOf = (name: string) => ({
    name,
    configFilepath: join(folder, "config"),
    filepath: join(folder, "credentials")
  })

  it("signs what is sent", async () => {
    await sent({ profile: profileOf("seller") })

    assert.deepStrictEqual(signedBy(), ["AKIDPROFILE"])
  })

  it("that is not there sends nothing, and looks in no other place", async () => {
    const error = await refused({ profile: profileOf("canary") })

    assert.strictEqual(error.reason._tag, "AccessRefused")
    assert.deepStrictEqual(heard, [])
  })

  it("assumes a role", async () => {
    const sts = await startSts({})

    await sent({ profile: profileOf("seller"), assumeRole: { roleArn, endpoint: sts.url } })

    sts.close()
    assert.strictEqual(sts.asked[0]?.accessKeyId, "AKIDPROFILE")
    assert.deepStrictEqual(signedBy(), ["ASIAROLE1"])
  })
})

describe("credentials", () => {
  it("that never come are given up, and nothing is sent later", async () => {
    const { promise: late, resolve: give } = Promise.withResolvers<typeof credentials>()

    const error = await refused({ credentials: () => late, requestTimeout: 20 })
    give(credentials)
    await new Promise<void>((resolve) => setImmediate(resolve))

    assert.strictEqual(error.reason._tag, "AccessRefused")
    assert.isFalse(error.reason.mayBeAccepted)
    assert.deepStrictEqual(heard, [])
  })

  it("whose search fails by a name of the operation's own are no word of AWS on a token", async () => {
    const failing = () =>
      Promise.reject(Object.assign(new Error("login is old"), { name: "ExpiredTokenException" }))
    const resolution = awsCustomerResolution({ credentials: failing, endpoint, region: "us-east-1" })

    const error = await Effect.runPromise(
      Effect.flip(Effect.flatMap(CustomerResolution, ({ resolve }) => resolve(Redacted.make("token")))).pipe(
        Effect.provide(resolution)
      )
    )

    assert.strictEqual(error.reason._tag, "AccessRefused")
    assert.include(error.message, "ExpiredTokenException: login is old")
  })
})

describe("a client of the caller's own", () => {
  const clientFor = (region: string) =>
    new MarketplaceMeteringClient({ credentials, endpoint, maxAttempts: 3, region })

  it("is asked for once a region, makes one attempt, and lives on", async () => {
    const asked: Array<string> = []
    const clients = new Map(["us-east-1", "eu-west-1"].map((region) => [region, clientFor(region)]))
    let destroyed = 0
    for (const client of clients.values()) client.destroy = () => (destroyed += 1)
    const client = (region: string) => {
      asked.push(region)
      return clients.get(region)!
    }
    status = 500

    await Effect.runPromise(
      Effect.flatMap(UsageTransport, (transport) =>
        Effect.forEach(["us-east-1", "eu-west-1", "us-east-1"], (region) =>
          Effect.flip(transport.submit(batchIn(region)))
        )
      ).pipe(Effect.provide(awsTransport({ client })))
    )

    assert.deepStrictEqual(asked, ["us-east-1", "eu-west-1"])
    assert.strictEqual(heard.length, 3)
    assert.strictEqual(destroyed, 0)
  })

  it("that calls another region than its batches' sends nothing", async () => {
    const transport = awsTransport({ client: () => clientFor("eu-west-1") })

    const exit = await Effect.runPromiseExit(
      Effect.flatMap(UsageTransport, ({ submit }) => submit(batchIn("us-east-1"))).pipe(
        Effect.provide(transport)
      )
    )

    const died = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
    assert.instanceOf(died, AwsTransportInvalid)
    assert.include(String(died), "eu-west-1")
    assert.deepStrictEqual(heard, [])
  })

  it("resolves customers", async () => {
    const client = clientFor("us-east-1")

    await Effect.runPromise(
      Effect.ignore(
        Effect.flatMap(CustomerResolution, ({ resolve }) => resolve(Redacted.make("token")))
      ).pipe(Effect.provide(awsCustomerResolution({ client })))
    )

    client.destroy()
    assert.deepStrictEqual(signedBy(), ["AKIDOWN"])
  })
})

describe("the name of the application", () => {
  it("is in the User-Agent", async () => {
    await sent({ credentials, userAgentAppId: "billing" })

    assert.include(heard[0]?.["user-agent"], "app/billing")
  })
})

const batchIn = (region: string): UsageBatch => {
  const record = sealedRecord({ _tag: "Product", buyer: "111111111111" }, { region })
  return {
    region,
    productCode: record.productCode,
    records: [{ attempts: 1, mayBeAccepted: false, record, sendBefore: record.deadline }]
  }
}

const sent = (options: AwsTransportOptions, times = 1): Promise<unknown> =>
  Effect.runPromise(
    Effect.flatMap(UsageTransport, ({ submit }) =>
      Effect.replicateEffect(submit(batchIn("us-east-1")), times)
    ).pipe(Effect.provide(awsTransport({ endpoint, ...options })))
  )

const refused = (options: AwsTransportOptions): Promise<TransportError> =>
  Effect.runPromise(
    Effect.flip(Effect.flatMap(UsageTransport, ({ submit }) => submit(batchIn("us-east-1")))).pipe(
      Effect.provide(awsTransport({ endpoint, ...options }))
    )
  )
